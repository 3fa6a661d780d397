import { decide, type Step } from '../lambda/decide';
import { formatDuration, formatTime, pluralize } from '../lambda/format';
import { dataSetIdOf } from '../lambda/outcome';
import { allowedCalls, quotaLeft } from '../lambda/pace/quota';
import { type LedgerRow, oldestLanding } from '../lambda/row';

/** How one data set stands. Times are ISO 8601; a field that is absent does not apply. */
export interface Status {
  readonly dataSetId: string;
  readonly dataSetArn: string;
  /** Everything that landed up to then is in the data set … */
  readonly freshThrough?: string;
  /** … since then. */
  readonly freshSince?: string;
  readonly rows?: number;
  readonly rowsDropped?: number;
  /** Landings that no completed ingestion covers, and since when the oldest of them waits. */
  readonly waiting: number;
  readonly waitingSince?: string;
  readonly ingestionId?: string;
  /** What the function would do now, why, and until when it waits. */
  readonly step: Step['do'];
  readonly code: string;
  readonly reason: string;
  readonly until?: string;
  readonly failure?: {
    readonly at: string;
    readonly error: string;
    readonly message: string;
    /** Absent: a person must act. */
    readonly retryAt?: string;
  };
  readonly quotaLeft: number;
  readonly quota: number;
}

/** A pure function of the row and the time: it asks the same question as the function, so it gives the same answer. */
export function statusOf(row: LedgerRow, now: number): Status {
  const { dataSetArn, fresh, pending, ingestion, failure } = row;
  const step = decide(row, now);
  const oldest = oldestLanding(row);
  return {
    dataSetId: dataSetIdOf(dataSetArn),
    dataSetArn,
    ...(fresh && { freshThrough: formatTime(fresh.through), freshSince: formatTime(fresh.at) }),
    ...(fresh?.rows !== undefined && { rows: fresh.rows }),
    ...(fresh?.rowsDropped !== undefined && { rowsDropped: fresh.rowsDropped }),
    waiting: (pending?.count ?? 0) + (ingestion?.covers.count ?? 0),
    ...(oldest !== undefined && { waitingSince: formatTime(oldest) }),
    ...(ingestion && { ingestionId: ingestion.id }),
    step: step.do,
    code: step.code,
    reason: step.reason,
    ...(step.do === 'wait' && { until: formatTime(step.until) }),
    ...(failure && {
      failure: {
        at: formatTime(failure.at),
        error: failure.error,
        message: failure.message,
        ...(failure.retryAt !== undefined && { retryAt: formatTime(failure.retryAt) }),
      },
    }),
    quotaLeft: quotaLeft(row, now),
    quota: allowedCalls(row),
  };
}

/** For people: those that wait longest first, then those that are in order. */
export function print(statuses: readonly Status[], now: number): string {
  if (statuses.length === 0) {
    return 'no data set has a row in this table yet: nothing has landed since it was made\n';
  }
  const ago = (time: string): string => `${time} (${formatDuration(now - Date.parse(time))} ago)`;
  const blocks = [...statuses].sort(byUrgency).map((status) => {
    const { freshThrough, rows, rowsDropped, failure, waiting, waitingSince } = status;
    const counted = [
      ...(rows === undefined ? [] : [pluralize(rows, 'row')]),
      ...(rowsDropped ? [`${rowsDropped} DROPPED`] : []),
    ];
    const lines = [
      ['fresh as of', [freshThrough ? ago(freshThrough) : 'never refreshed', ...counted].join(', ')],
      ['pending', waitingSince ? `${pluralize(waiting, 'landing')} since ${ago(waitingSince)}` : 'nothing'],
      ['now', doing(status)],
      [
        'last failure',
        failure ? `${failure.error} at ${ago(failure.at)}: ${failure.message}` : 'none since the last success',
      ],
      ['quota left', `${status.quotaLeft} of ${status.quota} in 24 h`],
    ] as const;
    return [status.dataSetId, ...lines.map(([label, text]) => `  ${label.padEnd(12)}  ${text}`)].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function doing({ step, reason, until, failure, waitingSince }: Status): string {
  const waits = step === 'wait' && until && !reason.includes(until) ? `; until ${until}` : '';
  const act = failure && !failure.retryAt && waitingSince ? ' – A PERSON MUST ACT' : '';
  return `${step}: ${reason}${waits}${act}`;
}

function byUrgency(a: Status, b: Status): number {
  const [first, second] = [a, b].map(({ waitingSince }) => waitingSince ?? '~');
  return (first as string) < (second as string) ? -1 : first === second ? a.dataSetId.localeCompare(b.dataSetId) : 1;
}
