import { matches } from '../../sim/aws/event-pattern/event-pattern';
import { rulesFor } from '../support/landing-event-catalogue';
import { deployForReceived, RECEIVED } from '../support/received-events';

const deployment = deployForReceived();

test.each(RECEIVED)(
  'An event that was received ($name) lands for $dataSetId: $lands',
  ({ event, dataSetId, lands }) => {
    const rules = rulesFor(deployment, dataSetId);
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.some(({ eventPattern }) => matches(eventPattern, event))).toBe(lands);
  },
);

test('At least 20 events that others received are judged', () => {
  expect(new Set(RECEIVED.map(({ name }) => name)).size).toBeGreaterThanOrEqual(20);
});
