import { App, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { DataSetAccess, DataSetAccessRole, SpiceDataSet, SpiceRefresh } from '../../lib';
import { Policies } from '../../sim/aws/iam';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { identitiesOf, resolve, type Template } from '../../sim/template/intrinsics';
import { loaded } from '../support/stack';

/** Every policy that the library writes, against every combination of what a request may be. */

const OURS = '111122223333';
const OWNER = '444455556666';
const NOBODY = '777788889999';
const HERE = 'eu-west-1';
const THERE = 'us-east-1';
const NOWHERE = 'us-west-2';

const TAGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  none: {},
  right: { 'spice-refresh': 'allowed' },
  'wrong value': { 'spice-refresh': 'denied', 'on-request': 'no' },
  'right value under another key': { spice: 'allowed' },
  'right value in another case': { 'spice-refresh': 'Allowed' },
  'on request': { 'on-request': 'yes' },
};
const DATA_SETS = ['sales', 'stock', 'forecast', 'orders', 'unlisted', 'sales2', 'orders2'];
const INGESTION_ACTIONS = ['CreateIngestion', 'DescribeIngestion'];
const OTHER_ACTIONS = ['CancelIngestion', 'DescribeDataSet', 'TagResource'];

interface Asked {
  readonly action: string;
  readonly id: string;
  readonly tags: string;
  readonly account: string;
  readonly region: string;
}

const arnOf = ({ account, region, id }: Pick<Asked, 'account' | 'region' | 'id'>): string =>
  `arn:aws:quicksight:${region}:${account}:dataset/${id}`;

/** Every combination, of the other actions without those that differ in nothing but how wrong they are. */
function everyRequest(): Asked[] {
  const combine = (actions: string[], tags: string[], accounts: string[], regions: string[]): Asked[] =>
    actions.flatMap((action) =>
      DATA_SETS.flatMap((id) =>
        tags.flatMap((tag) =>
          accounts.flatMap((account) => regions.map((region) => ({ action, id, tags: tag, account, region }))),
        ),
      ),
    );
  return [
    ...combine(INGESTION_ACTIONS, Object.keys(TAGS), [OURS, OWNER, NOBODY], [HERE, THERE, NOWHERE]),
    ...combine(OTHER_ACTIONS, ['right', 'on request'], [OURS, OWNER], [HERE, THERE]),
  ];
}

/** What the design says, in its own words. */
const is = (asked: Asked, account: string, region: string, id: string): boolean =>
  asked.account === account && asked.region === region && asked.id === id;
const DESIGN: Readonly<Record<string, (asked: Asked) => boolean>> = {
  function: (asked) =>
    (asked.tags === 'right' && (is(asked, OURS, HERE, 'sales') || is(asked, OURS, THERE, 'stock'))) ||
    is(asked, OURS, HERE, 'forecast') ||
    (asked.tags === 'on request' && asked.account === OURS && asked.region === HERE),
  'access role': (asked) => asked.tags === 'right' && is(asked, OWNER, THERE, 'orders'),
  grantee: (asked) => asked.tags === 'right' && is(asked, OURS, HERE, 'sales'),
};

let ours: Deployment;
let owner: Deployment;
let policies: Record<string, { readonly arn: string; readonly documents: readonly unknown[] }>;
let keyPolicy: unknown;

beforeAll(() => {
  const app = new App();
  const stack = new Stack(app, 'Dashboards', { env: { account: OURS, region: HERE } });
  const key = new Key(stack, 'Key');
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh', {
    encryptionKey: key,
    acceptRequests: { access: DataSetAccess.tagOnly('on-request', 'yes'), sources: ['com.example'] },
  });
  const ownerStack = new Stack(app, 'Finance', { env: { account: OWNER, region: THERE } });
  const accessRole = new DataSetAccessRole(ownerStack, 'Access', {
    refreshRole: refresh.role,
    externalId: 'finance',
    dataSets: [SpiceDataSet.fromDataSetId('orders')],
  });
  const refreshOn = [loaded()];
  const grantee = new Role(stack, 'Grantee', { assumedBy: new ArnPrincipal(`arn:aws:iam::${OURS}:role/any`) });
  refresh.addDataSet('Sales', { dataSet: SpiceDataSet.fromDataSetId('sales'), refreshOn }).grantRefresh(grantee);
  refresh.grantRequestRefresh(grantee);
  const stock = SpiceDataSet.fromDataSetArn(arnOf({ account: OURS, region: THERE, id: 'stock' }));
  refresh.addDataSet('Stock', { dataSet: stock, refreshOn });
  const forecast = SpiceDataSet.fromDataSetId('forecast');
  refresh.addDataSet('Forecast', { dataSet: forecast, refreshOn, access: DataSetAccess.arnOnly() });
  const orders = SpiceDataSet.fromDataSetArn(arnOf({ account: OWNER, region: THERE, id: 'orders' }));
  refresh.addDataSet('Orders', { dataSet: orders, refreshOn, accessRole });
  const assembly = app.synth();
  const template = assembly.getStackByName('Dashboards').template;
  ours = deploy(template, { account: OURS, region: HERE, partition: 'aws' });
  owner = deploy(assembly.getStackByName('Finance').template, { account: OWNER, region: THERE, partition: 'aws' });
  const fn = ours.functions.find(({ environment }) => 'LEDGER_TABLE' in environment);
  const granteeRole = ours.roles.find(({ arn }) => arn.includes('Grantee'));
  policies = {
    function: { arn: fn?.roleArn as string, documents: fn?.policies ?? [] },
    'access role': { arn: owner.roles[0]?.arn as string, documents: owner.roles[0]?.policies ?? [] },
    grantee: { arn: granteeRole?.arn as string, documents: granteeRole?.policies ?? [] },
  };
  const keyResource = Object.values((template as Template).Resources).find(({ Type }) => Type === 'AWS::KMS::Key');
  keyPolicy = resolve(keyResource?.Properties?.KeyPolicy, identitiesOf(template, ours.environment), ours.environment);
});

test.each(Object.keys(DESIGN))(
  'the policies of the %s allow exactly what the design says',
  async (who) => {
    const { arn, documents } = policies[who] as (typeof policies)[string];
    expect(documents.length).toBeGreaterThan(0);
    const principalAccount = arn.split(':')[4] as string;
    const identity = new Policies(documents);
    const wrong: Asked[] = [];
    const requests = everyRequest();
    let allowed = 0;
    for (const asked of requests) {
      const isIngestion = asked.action.endsWith('Ingestion');
      const got = await identity.allows({
        principal: arn,
        action: `quicksight:${asked.action}`,
        resource: isIngestion ? `${arnOf(asked)}/ingestion/spice-refresh-1` : arnOf(asked),
        // as if the account were the principal's own: what the policy itself says
        accountId: principalAccount,
        context: Object.fromEntries(
          Object.entries(TAGS[asked.tags] ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
        ),
      });
      const expected = INGESTION_ACTIONS.includes(asked.action) && (DESIGN[who]?.(asked) ?? false);
      allowed += Number(got);
      if (got !== expected) {
        wrong.push(asked);
      }
    }
    expect(wrong).toEqual([]);
    expect(requests).toHaveLength(2 * 7 * 6 * 3 * 3 + 3 * 7 * 2 * 2 * 2);
    expect(allowed).toBeGreaterThan(0);
  },
  120_000,
);

test("the access role lets in the function's role with the external id, and no other", async () => {
  const [role] = owner.roles;
  const fn = policies.function as (typeof policies)[string];
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] };
  for (const [principal, documents] of [
    [fn.arn, fn.documents],
    [fn.arn, [everything]],
    [`${fn.arn}2`, [everything]],
    [`arn:aws:iam::${OURS}:role/admin`, [everything]],
    [fn.arn.replace(OURS, NOBODY), [everything]],
    [fn.arn.replace(OURS, OWNER), [everything]],
  ] as [string, unknown[]][]) {
    for (const externalId of ['finance', 'Finance', 'sales', undefined]) {
      const request = {
        principal,
        action: 'sts:AssumeRole',
        resource: role?.arn as string,
        accountId: OWNER,
        context: { 'aws:PrincipalArn': principal, ...(externalId && { 'sts:ExternalId': externalId }) },
      };
      const expected = principal === fn.arn && externalId === 'finance';
      expect([request, await new Policies(documents).allows(request, role?.trustPolicy)]).toEqual([request, expected]);
    }
  }
});

test('the function may ask for the access role, and for no other', async () => {
  const { arn: principal, documents } = policies.function as (typeof policies)[string];
  const arn = owner.roles[0]?.arn as string;
  const others = [`${arn}2`, arn.replace(OWNER, NOBODY), arn.replace(OWNER, OURS), `arn:aws:iam::${OURS}:role/admin`];
  for (const resource of [arn, ...others]) {
    const request = { principal, action: 'sts:AssumeRole', resource, accountId: OURS };
    expect([resource, await new Policies(documents).allows(request)]).toEqual([resource, resource === arn]);
  }
});

test('the queues take messages from these rules of this account, and over TLS alone', async () => {
  const [rule] = ours.rules;
  const targets = new Set(
    ours.rules.flatMap(({ targets: to }) => to.flatMap((each) => [each.arn, each.deadLetterArn])),
  );
  expect(targets.size).toBe(2);
  for (const queue of ours.queues) {
    for (const principal of ['events.amazonaws.com', 's3.amazonaws.com']) {
      for (const sourceArn of [rule?.arn, rule?.arn.replace(OURS, NOBODY), `${rule?.arn}2`] as string[]) {
        for (const sourceAccount of [OURS, NOBODY]) {
          for (const tls of ['true', 'false']) {
            const context = {
              'aws:SourceArn': sourceArn,
              'aws:SourceAccount': sourceAccount,
              'aws:SecureTransport': tls,
            };
            const request = { principal, action: 'sqs:SendMessage', resource: queue.arn, accountId: OURS, context };
            const expected =
              targets.has(queue.arn) &&
              principal === 'events.amazonaws.com' &&
              sourceArn === rule?.arn &&
              sourceAccount === OURS &&
              tls === 'true';
            expect([request, await new Policies().allows(request, queue.policy)]).toEqual([request, expected]);
          }
        }
      }
    }
  }
});

test('EventBridge may use the key for this account alone', async () => {
  const resource = `arn:aws:kms:${HERE}:${OURS}:key/1234`;
  for (const principal of ['events.amazonaws.com', 'sns.amazonaws.com']) {
    for (const account of [OURS, NOBODY, undefined]) {
      for (const action of ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy']) {
        const context: Record<string, string> = account ? { 'aws:SourceAccount': account } : {};
        const request = { principal, action, resource, accountId: OURS, context };
        const uses = action === 'kms:Decrypt' || action === 'kms:GenerateDataKey';
        const expected = principal === 'events.amazonaws.com' && account === OURS && uses;
        expect([request, await new Policies().allows(request, keyPolicy)]).toEqual([request, expected]);
      }
    }
  }
});

test('a principal that is granted requests may put those of the sources that are taken, and no other events', async () => {
  const { arn, documents } = policies.grantee as (typeof policies)[string];
  const bus = `arn:aws:events:${HERE}:${OURS}:event-bus/default`;
  const identity = new Policies(documents);
  for (const detailType of [['SPICE Refresh Requested'], ['SPICE Refresh Failed'], undefined]) {
    for (const source of [['com.example'], ['aws.s3'], ['com.example', 'cdk-spice-refresh'], undefined]) {
      for (const resource of [bus, bus.replace('default', 'other')]) {
        const context = {
          ...(detailType && { 'events:detail-type': detailType }),
          ...(source && { 'events:source': source }),
        };
        const request = { principal: arn, action: 'events:PutEvents', resource, accountId: OURS, context };
        const expected =
          detailType?.[0] === 'SPICE Refresh Requested' && source?.join() === 'com.example' && resource === bus;
        expect([request, await identity.allows(request)]).toEqual([request, expected]);
      }
    }
  }
});
