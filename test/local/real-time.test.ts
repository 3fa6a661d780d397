import { LocalStack } from '../../local/local-stack';
import { aDataSet, completedIn, deployApp, landing, refreshedBy } from '../support/local/local-apps';
import { outcomesOf, refreshed, typesOf } from '../support/local/story';

let stack: LocalStack;

beforeAll(async () => {
  const deployment = deployApp((refresh) => refresh.addDataSet('Sales', refreshedBy('sales')));
  stack = await LocalStack.start(deployment, {
    speed: 1,
    dataSets: [aDataSet('sales', { plan: () => completedIn(2) })],
  });
});

afterAll(() => stack?.stop());

test('a landing by the clock of the wall is refreshed as by the others', async () => {
  stack.eventBus.put(landing('sales'));
  const { detail } = await refreshed(stack, 'sales');
  expect(detail).toMatchObject({ landings: 1, ingestionSeconds: 2 });
  expect(typesOf(outcomesOf(stack, 'sales'))).toEqual(['Started', 'Succeeded']);
  expect(await stack.findings(32)).toMatchObject({ covered: 1, lost: 0, violations: [], stranded: [] });
});
