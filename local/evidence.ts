import type { LedgerRow } from '../lambda/row';
import { isAbout } from '../sim/checks/about';
import type { Occurrence } from '../sim/world/occurrence';

/** A line of the function's log as an occurrence, if it tells of a decision. Any other line is none of ours. */
export function toOccurrence(line: string): Occurrence | undefined {
  if (!line.startsWith('{') || !line.includes('"step"')) {
    return undefined;
  }
  try {
    const { timestamp, dataSetArn, step, code, reason } = JSON.parse(line);
    return typeof step === 'string' && typeof dataSetArn === 'string'
      ? { at: Date.parse(timestamp), what: 'decided', dataSetArn, step, code, reason }
      : undefined;
  } catch {
    // the process died while it wrote
    return undefined;
  }
}

/** Work that no message will bring up again: there must be none. */
export function stranded(
  ledger: ReadonlyMap<string, LedgerRow>,
  messages: readonly { readonly body: string }[],
): string[] {
  return [...ledger.values()]
    .filter(({ pending, ingestion }) => pending || ingestion)
    .filter(({ dataSetArn }) => !messages.some((message) => isAbout(message, dataSetArn)))
    .map(({ dataSetArn, reason }) => `nothing in either queue will bring up ${dataSetArn}: ${reason}`);
}
