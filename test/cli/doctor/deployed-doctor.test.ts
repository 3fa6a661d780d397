import { App, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../../lib';
import type { AccountServer } from '../../../local/account/account-server';
import type { AccountDescription, DescribedFunction } from '../../../local/account/description';
import { run } from '../../support/command';
import { startAccount, stopAccount } from '../../support/local/local-account';
import { NOON } from '../../support/rows';
import { tenDataSets } from '../../support/ten-data-sets';

// the first call loads the AWS SDK
jest.setTimeout(60_000);

interface SynthesizedTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

let server: AccountServer;
let template: SynthesizedTemplate;
/** The same, for events of AWS services alone. */
let forwardedOnly: SynthesizedTemplate;

beforeAll(async () => {
  server = await startAccount(tenDataSets());
  const glue = LandingEvent.fromPattern({ source: ['aws.glue'], detailType: ['Glue Job State Change'] });
  template = synthesize(glue, LandingEvent.fromPattern({ source: ['loader'], account: ['444455556666'] }));
  forwardedOnly = synthesize(glue);
});

/** A stack whose rules wait on a bus of their own. */
function synthesize(...refreshOn: LandingEvent[]): SynthesizedTemplate {
  const app = new App();
  const stack = new Stack(app, 'Dashboards', { env: { account: '111122223333', region: 'eu-west-1' } });
  const refresh = new SpiceRefresh(stack, 'Refresh', { eventBus: EventBus.fromEventBusName(stack, 'Bus', 'data') });
  refresh.addDataSet('Orders', { dataSet: SpiceDataSet.fromDataSetId('orders'), refreshOn });
  return app.synth().getStackByName('Dashboards').template;
}

afterAll(() => stopAccount(server));

const idOf = (type: string, prefix = ''): string =>
  Object.keys(template.Resources).find((id) => template.Resources[id]?.Type === type && id.startsWith(prefix)) ?? '';

const FUNCTION = (): string => idOf('AWS::Lambda::Function');

const accepting = (principal: unknown): string =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: principal, Action: 'events:PutEvents', Resource: '*' }] });

/** What doctor says of function and buses. */
async function findings(changes: Partial<AccountDescription>, of = template): Promise<string[]> {
  const physicalIds = Object.fromEntries(
    Object.entries(of.Resources).map(([id, { Type }]) => [
      id,
      Type === 'AWS::SQS::Queue' ? `${process.env.AWS_ENDPOINT_URL}/111122223333/${id}` : id,
    ]),
  );
  server.account = {
    ...tenDataSets(),
    stacks: { Dashboards: { template: of, physicalIds } },
    eventBuses: { data: { policy: accepting({ AWS: 'arn:aws:iam::444455556666:root' }) } },
    ...changes,
  };
  const { out } = await run(['doctor', '--stack', 'Dashboards'], { now: () => NOON });
  return out.split('\n').filter((line) => /^\w+ +(function|event bus) /.test(line));
}

test('a function that receives from its queue, and a bus that lets senders in, are no finding', async () => {
  expect(await findings({})).toEqual([]);
});

test.each<[string, DescribedFunction | 'gone', RegExp]>([
  [
    'a disabled mapping',
    { mappings: [{ State: 'Disabled', StateTransitionReason: 'USER_INITIATED' }] },
    /its event source mapping is disabled \(USER_INITIATED\); messages stay .* Fix: aws lambda update-event-source-mapping --uuid 0{8}-\S+ --enabled$/,
  ],
  [
    'a mapping of another queue',
    { mappings: [{ EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:other' }] },
    /no event source mapping connects it with queue \w*Queue\w+, but one with arn:aws:sqs:eu-west-1:111122223333:other;/,
  ],
  ['no mapping', { mappings: [] }, /no event source mapping connects it with queue \w+; .* deploy the stack again/],
  [
    'a mapping that may not receive',
    { mappings: [{ LastProcessingResult: 'PROBLEM: Lambda role does not have permission' }] },
    /says 'PROBLEM: Lambda role does not have permission'/,
  ],
  [
    'no concurrency',
    { reservedConcurrency: 0 },
    /its reserved concurrency is 0; .* Fix: aws lambda delete-function-concurrency --function-name \w+$/,
  ],
  ['no function', 'gone', /it is not there any more; .* Fix: deploy the stack again$/],
])('doctor says why nothing is refreshed by a function with %s', async (_, described, message) => {
  const found = await findings({ functions: { [FUNCTION()]: described } });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^error {4}function /);
  expect(found[0]).toMatch(message);
});

test('one of two mappings that is enabled is enough', async () => {
  const functions = { [FUNCTION()]: { mappings: [{ State: 'Disabled' }, { State: 'Enabled' }] } };
  expect(await findings({ functions })).toEqual([]);
});

test('a bus that is gone is an error: nothing arrives on it', async () => {
  const found = await findings({ eventBuses: {} });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(
    /^error {4}event bus data: it is not there any more; landing events on it refresh nothing\. Fix: /,
  );
});

test.each([
  ['nothing', undefined],
  ['another account', accepting({ AWS: '777788889999' })],
  ['another action', accepting({ AWS: '444455556666' }).replace('PutEvents', 'PutRule')],
])('a bus whose policy allows %s does not let in the account that a rule waits for', async (_, policy) => {
  const found = await findings({ eventBuses: { data: { policy, rulesTo: ['forwards'] } } });
  expect(found).toEqual([
    expect.stringMatching(
      /^error {4}event bus data: its policy does not let account 444455556666 put events, for which a rule waits; .* Fix: aws events put-permission --event-bus-name data --statement-id account-444455556666 --action events:PutEvents --principal 444455556666$/,
    ),
  ]);
});

test.each([
  ['the account id', accepting({ AWS: '444455556666' })],
  ['a role of it', accepting({ AWS: ['arn:aws:iam::444455556666:role/sender'] })],
  [
    'everyone of an organization',
    accepting('*').replace('"Resource"', '"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}},"Resource"'),
  ],
])('a bus whose policy names %s lets it in', async (_, policy) => {
  expect(await findings({ eventBuses: { data: { policy } } })).toEqual([]);
});

test('a bus to which nothing forwards events of AWS services is a warning, as another region may', async () => {
  const found = await findings({ eventBuses: { data: {} } }, forwardedOnly);
  expect(found).toEqual([
    expect.stringMatching(
      /^warning {2}event bus data: no rule of this region forwards events of AWS services to it, and its policy lets no other account in; /,
    ),
  ]);
  expect(await findings({ eventBuses: { data: { rulesTo: ['forwards'] } } }, forwardedOnly)).toEqual([]);
  expect(await findings({ eventBuses: { data: { policy: accepting('*') } } }, forwardedOnly)).toEqual([]);
});
