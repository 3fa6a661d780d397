import type { LateLanding } from '../../lambda/late-landing';
import type { Outcome } from '../../lambda/outcome/outcome';
import { DecisionReason } from '../../lib/private/contract';
import type { Occurrence } from '../../sim/world/occurrence';
import type { JsonLine } from '../aws/logs-insights';

/** What the log says about a data set, as the simulator's timeline knows it. */
export type LogEvent = Extract<Occurrence, { what: 'decided' | 'outcome' | 'swept' | 'late' | 'processingError' }>;

export function eventsOf(lines: readonly JsonLine[], dataSetArn: string): LogEvent[] {
  return lines.flatMap(({ at, fields }) => eventOf(at, fields, dataSetArn) ?? []);
}

function eventOf(at: number, fields: JsonLine['fields'], dataSetArn: string): LogEvent | undefined {
  const { step, code, reason, outcome, message, error, late } = fields;
  if (isOutcome(outcome)) {
    return { at, what: 'outcome', outcome };
  }
  if (code === DecisionReason.SWEPT) {
    return { at, what: 'swept', dataSetArn };
  }
  if (isLate(late)) {
    return { at, what: 'late', dataSetArn, landing: late };
  }
  if (typeof step === 'string' && typeof reason === 'string') {
    return { at, what: 'decided', dataSetArn, step, code: code as DecisionReason, reason };
  }
  return error === undefined ? undefined : { at, what: 'processingError', message: String(message) };
}

function isLate(value: unknown): value is LateLanding {
  return typeof (value as Partial<LateLanding> | undefined)?.count === 'number';
}

function isOutcome(value: unknown): value is Outcome {
  const { detailType, at, dataSetArn } = (value ?? {}) as Partial<Outcome>;
  return typeof detailType === 'string' && typeof at === 'number' && typeof dataSetArn === 'string';
}
