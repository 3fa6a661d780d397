import { DATA_SET_ARN, DATA_SET_ARN_PREFIX, DATA_SET_ID, LANDING_EVENT_ID } from '../../lib/private/contract';

/** A message that cannot be read: says what was found and what is allowed, never what the message holds. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

export function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableMessage(`${what} must be an object, got ${show(value)}`);
  }
  return value as Record<string, unknown>;
}

export function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.length > 2_048) {
    throw new UnreadableMessage(`${what} must be a string of at most 2048 characters, got ${show(value)}`);
  }
  return value;
}

export function landingEventId(value: unknown): string {
  if (typeof value !== 'string' || !LANDING_EVENT_ID.test(value)) {
    throw new UnreadableMessage(
      `a landing event is named by a letter and up to 127 letters, digits and hyphens, got ${show(value)}`,
    );
  }
  return value;
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** When something happened, as EventBridge says it. */
export function instant(value: unknown): string {
  const given = text(value, 'time');
  if (!ISO_8601.test(given) || Number.isNaN(Date.parse(given))) {
    throw new UnreadableMessage(`time must be ISO 8601 with a zone, such as 2026-11-23T06:00:00Z, got ${show(given)}`);
  }
  return given;
}

/** The ARN of a data set. */
export function arn(value: unknown): string {
  if (typeof value !== 'string' || !DATA_SET_ID.test(DATA_SET_ARN.exec(value)?.[1] ?? '')) {
    throw new UnreadableMessage(
      `a data set is named by its ARN, arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID, got ${show(value)}`,
    );
  }
  return value;
}

/** What the ARN of a data set begins with. */
export function arnPrefix(value: unknown): string {
  if (typeof value !== 'string' || !DATA_SET_ARN_PREFIX.test(value)) {
    throw new UnreadableMessage(
      `arnPrefix must be arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/, got ${show(value)}`,
    );
  }
  return value;
}

/** What the ARN of a data set ends in. */
export function dataSetId(value: unknown): string {
  if (typeof value !== 'string' || !DATA_SET_ID.test(value)) {
    throw new UnreadableMessage(
      `a data set id must be 1 to 96 letters, digits and _ . : + = @ ~ -, got ${show(value)}`,
    );
  }
  return value;
}

export function boolean(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') {
    throw new UnreadableMessage(`${what} must be true or false, got ${show(value)}`);
  }
  return value;
}

/** Ten years: no setting is longer, and times stay within what a date can hold. */
export const seconds = (value: unknown, what: string): number => integer(value, what, 0, 10 * 366 * 86_400);

export const time = (value: unknown, what: string): number => integer(value, what, 0, 8.64e15);

export function integer(value: unknown, what: string, min: number, max: number): number {
  const number = value as number;
  if (!Number.isInteger(number) || number < min || number > max) {
    const allowed = min === max ? min : `a whole number from ${min} to ${max}`;
    throw new UnreadableMessage(`${what} must be ${allowed}, got ${show(value)}`);
  }
  return number;
}

/** Enough of a value to find what sent it, and not more: a message may hold what no log should. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    return `a string of ${value.length} characters`;
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  return value instanceof Object ? 'an object' : String(value);
}
