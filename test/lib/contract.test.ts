import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Duration, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { parse } from '../../lambda/message/parse';
import { MessageReader } from '../../lambda/message/reader';
import { toEvent } from '../../lambda/outcome/outcome';
import {
  DataSetAccess,
  IncompleteAction,
  Ingestion,
  IngestionQuota,
  LandingEvent,
  RefreshWhen,
  SpiceDataSet,
} from '../../lib';
import {
  ABSENT_SETTINGS,
  Environment,
  type LandingMessage,
  LEDGER_KEY,
  METRICS_NAMESPACE,
  OUTCOME_SOURCE,
  OutcomeDetailType,
  type RefreshSettings,
  tagCommand,
} from '../../lib/private/contract';
import { transform } from '../../sim/aws/input-transformer';
import { PUBLISHER } from '../support/rows';
import { some } from '../support/some';
import {
  ACCOUNT,
  add,
  dataSetArn,
  importedRole,
  list,
  loaded,
  newRefresh,
  REGION,
  roleStatements,
  rulesOf,
  templateOf,
} from '../support/stack';

const LAMBDA = join(__dirname, '..', '..', 'lambda');

/** Every source file of the function. */
function sources(folder = ''): { name: string; text: string }[] {
  return readdirSync(join(LAMBDA, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readFileSync(join(LAMBDA, folder, name), 'utf8') }));
}

/** A construct in which every setting is used. */
const refresh = newRefresh();
const stack = Stack.of(refresh);
const bucket = new Bucket(stack, 'Bucket');
const awkwardId = `a_b.c:d+e=f@g~h-${'x'.repeat(70)}`;
add(refresh);
add(refresh, 'Stock', {
  dataSet: SpiceDataSet.fromDataSetId(awkwardId),
  refreshOn: [
    loaded(),
    LandingEvent.objectCreated(bucket, { keyPrefix: 'stock/', keySuffix: '.parquet' }),
    LandingEvent.schedule(Schedule.rate(Duration.hours(1))),
  ],
  refreshWhen: RefreshWhen.all({ within: Duration.days(1), whenIncomplete: IncompleteAction.WAIT }),
  settle: Duration.seconds(0),
  maxWait: Duration.hours(1),
  ingestionTimeout: Duration.days(30),
  ingestion: Ingestion.incremental({ fullEvery: Duration.days(365), fallBackToFull: false }),
  quota: IngestionQuota.of(1_000, { reserved: 999 }),
  access: DataSetAccess.arnAndTag('Kosten Stelle_.:/=+-@', 'é'.repeat(256)),
  refreshAtLeastEvery: Duration.days(1),
});
const dataSetRefreshProperties = {
  refreshConfiguration: {
    incrementalRefresh: { lookbackWindow: { columnName: 'day', size: 1, sizeUnit: 'DAY' } },
  },
};
add(refresh, 'Forecast', {
  dataSet: SpiceDataSet.fromDataSet(
    new CfnDataSet(stack, 'DataSet', { dataSetId: 'defined', dataSetRefreshProperties }),
  ),
  ingestion: Ingestion.incremental(),
  access: DataSetAccess.arnOnly(),
});
add(refresh, 'Elsewhere', {
  dataSet: SpiceDataSet.fromDataSetArn(`arn:aws-cn:quicksight:cn-north-1:${ACCOUNT}:dataset/elsewhere`),
});
const template = templateOf(refresh);

describe('what a rule makes of an event is what the function takes', () => {
  const event = {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: ACCOUNT,
    time: '2026-03-01T06:00:00Z',
    region: REGION,
    resources: ['arn:aws:s3:::landing'],
    detail: { version: '0', bucket: { name: 'landing' }, object: { key: 'stock/"1".parquet', size: 131_072 } },
  };
  const delivered = rulesOf(template).flatMap((rule) =>
    rule.targets.map((target): [string, string] => [
      `${rule.id} ${target.Id}`,
      transform({ inputTransformer: target.InputTransformer }, event),
    ]),
  );

  test('there are rules of every kind', () => {
    expect(delivered).toHaveLength(4);
  });

  test.each(delivered)('%s: every field is read, and none is changed', (_, body) => {
    const { dataSets: groups, ...sent } = JSON.parse(body);
    const dataSets = groups.flatMap(
      ({ arnPrefix = '', ids, arns, settings = {}, ...more }: Record<string, unknown>) => {
        expect(more).toEqual({});
        return ((arns ?? ids) as string[]).map((id) => ({
          arn: `${arnPrefix}${id}`,
          settings: { ...ABSENT_SETTINGS, ...(settings as object) },
        }));
      },
    );
    expect(parse(body)).toStrictEqual({ ...sent, dataSets });
  });

  test.each(delivered)('%s: it landed when the event says', (_, body) => {
    expect(parse(body)).toMatchObject({ kind: 'landing', time: event.time });
  });

  test.each(delivered.filter(([, body]) => !body.includes('ifStaleFor')))('%s: is parsed once a batch', (_, body) => {
    const reader = new MessageReader();
    const [first, second] = [event.time, '2026-03-01T06:00:01Z'].map((time) =>
      reader.read(body.replace(event.time, time)),
    ) as LandingMessage[];
    expect(second?.dataSets).toBe(first?.dataSets);
  });

  test('each data set comes with its settings', () => {
    const names = delivered
      .map(([, body]) => parse(body))
      .flatMap((message) =>
        message.kind === 'landing' && message.ifStaleFor === undefined ? [message.landingEvent] : [],
      );
    const byDefault: RefreshSettings = {
      settle: 60,
      maxWait: 900,
      ingestionTimeout: 21_600,
      quota: { perDay: 32, reserved: 0 },
      ingestion: { type: 'FULL_REFRESH' },
      tag: { key: 'spice-refresh', value: 'allowed' },
    };
    const expected: Record<string, RefreshSettings> = {
      [dataSetArn('sales')]: byDefault,
      [dataSetArn(awkwardId)]: {
        settle: 0,
        maxWait: 3_600,
        ingestionTimeout: 30 * 86_400,
        quota: { perDay: 1_000, reserved: 999 },
        ingestion: { type: 'INCREMENTAL_REFRESH', fullEvery: 365 * 86_400, fallBackToFull: false },
        all: { landingEvents: names, within: 86_400, whenIncomplete: 'wait' },
        tag: { key: 'Kosten Stelle_.:/=+-@', value: 'é'.repeat(256) },
      },
      [dataSetArn('defined')]: {
        settle: 60,
        maxWait: 900,
        ingestionTimeout: 21_600,
        quota: { perDay: 32, reserved: 0 },
        ingestion: { type: 'INCREMENTAL_REFRESH', fallBackToFull: true },
      },
      [`arn:aws-cn:quicksight:cn-north-1:${ACCOUNT}:dataset/elsewhere`]: byDefault,
    };
    const read = delivered.flatMap(([, body]) => {
      const message = parse(body);
      return message.kind === 'landing' ? message.dataSets : [];
    });
    expect(new Set(read.map(({ arn }) => arn))).toEqual(new Set(Object.keys(expected)));
    for (const { arn, settings } of read) {
      expect(settings).toStrictEqual(expected[arn]);
    }
  });
});

describe('the ARNs that are taken at synthesis are those that the function takes', () => {
  const arn = dataSetArn('sales');

  function takenBy(take: () => unknown): boolean {
    try {
      take();
      return true;
    } catch {
      return false;
    }
  }

  test.each([
    arn,
    dataSetArn(awkwardId),
    dataSetArn('x'.repeat(96)),
    dataSetArn('x'.repeat(97)),
    dataSetArn('.'),
    dataSetArn('*'),
    `${arn}/ingestion/1`,
    `${arn}\n`,
    ` ${arn}`,
    arn.replace('aws', 'aws-us-gov'),
    arn.replace('aws', 'azure'),
    arn.replace('aws', '*'),
    arn.replace(REGION, '*'),
    arn.replace(REGION, 'EU-WEST-1'),
    arn.replace(REGION, 'r'.repeat(33)),
    arn.replace(ACCOUNT, '1'),
    arn.replace('quicksight', 's3'),
    'sales',
  ])('the function takes %j, or refuses it, as synthesis does', (given) => {
    const wake = { schema: 1, kind: 'wake', dataSetArn: given, at: 0, sentAt: 0, version: 0 };
    expect(takenBy(() => SpiceDataSet.fromDataSetArn(given))).toBe(takenBy(() => parse(JSON.stringify(wake))));
  });
});

describe('the command that tags a data set', () => {
  test.each([
    ['team', 'finance', 'Key=team,Value=finance'],
    ['team:name_1.2', 'a/b+c@d-e', 'Key=team:name_1.2,Value=a/b+c@d-e'],
    ['cost center', 'IT 1', `'Key="cost center",Value="IT 1"'`],
    ['formula', '=1', `'Key="formula",Value="=1"'`],
    ['équipe', 'finance', `'Key="équipe",Value="finance"'`],
  ])('the command that tags a data set has quotes where %s=%s needs them', (key, value, tags) => {
    expect(tagCommand(dataSetArn('sales'), { key, value })).toBe(
      `aws quicksight tag-resource --resource-arn ${dataSetArn('sales')} --tags ${tags}`,
    );
  });

  test.each(['$(touch hacked)', '`id`', "'; id; '", '"; id; "', '\\', 'a\nb', '!!', '*', '~', '${HOME}', "a'b\\'c"])(
    'the command that tags a data set gives the shell one word for the value %j',
    (value) => {
      const command = tagCommand(dataSetArn('sales'), { key: 'team', value });
      const words = execFileSync('/bin/sh', ['-c', command.replace(/^aws /, `printf '%s\\0' `)], { encoding: 'utf8' });
      const quoted = value.replace(/[\\"]/g, '\\$&');
      expect(words.split('\0')).toEqual([
        'quicksight',
        'tag-resource',
        '--resource-arn',
        dataSetArn('sales'),
        '--tags',
        `Key="team",Value="${quoted}"`,
        '',
      ]);
    },
  );
});

describe('the environment in the template is what the function reads', () => {
  const [{ Properties }] = some(Object.values(template.findResources('AWS::Lambda::Function')));
  const variables: Record<string, unknown> = Properties.Environment.Variables;
  const index = readFileSync(join(LAMBDA, 'index.ts'), 'utf8');
  const read = [...index.matchAll(/environment\('(\w+)'\)/g)].map(([, key]) => key as keyof typeof Environment);
  const readByPowertools: (keyof typeof Environment)[] = ['METRICS_NAMESPACE', 'SERVICE_NAME'];

  test('each variable that is read is set, and none is set that is not read', () => {
    expect(read.length).toBeGreaterThan(0);
    expect(Object.keys(variables).sort()).toEqual([...read, ...readByPowertools].map((key) => Environment[key]).sort());
  });

  test('the contract names no other', () => {
    // set only where something is paused
    expect(index).toContain('process.env[Environment.PAUSED]');
    expect(Object.keys(Environment).sort()).toEqual([...read, ...readByPowertools, 'PAUSED'].sort());
  });

  test('it is read in one place', () => {
    const readers = sources().filter(({ text }) => text.includes('process.env'));
    expect(readers.map(({ name }) => name)).toEqual(['index.ts']);
  });

  test('the environment has the namespace and service that Powertools reads', () => {
    const before = { ...process.env };
    for (const key of readByPowertools) {
      process.env[Environment[key]] = String(variables[Environment[key]]);
    }
    try {
      const metrics = new Metrics();
      metrics.addMetric('Landings', 'Count', 1);
      const written = metrics.serializeMetrics();
      expect(some(written._aws.CloudWatchMetrics)[0].Namespace).toBe(METRICS_NAMESPACE);
      expect(written.service).toBe(OUTCOME_SOURCE);
    } finally {
      process.env = before;
    }
  });

  test('the key of the table is the key that the ledger asks for', () => {
    const [{ Properties: table }] = some(Object.values(template.findResources('AWS::DynamoDB::Table')));
    expect(table.KeySchema.map(({ AttributeName }: { AttributeName: string }) => AttributeName)).toEqual([LEDGER_KEY]);
    expect(sources('aws').find(({ name }) => name === 'dynamodb-ledger.ts')?.text).toContain(
      'Key: marshall({ [LEDGER_KEY]:',
    );
  });
});

describe('the actions that are granted are the calls that are made', () => {
  const SERVICES: Readonly<Record<string, string>> = {
    'client-dynamodb': 'dynamodb',
    'client-eventbridge': 'events',
    'client-quicksight': 'quicksight',
    'client-sqs': 'sqs',
  };
  /** The calls of the event source mapping, which Lambda makes as the function. */
  const POLLED = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

  function called(): Set<string> {
    const actions = sources('aws').flatMap(({ name, text }) => {
      const clients = [...text.matchAll(/from '@aws-sdk\/(client-[\w-]+)'/g)].map(([, client = '']) => client);
      const service = SERVICES[clients[0] ?? ''];
      // a call of a batch of messages needs the action for one
      const commands = [...text.matchAll(/new (\w+?)(?:Batch)?Command\(/g)].map(([, command]) => command);
      if (commands.length > 0 && (clients.length !== 1 || !service)) {
        throw new Error(`expected one known client in lambda/aws/${name}, found ${clients.join(' and ') || 'none'}`);
      }
      // the SDK's own provider of a role's credentials makes this call
      const assumed = /[^.]fromTemporaryCredentials\(/.test(text) ? ['sts:AssumeRole'] : [];
      return [...commands.map((command) => `${service}:${command}`), ...assumed];
    });
    return new Set(actions);
  }

  test('the actions that are granted are the calls that are made, neither more nor fewer', () => {
    const everything = newRefresh({ acceptRequests: { access: DataSetAccess.tagOnly('on-request', 'yes') } });
    add(everything);
    add(everything, 'Orders', {
      dataSet: SpiceDataSet.fromDataSetArn('arn:aws:quicksight:eu-west-1:444455556666:dataset/orders'),
      accessRole: importedRole(everything, 'arn:aws:iam::444455556666:role/access'),
    });
    const services = new Set([...Object.values(SERVICES), 'sts']);
    const granted = roleStatements(templateOf(everything))
      .flatMap(({ Action }) => list(Action))
      .filter((action) => services.has(action.slice(0, action.indexOf(':'))));
    expect([...new Set(granted)].sort()).toEqual([...called(), ...POLLED].sort());
  });

  test('the bundle holds the calls of QuickSight and STS that are granted, and none of the others', () => {
    const BUNDLE = join(LAMBDA, '..', 'bundle');
    const bundle = readdirSync(BUNDLE)
      .filter((name) => name.endsWith('.mjs'))
      .map((name) => readFileSync(join(BUNDLE, name), 'utf8'))
      .join('\n');
    const operations = (names: string[]): string[] => names.filter((name) => new RegExp(`\\b${name}\\b`).test(bundle));
    const called = ['CreateIngestion', 'DescribeIngestion', 'AssumeRole'];
    expect(operations(called)).toEqual(called);
    expect(
      operations([
        'CancelIngestion',
        'ListIngestions',
        'DescribeDataSet',
        'UpdateDataSet',
        'TagResource',
        'GetFederationToken',
      ]),
    ).toEqual([]);
  });

  test('calls are made through these ports alone', () => {
    const callers = sources().filter(({ text }) => /new \w+Command\(|\.send\(/.test(text));
    expect(callers.map(({ name }) => name).sort()).toEqual([
      'aws/dynamodb-ledger.ts',
      'aws/event-bridge-bus.ts',
      'aws/quick-sight-sdk.ts',
      'aws/sqs-queue.ts',
    ]);
  });

  test('events are put with the source that the policy asks for', () => {
    const [{ Condition }] = some(roleStatements(template).filter(({ Action }) => Action === 'events:PutEvents'));
    const { Source } = toEvent(
      {
        detailType: OutcomeDetailType.STARTED,
        at: 0,
        dataSetArn: dataSetArn('sales'),
        reason: 'new data has landed',
        next: 'looks whether it has ended',
      },
      PUBLISHER,
    );
    expect(Condition?.['ForAllValues:StringEquals']).toEqual({ 'events:source': Source });
  });
});
