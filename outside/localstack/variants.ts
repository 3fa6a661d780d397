import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { DataSetAccess, LandingEvent, LandingEventForwarding, SpiceDataSet, SpiceRefresh } from '../../lib';

export const ACCOUNT = '000000000000';
/** Another account, in which data lands, too. */
export const LAKE = '111111111111';
export const REGION = 'eu-west-1';
export const LAKE_STACK = 'Lake';

/** The bus of the variants that have their own. */
export const BUS = 'outside-data';

/** The bucket of each account. */
export const BUCKETS: Readonly<Record<string, string>> = { [ACCOUNT]: 'outside-landing', [LAKE]: 'outside-lake' };

/** One state of an app: the prefixes at which its data sets land, by data set, and what else is switched on. */
export interface Variant {
  readonly name: string;
  readonly dataSets: Readonly<Record<string, string>>;
  readonly safetyNet?: boolean;
  readonly requests?: boolean;
  readonly key?: boolean;
  /** Events come over a bus of the app, to which those of the default bus are forwarded. */
  readonly bus?: boolean;
  /** Data lands in the other account as well, which forwards its events. */
  readonly lake?: boolean;
  readonly paused?: boolean;
}

const BOTH = { sales: 'sales/', stock: 'warehouse/' };

/**
 * Lives of apps, one deployment after another, by stack. One with a bus of its own begins with it: what LocalStack makes of
 * a rule that moves from bus to bus is not what CloudFormation makes of it.
 */
export const LIVES: Readonly<Record<string, readonly Variant[]>> = {
  Updates: [
    { name: 'first', dataSets: { sales: 'sales/' } },
    { name: 'second data set', dataSets: { sales: 'sales/', stock: 'stock/' } },
    { name: 'another prefix', dataSets: BOTH },
    { name: 'safety net', dataSets: BOTH, safetyNet: true },
    { name: 'requests', dataSets: BOTH, safetyNet: true, requests: true },
    { name: 'key', dataSets: BOTH, requests: true, key: true },
    { name: 'paused', dataSets: BOTH, key: true, paused: true },
    { name: 'removed data set, no key', dataSets: { sales: 'sales/' } },
    { name: 'back', dataSets: { sales: 'sales/', stock: 'stock/' } },
  ],
  Forwarded: [
    { name: 'own bus', dataSets: { sales: 'sales/' }, key: true, bus: true },
    { name: 'other account', dataSets: BOTH, key: true, bus: true, lake: true },
    { name: 'other account removed', dataSets: BOTH, key: true, bus: true },
  ],
};

type Template = Parameters<typeof import('../emulator/stack').deployStack>[1];

/** The templates of a variant: the app's, and that of the other account if it has one. */
export function synthesize(stackName: string, variant: Variant): { readonly app: Template; readonly lake?: Template } {
  const { dataSets, safetyNet, requests, key, bus, paused } = variant;
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'outside-localstack-')) });
  const stack = new Stack(app, stackName, { env: { account: ACCOUNT, region: REGION } });
  const landing = landingEvents(stack, ACCOUNT, dataSets);
  const eventBus = bus ? new EventBus(stack, 'Bus', { eventBusName: BUS }) : undefined;
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh', {
    eventBus,
    ...(paused && { enabled: false }),
    ...(key && { encryptionKey: new Key(stack, 'Key') }),
    ...(requests && { acceptRequests: { access: DataSetAccess.tagOnly('refresh-on-request', 'allowed') } }),
  });
  const lake = variant.lake ? new Stack(app, LAKE_STACK, { env: { account: LAKE, region: REGION } }) : undefined;
  const there = lake ? landingEvents(lake, LAKE, dataSets) : {};
  for (const id of Object.keys(dataSets)) {
    refresh.addDataSet(id, {
      dataSet: SpiceDataSet.fromDataSetId(id),
      refreshOn: [landing, there].flatMap((events) => events[id] ?? []),
      ...(safetyNet && { refreshAtLeastEvery: Duration.hours(6) }),
    });
  }
  if (eventBus) {
    new LandingEventForwarding(stack, 'Forwarding', { landingEvents: Object.values(landing), eventBus });
  }
  if (eventBus && lake) {
    new LandingEventForwarding(lake, 'Forwarding', { landingEvents: Object.values(there), eventBus });
  }
  const assembly = app.synth();
  const templateOf = ({ artifactId }: Stack): Template => assembly.getStackArtifact(artifactId).template;
  return { app: templateOf(stack), ...(lake && { lake: templateOf(lake) }) };
}

/** By data set: objects in the bucket of an account. */
function landingEvents(
  stack: Stack,
  account: string,
  dataSets: Readonly<Record<string, string>>,
): Readonly<Record<string, LandingEvent>> {
  const bucket = new CfnBucket(stack, 'Bucket', {
    bucketName: BUCKETS[account],
    notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
  });
  return Object.fromEntries(
    Object.entries(dataSets).map(([id, keyPrefix]) => [id, LandingEvent.objectCreated(bucket, { keyPrefix })]),
  );
}
