import type { LedgerRow } from '../../../lambda/row';
import type { LocalStack } from '../../../local/local-stack';
import type { BusEvent } from '../../../sim/aws/event-bridge';
import type { IngestionRecord } from '../../../sim/aws/quick-sight-model';
import { arnOf } from './local-apps';

/** Stories of one stack that take their time are played side by side; each is a test of its own. */
export function sideBySide(stories: Readonly<Record<string, () => Promise<void>>>): void {
  const told = new Map<string, Promise<void>>();
  beforeAll(() => {
    for (const [name, tell] of Object.entries(stories)) {
      const story = tell();
      // whose test comes later is not unhandled until then
      story.catch(() => {});
      told.set(name, story);
    }
  });
  test.each(Object.keys(stories))('%s', (name) => told.get(name));
}

export async function rowOf(stack: LocalStack, id: string): Promise<LedgerRow | undefined> {
  return (await stack.dynamodb.rows()).get(arnOf(id));
}

export const ingestionsOf = (stack: LocalStack, id: string): readonly IngestionRecord[] =>
  stack.quickSight.model.ofDataSet(arnOf(id));

/** Calls of `CreateIngestion` that arrived for a data set. */
export const callsOf = (stack: LocalStack, id: string): number =>
  stack.occurrences.filter(
    ({ what, ...rest }) => what === 'calling' && 'dataSetArn' in rest && rest.dataSetArn === arnOf(id),
  ).length;

/** Events of our own that came onto the bus about a data set, such as `Succeeded`. */
export const outcomesOf = (stack: LocalStack, id: string): BusEvent[] =>
  stack.occurrences.flatMap((occurrence) =>
    occurrence.what === 'event' && occurrence.event.resources.includes(arnOf(id)) ? [occurrence.event] : [],
  );

export const typesOf = (events: readonly BusEvent[]): string[] =>
  events.map((event) => event['detail-type'].replace('SPICE Refresh ', ''));

/** Waits for the `count`th success of a data set, and answers the event that tells of it. */
export function refreshed(stack: LocalStack, id: string, count = 1): Promise<BusEvent> {
  const successes = (): BusEvent[] =>
    outcomesOf(stack, id).filter((event) => event['detail-type'].endsWith('Succeeded'));
  return stack.until(`${id} is refreshed for the ${count}. time`, async () => {
    const success = successes()[count - 1];
    // the event is sent before the row is written
    return success && !(await rowOf(stack, id))?.ingestion ? success : undefined;
  });
}
