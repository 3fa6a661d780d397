import type { IRefreshEvents } from '../../lib';
import { OutcomeDetailType } from '../../lib/private/contract';

/** The methods that make a rule for outcome events, with the kinds that it is for. */
export const ON: readonly [keyof IRefreshEvents, OutcomeDetailType[]][] = [
  ['onStarted', [OutcomeDetailType.STARTED]],
  ['onSucceeded', [OutcomeDetailType.SUCCEEDED]],
  ['onFailed', [OutcomeDetailType.FAILED]],
  ['onDeferred', [OutcomeDetailType.DEFERRED]],
  ['onEvent', Object.values(OutcomeDetailType)],
];
