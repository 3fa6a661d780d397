import { App, Duration, Stack } from 'aws-cdk-lib';
import { DataSetAccessRole, SpiceDataSet, SpiceRefresh } from '../../lib';
import { LocalStack } from '../../local/local-stack';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import { aDataSet, landing, refreshedBy } from '../support/local/local-apps';
import { typesOf } from '../support/local/story';

const OWNER = { ...ENVIRONMENT, account: '444455556666', region: 'us-east-1' };
const arnIn = (id: string): string => `arn:aws:quicksight:${OWNER.region}:${OWNER.account}:dataset/${id}`;

/** The refresh in one account, the data sets in another and in another region; one of them its owner has not given away. */
function deployBoth(): Deployment {
  const app = new App();
  const [ours, theirs] = [
    new Stack(app, 'Ours', { env: ENVIRONMENT }),
    new Stack(app, 'Theirs', { env: { account: OWNER.account, region: OWNER.region } }),
  ];
  const refresh = new SpiceRefresh(ours, 'SpiceRefresh', { batchingWindow: Duration.seconds(1) });
  const accessRole = new DataSetAccessRole(theirs, 'Access', {
    refreshRole: refresh.role,
    externalId: 'finance',
    dataSets: [SpiceDataSet.fromDataSetId('orders')],
  });
  for (const id of ['orders', 'salaries']) {
    refresh.addDataSet(id, { ...refreshedBy(id), dataSet: SpiceDataSet.fromDataSetArn(arnIn(id)), accessRole });
  }
  const assembly = app.synth();
  const [deployment, owner] = [
    deploy(assembly.getStackByName('Ours').template, ENVIRONMENT),
    deploy(assembly.getStackByName('Theirs').template, OWNER),
  ];
  return { ...deployment, roles: [...deployment.roles, ...owner.roles] };
}

let stack: LocalStack;

beforeAll(async () => {
  const dataSets = ['orders', 'salaries'].map((id) => aDataSet(id, { arn: arnIn(id) }));
  stack = await LocalStack.start(deployBoth(), { speed: 10, dataSets });
});

afterAll(() => stack?.stop());

const told = (id: string): string[] =>
  typesOf(
    stack.occurrences.flatMap((seen) =>
      seen.what === 'event' && seen.event.resources.includes(arnIn(id)) ? [seen.event] : [],
    ),
  );

test('a data set of another account starts nothing while STS is away, and what has landed is not lost', async () => {
  await stack.sts.proxy.pullOut();
  stack.eventBus.put(landing('orders'));
  await stack.until('the call has failed', () =>
    stack.log.some((line) => line.includes('backs off') || line.includes('NetworkError')),
  );
  expect(stack.quickSight.model.ingestions).toEqual([]);
  await stack.sts.proxy.plugIn();
  await stack.until('it is refreshed', async () => {
    await stack.skip(30_000);
    await stack.clock.sleep(5_000);
    return told('orders').includes('Succeeded');
  });
  expect(stack.quickSight.model.ingestions).toHaveLength(1);
});

test('a data set of another account is refreshed through the role that its owner deploys, and no other one', async () => {
  stack.eventBus.put(landing('orders'));
  stack.eventBus.put(landing('salaries'));
  await stack.until('both have ended', () => told('orders').length >= 4 && told('salaries').length >= 1);
  expect(told('orders').slice(-2)).toEqual(['Started', 'Succeeded']);
  expect(told('salaries')).toEqual(['Failed']);
  expect(stack.quickSight.model.ingestions.map(({ dataSetArn }) => dataSetArn)).toEqual([
    arnIn('orders'),
    arnIn('orders'),
  ]);
  // the credentials are kept: one role, asked for once by each client of each process
  expect(new Set(stack.sts.assumed).size).toBe(1);
});
