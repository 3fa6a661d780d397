import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { accountsApp } from '../examples/typescript/accounts';
import { DashboardsStack } from '../examples/typescript/app';
import {
  DataSetAccess,
  Ingestion,
  LandingEvent,
  RefreshWhen,
  SpiceDataSet,
  SpiceRefresh,
  SpiceRefreshMonitoring,
  type SpiceRefreshProps,
} from '../lib';

/** A template as the CDK writes it. */
export interface TemplateFile {
  readonly name: string;
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template has the shape of its resources
  readonly template: any;
}

/** Properties, what they need around them, and how many data sets: each is a stack of its own. */
const VARIANTS: Readonly<Record<string, (stack: Stack) => SpiceRefresh>> = {
  Plain: (stack) => filled(stack, {}, 1),
  CustomerManagedKey: (stack) =>
    filled(stack, { encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }) }, 2),
  OwnBus: (stack) => filled(stack, { eventBus: new EventBus(stack, 'Bus') }, 2),
  Requests: (stack) =>
    filled(stack, { acceptRequests: { access: DataSetAccess.tagOnly('refresh-on-request', 'allowed') } }, 1),
  ArnOnly: (stack) => filled(stack, { access: DataSetAccess.arnOnly() }, 2),
  Retained: (stack) => filled(stack, { removalPolicy: RemovalPolicy.RETAIN, memorySize: 512 }, 1),
  AllOptions: (stack) => {
    const refresh = new SpiceRefresh(stack, 'SpiceRefresh', { batchingWindow: Duration.minutes(1) });
    const bucket = new Bucket(stack, 'LandingBucket', { enforceSSL: true });
    refresh.addDataSet('Sales', {
      dataSet: SpiceDataSet.fromDataSetId('sales'),
      refreshOn: ['sales/', 'returns/'].map((keyPrefix) => LandingEvent.objectCreated(bucket, { keyPrefix })),
      refreshWhen: RefreshWhen.all({ within: Duration.hours(2) }),
      refreshAtLeastEvery: Duration.hours(6),
      ingestion: Ingestion.incremental({ fullEvery: Duration.days(7), fallBackToFull: true }),
    });
    return refresh;
  },
  Monitored: (stack) => {
    const refresh = filled(stack, {}, 2);
    new SpiceRefreshMonitoring(stack, 'Monitoring', { refresh });
    return refresh;
  },
  Hundred: (stack) => filled(stack, {}, 100),
  Thousand: (stack) => filled(stack, {}, 1_000),
};

function filled(stack: Stack, props: SpiceRefreshProps, dataSets: number): SpiceRefresh {
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh', props);
  for (let at = 0; at < dataSets; at++) {
    refresh.addDataSet(`DataSet${at}`, {
      dataSet: SpiceDataSet.fromDataSetId(`6f1f5d2a-0000-4000-8000-${String(at).padStart(12, '0')}`),
      refreshOn: [
        // ten data sets wait for each
        LandingEvent.fromPattern({ source: ['com.example.warehouse'], detail: { table: [`table-${at % 10}`] } }),
      ],
    });
  }
  return refresh;
}

/** Every example, variant and size, synthesized into a folder of its own. */
export function writeTemplates(): readonly TemplateFile[] {
  const outdir = mkdtempSync(join(tmpdir(), 'outside-templates-'));
  const examples = accountsApp(new App({ outdir: join(outdir, 'examples') })).app;
  new DashboardsStack(examples, 'Dashboards');
  const variants = new App({ outdir: join(outdir, 'variants') });
  for (const [name, build] of Object.entries(VARIANTS)) {
    build(new Stack(variants, name));
  }
  return [examples, variants].flatMap((app) =>
    app.synth().stacks.map(({ stackName, templateFullPath, template }) => ({
      name: stackName,
      path: templateFullPath,
      template,
    })),
  );
}
