import { EventBridgeClient, type PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EventBus } from '../../../lambda/aws/event-bridge-bus';
import type { Outcome } from '../../../lambda/outcome/outcome';
import { OUTCOME_SOURCE, OutcomeDetailType } from '../../../lib/private/contract';
import { NOWHERE } from '../../support/local/loopback';
import { ARN, NOON, PUBLISHER } from '../../support/rows';

const client = new EventBridgeClient(NOWHERE);
const send = jest.spyOn(client, 'send');
const bus = new EventBus(client, 'outcomes', PUBLISHER);

const outcomes = (count: number): Outcome[] =>
  Array.from({ length: count }, (_, index) => ({
    detailType: OutcomeDetailType.STARTED,
    at: NOON + index,
    dataSetArn: ARN,
    reason: `number ${index}`,
    next: 'looks',
  }));

const entries = (): NonNullable<PutEventsCommand['input']['Entries']>[] =>
  send.mock.calls.map(([command]) => (command as PutEventsCommand).input.Entries ?? []);

beforeEach(() => {
  send.mockReset();
  send.mockImplementation(() => Promise.resolve({ FailedEntryCount: 0, Entries: [] }));
});

test('nothing to tell is no call', async () => {
  await bus.publish([]);
  expect(send).not.toHaveBeenCalled();
});

test('an outcome is put on the bus under its source and detail type', async () => {
  await bus.publish(outcomes(1));
  expect(entries()).toMatchObject([
    [
      {
        EventBusName: 'outcomes',
        Source: OUTCOME_SOURCE,
        DetailType: 'SPICE Refresh Started',
        Time: new Date(NOON),
        Resources: [ARN],
      },
    ],
  ]);
});

test.each([
  [10, [10]],
  [11, [10, 1]],
  [25, [10, 10, 5]],
])('%d outcomes are put in calls of at most ten, in order', async (count, calls) => {
  await bus.publish(outcomes(count));
  expect(entries().map(({ length }) => length)).toEqual(calls);
  expect(
    entries()
      .flat()
      .map(({ Time }) => Time?.getTime()),
  ).toEqual(outcomes(count).map(({ at }) => at));
});

test('an outcome that the bus does not take is an error, although the call succeeds', async () => {
  send.mockImplementation(() =>
    Promise.resolve({
      FailedEntryCount: 1,
      Entries: [{ EventId: 'e' }, { ErrorCode: 'InternalFailure', ErrorMessage: 'try later' }],
    }),
  );
  await expect(bus.publish(outcomes(2))).rejects.toThrow(/1 of 2 .* InternalFailure try later/);
});

test('an error of the call is the caller’s', async () => {
  send.mockImplementation(() => Promise.reject(new Error('no such bus')));
  await expect(bus.publish(outcomes(1))).rejects.toThrow('no such bus');
});
