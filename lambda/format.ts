import { SECOND } from './time';

/** A time as people read it in a log: whole seconds, UTC. */
export function formatTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** A length of time as people say it: `45 s`, `4 min 10 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(Math.round(milliseconds / SECOND), 0);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const [whole, part, units] =
    seconds < 3600
      ? [Math.floor(seconds / 60), seconds % 60, ['min', 's']]
      : [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), ['h', 'min']];
  return part === 0 ? `${whole} ${units[0]}` : `${whole} ${units[0]} ${part} ${units[1]}`;
}

/** `1 landing`, `500 landings`. */
export function pluralize(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Text from outside, in the length that fits into a message, a row and a log line. */
export function truncate(text: string): string {
  return text.length <= 1_000 ? text : `${text.slice(0, 999)}…`;
}
