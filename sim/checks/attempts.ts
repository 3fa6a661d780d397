import { remedyFor } from '../../lambda/ingestion/ingestion-error';
import { DAY, MINUTE, SECOND } from '../../lambda/time';
import { OutcomeDetailType } from '../../lib/private/contract';
import type { IngestionRecord } from '../aws/quick-sight-model';
import { CLOCKS_DIFFER, type Evidence } from './audit';
import type { Violation } from './invariants';

/** An ingestion and its retries, before a person must look. */
const MOST_ATTEMPTS = 4;
/** The pause before the first retry; the others are longer. */
const SHORTEST_PAUSE = MINUTE;
/** Answers after which QuickSight is left alone for a while. */
const NOT_TAKEN = ['ThrottlingException', 'InternalFailureException', 'NetworkError'];
/** A call of which the function has heard nothing is looked after this long after it was noted. */
const SHORTEST_LEASE = MINUTE;

export interface AttemptsOptions {
  /** `CreateIngestion` calls that are ours in 24 hours. */
  readonly allowedCalls: number;
  /** Whether a call may be made long after it was noted. */
  readonly stalled: boolean;
}

/** What fails is tried again: not too soon, not too often, and not too seldom. */
export function attemptViolations(world: Evidence, options: AttemptsOptions): Violation[] {
  const dataSetArns = [...new Set(world.quickSight.ingestions.map(({ dataSetArn }) => dataSetArn))];
  return dataSetArns.flatMap((dataSetArn) => {
    const failures = failuresOf(world, dataSetArn);
    return [
      ...tooSoon(world, dataSetArn, failures),
      ...tooOften(world, dataSetArn, failures),
      ...tooSeldom(world, failures),
      ...(options.stalled ? [] : calledTooSoon(world, dataSetArn, options.allowedCalls)),
    ];
  });
}

interface FailedIngestion extends IngestionRecord {
  /** How many of ours in a row had not completed by then, with this one. */
  readonly inARow: number;
}

/** Our ingestions that failed with what may pass by itself. */
function failuresOf(world: Evidence, dataSetArn: string): FailedIngestion[] {
  const now = world.clock.now();
  let inARow = 0;
  const failures: FailedIngestion[] = [];
  for (const ingestion of world.quickSight.ofDataSet(dataSetArn)) {
    const { by, endsAt, plan } = ingestion;
    if (by === 'us' && endsAt <= now) {
      inARow = plan.status === 'COMPLETED' ? 0 : inARow + 1;
      if (plan.status === 'FAILED' && remedyFor(plan.error?.type ?? 'UNKNOWN').remedy !== 'permanent') {
        failures.push({ ...ingestion, inARow });
      }
    }
  }
  return failures;
}

/** A landing or a redrive does not cut the pause short before the last attempt. */
function tooSoon(world: Evidence, dataSetArn: string, failures: readonly FailedIngestion[]): Violation[] {
  const calls = world.occurrences
    .filter((occurrence) => occurrence.what === 'calling')
    .filter((call) => call.dataSetArn === dataSetArn);
  return failures
    .filter(({ inARow }) => inARow < MOST_ATTEMPTS)
    .flatMap(({ id, endsAt }) => {
      // the same id again starts nothing: the function has not heard yet that it was started
      const next = calls.find(({ at, ingestionId }) => at >= endsAt && ingestionId !== id);
      return next && next.at - endsAt < SHORTEST_PAUSE - CLOCKS_DIFFER
        ? [violation(next.at, `CreateIngestion was called ${next.at - endsAt} ms after ${id} had failed`)]
        : [];
    });
}

/** The last attempt is reported, and nothing but new data or a redrive makes it start over. */
function tooOften(world: Evidence, dataSetArn: string, failures: readonly FailedIngestion[]): Violation[] {
  return failures.flatMap((last, index) => {
    const first = failures[index - MOST_ATTEMPTS];
    if (first?.inARow !== last.inARow - MOST_ATTEMPTS) {
      return [];
    }
    const reported = world.occurrences.some(
      (occurrence) =>
        occurrence.what === 'deadLetter' &&
        occurrence.message.dataSetArn === dataSetArn &&
        occurrence.at > first.createdAt &&
        occurrence.at < last.createdAt,
    );
    return reported
      ? []
      : [violation(last.createdAt, `${last.id} was started after ${MOST_ATTEMPTS} had failed, and none was reported`)];
  });
}

function tooSeldom(world: Evidence, failures: readonly FailedIngestion[]): Violation[] {
  return failures
    .filter(({ inARow }) => inARow < MOST_ATTEMPTS)
    .flatMap(({ id, inARow, plan }) => {
      const given = world.occurrences.find(
        (occurrence) =>
          occurrence.what === 'outcome' &&
          occurrence.outcome.detailType === OutcomeDetailType.FAILED &&
          occurrence.outcome.ingestionId === id &&
          occurrence.outcome.error === (plan.error?.type ?? 'UNKNOWN'),
      );
      return given ? [violation(given.at, `${id} was given up, the ${inARow}. in a row that failed`)] : [];
    });
}

/** After an answer that says "not now", or none, there is a pause: the first is the shortest. */
function calledTooSoon(world: Evidence, dataSetArn: string, allowedCalls: number): Violation[] {
  const pause = Math.min(DAY / allowedCalls / 90, SHORTEST_LEASE) - CLOCKS_DIFFER - SECOND;
  const violations: Violation[] = [];
  let answered: { readonly at: number; readonly answer: string } | undefined;
  for (const occurrence of world.occurrences) {
    if (occurrence.what === 'called' && occurrence.dataSetArn === dataSetArn) {
      const { action, at, answer } = occurrence;
      answered = action === 'quicksight:CreateIngestion' ? { at, answer } : answered;
    } else if (occurrence.what === 'calling' && occurrence.dataSetArn === dataSetArn && answered) {
      const after = occurrence.at - answered.at;
      if (NOT_TAKEN.includes(answered.answer) && after < pause) {
        violations.push(violation(occurrence.at, `CreateIngestion was called ${after} ms after ${answered.answer}`));
      }
      answered = undefined;
    }
  }
  return violations;
}

function violation(at: number, message: string): Violation {
  return { rule: 'attempts', at, message };
}
