import type { LateLanding } from '../../lambda/late-landing';
import type { Outcome } from '../../lambda/outcome/outcome';
import type { LeftUndone } from '../../lambda/ports';
import type { DecisionReason, RetryMessage } from '../../lib/private/contract';
import type { BusOccurrence } from '../aws/event-bridge';
import type { Effect } from './faults';

/** What a world saw happen; the function's own words are only in `decided`. */
export type Occurrence =
  | BusOccurrence
  | ({ readonly at: number } & (
      | { readonly what: 'calling'; readonly dataSetArn: string; readonly ingestionId: string }
      | { readonly what: 'invocation'; readonly messages: number }
      | {
          readonly what: 'called';
          readonly action: string;
          readonly dataSetArn: string;
          readonly ingestionId: string;
          readonly answer: string;
        }
      | { readonly what: 'outcome'; readonly outcome: Outcome }
      | {
          readonly what: 'decided';
          readonly dataSetArn: string;
          readonly step: string;
          readonly code: DecisionReason;
          readonly reason: string;
        }
      | { readonly what: 'deadLetter'; readonly message: RetryMessage }
      | { readonly what: 'staleRead'; readonly dataSetArn: string }
      | { readonly what: 'longCall'; readonly effect: Effect; readonly milliseconds: number }
      | { readonly what: 'processingError'; readonly message: string }
      | { readonly what: 'late'; readonly dataSetArn: string; readonly landing: LateLanding }
      | { readonly what: 'requested'; readonly dataSetArn: string }
      | { readonly what: 'swept'; readonly dataSetArn: string }
      | { readonly what: 'forgotten'; readonly dataSetArn: string }
      /** It was said how the data set stands, its age among it. */
      | { readonly what: 'stands'; readonly dataSetArn: string }
      /** The ledger is as it was at an earlier time. */
      | { readonly what: 'restored' }
      /** People have moved what is in the dead-letter queue back. */
      | { readonly what: 'redriven' }
      | { readonly what: 'wakeSent'; readonly dataSetArn: string }
      | ({ readonly what: 'ranOutOfTime' } & LeftUndone)
    ));
