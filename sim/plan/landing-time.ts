/** Date and time as ISO 8601 and as AWS's tools and SQL write them, with or without a zone. */
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d{2}:\d{2})?$/;

/** Seconds or milliseconds since 1970, from 2001 on: `1795413600`. */
const EPOCH = /^(\d{10})(\d{3})?(\.\d{1,9})?$/;

/**
 * A time as epoch milliseconds, and whether it said its zone.
 *
 * @param timeZone of one that has none
 * @returns `undefined` if it is no time
 */
export function parseTime(text: string, timeZone: string): { at: number; zoned: boolean } | undefined {
  const [, seconds, milliseconds] = EPOCH.exec(text) ?? [];
  if (seconds !== undefined) {
    return { at: Number(seconds) * 1_000 + Number(milliseconds ?? 0), zoned: true };
  }
  const [, day, time, zone] = TIME.exec(text) ?? [];
  if (day === undefined || time === undefined) {
    return undefined;
  }
  const asUtc = Date.parse(`${day}T${time}Z`);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // JavaScript takes 31 June for 1 July
  if (Number.isNaN(asUtc) || Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) {
    return undefined;
  }
  if (zone === undefined) {
    return { at: toUtc(asUtc, timeZone), zoned: false };
  }
  const at = zone === 'Z' || zone === 'UTC' ? asUtc : Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(at) ? undefined : { at, zoned: true };
}

/** A wall clock's time in a zone. Of an hour that comes twice the first counts; one that is left out is the hour after. */
function toUtc(wallClock: number, timeZone: string): number {
  const before = wallClock - offsetAt(wallClock - 86_400_000, timeZone);
  const after = wallClock - offsetAt(wallClock + 86_400_000, timeZone);
  const shows = (at: number): boolean => at + offsetAt(at, timeZone) === wallClock;
  return shows(before) || !shows(after) ? before : after;
}

/** How far a zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1_000) * 1_000;
}

/** @throws if there is no such zone */
export function checkTimeZone(timeZone: string): void {
  try {
    offsetAt(0, timeZone);
  } catch {
    throw new Error(`no time zone '${timeZone}': expected one such as UTC or Europe/Berlin`);
  }
}
