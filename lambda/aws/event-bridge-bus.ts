import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type Outcome, type Publisher, toEvent } from '../outcome/outcome';
import type { Bus } from '../ports';
import { BRIEF } from '../timing';
import { clientConfig } from './timeouts';

/** `PutEvents` takes at most this many entries. */
const MAX_ENTRIES = 10;

/** The EventBridge bus that outcome events are put on. */
export class EventBus implements Bus {
  constructor(
    private readonly client: EventBridgeClient,
    private readonly eventBusName: string,
    private readonly publisher: Publisher,
    private readonly abortSignal?: AbortSignal,
  ) {}

  static client(limits = BRIEF): EventBridgeClient {
    return new EventBridgeClient(clientConfig(limits));
  }

  async publish(outcomes: readonly Outcome[]): Promise<void> {
    for (let from = 0; from < outcomes.length; from += MAX_ENTRIES) {
      const entries = outcomes.slice(from, from + MAX_ENTRIES);
      const { FailedEntryCount, Entries } = await this.client.send(
        new PutEventsCommand({
          Entries: entries.map((outcome) => ({ ...toEvent(outcome, this.publisher), EventBusName: this.eventBusName })),
        }),
        { abortSignal: this.abortSignal },
      );
      // PutEvents answers 200 even when it took none of them
      if (FailedEntryCount) {
        const first = Entries?.find((entry) => entry.ErrorCode);
        throw new Error(
          `${FailedEntryCount} of ${entries.length} outcome events were not accepted by the event bus: ${first?.ErrorCode} ${first?.ErrorMessage}`,
        );
      }
    }
  }
}
