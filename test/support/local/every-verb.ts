import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../../lib';
import type { AccountServer } from '../../../local/account/account-server';
import type { AccountDescription } from '../../../local/account/description';
import type { Template } from '../../../sim/template/intrinsics';
import { type Ran, run } from '../command';
import { aRow, NOON } from '../rows';
import { tenDataSets } from '../ten-data-sets';
import { startAccount, stopAccount } from './local-account';

const ACCOUNT = '111122223333';

/** What goes wrong while a verb runs. */
export interface Trouble {
  /** IAM actions that are denied. */
  readonly denied?: readonly string[];
  readonly refuse?: AccountServer['trouble'];
  readonly changes?: Partial<AccountDescription>;
}

/** Command lines that make each verb ask for all that it may ask for. */
const COMMAND_LINES: Readonly<Record<string, (folder: string, table: string) => readonly string[]>> = {
  discover: (folder) => [
    'discover',
    '--write',
    'typescript',
    '--out',
    join(mkdtempSync(join(folder, 'app-')), 'app.ts'),
  ],
  lookup: (folder) => [
    'lookup',
    '--assembly',
    join(folder, 'cdk.out'),
    '--context',
    join(mkdtempSync(join(folder, 'context-')), 'cdk.context.json'),
  ],
  doctor: (_, table) => ['doctor', '--table', table, '--fix'],
  refresh: () => ['refresh', 'stock', '--stack', 'Dashboards', '--wait', '--timeout', '1'],
  status: () => ['status', '--stack', 'Dashboards'],
  history: () => ['history', 'stock', '--stack', 'Dashboards'],
  pause: () => ['pause', 'stock', '--stack', 'Dashboards'],
  resume: () => ['resume', 'stock', '--stack', 'Dashboards'],
  forget: () => ['forget', 'stock', '--stack', 'Dashboards'],
  redrive: () => ['redrive', '--stack', 'Dashboards', '--yes'],
};

export const ALL_VERBS = Object.keys(COMMAND_LINES);

/** Every verb that asks AWS, against a local account with a deployed stack, of which any call can be refused. */
export class EveryVerb {
  private constructor(
    readonly server: AccountServer,
    private readonly account: AccountDescription,
    private readonly folder: string,
    private readonly table: string,
  ) {}

  static async start(place: Pick<AccountDescription, 'region' | 'partition'> = { region: 'eu-west-1' }) {
    const described = { ...tenDataSets(), ...place };
    const server = await startAccount(described);
    const folder = mkdtempSync(join(tmpdir(), 'every-verb-'));
    const template = synthesize(folder, place.region);
    const ofType = (type: string): string[] =>
      Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === type);
    const queues = ofType('AWS::SQS::Queue');
    const physicalIds = Object.fromEntries(
      Object.keys(template.Resources).map((id) => [
        id,
        queues.includes(id) ? `${process.env.AWS_ENDPOINT_URL}/${ACCOUNT}/${id}` : id,
      ]),
    );
    const [logGroup = ''] = ofType('AWS::Logs::LogGroup');
    const [table = ''] = ofType('AWS::DynamoDB::Table');
    const partition = place.partition ?? 'aws';
    const key = `arn:${partition}:kms:${place.region}:${ACCOUNT}:key/1`;
    const account: AccountDescription = {
      ...described,
      stacks: { Dashboards: { template, physicalIds } },
      keys: { [key]: { policy: '{}' } },
      queues: Object.fromEntries(queues.map((id) => [id, { messages: 1, bodies: ['{}'], keyId: key }])),
      logs: { [logGroup]: [] },
      rows: [aRow({ dataSetArn: `arn:${partition}:quicksight:${place.region}:${ACCOUNT}:dataset/stock` })],
    };
    return new EveryVerb(server, account, folder, table);
  }

  stop(): Promise<void> {
    return stopAccount(this.server);
  }

  /** Runs a verb, and answers what it asked for. */
  async ask(verb: string, trouble: Trouble = {}): Promise<Ran & { actions: readonly string[] }> {
    // descriptions are read, and tags are set in them
    const { denied = [], refuse = () => undefined, changes } = trouble;
    this.server.account = { ...structuredClone(this.account), ...changes, denied: new Set(denied) };
    this.server.trouble = refuse;
    this.server.actions.clear();
    this.server.received.clear();
    let now = NOON;
    const sleep = async (milliseconds: number): Promise<void> => {
      now += milliseconds;
    };
    const ran = await run(COMMAND_LINES[verb]?.(this.folder, this.table) ?? [verb], { now: () => now, sleep });
    return { ...ran, actions: [...this.server.actions].filter((action) => action !== 'sts:GetCallerIdentity') };
  }
}

/** A stack with a data set without a tag, and the assembly of an app that looks one up by its name. */
function synthesize(folder: string, region: string): Template {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const env = { account: ACCOUNT, region };
  const stack = new Stack(app, 'Dashboards', { env });
  const refresh = new SpiceRefresh(stack, 'Refresh');
  refresh.addDataSet('Stock', {
    dataSet: SpiceDataSet.fromDataSetId('stock'),
    refreshOn: [
      LandingEvent.objectCreated(Bucket.fromBucketName(stack, 'Lake', 'lake-data'), { eventBridgeEnabled: true }),
    ],
  });
  const other = new Stack(app, 'Other', { env });
  new SpiceRefresh(other, 'Refresh').addDataSet('Orders', {
    dataSet: SpiceDataSet.fromLookup(other, { name: 'Orders' }),
    refreshOn: [LandingEvent.fromPattern({ source: ['test'] })],
  });
  return app.synth().getStackByName('Dashboards').template;
}
