import { element, escaped, px, text } from './element';
import type { Span } from './time-axis';

/** Where things are in the picture, in pixels. */

export const WIDTH = 1_200;
export const LEFT = 150;
export const RIGHT = 36;
export const TOP = 76;
export const BOTTOM = 48;
/** Heights of a track's rows, in the order they are drawn. */
export const ROWS = { title: 28, landings: 34, ingestions: 20, staleness: 60, quota: 34 };
export const GAP = 12;
export const LANE = Object.values(ROWS).reduce((sum, height) => sum + height + GAP, 0) + 16;

export const xOf = (at: number, { from, to }: Span): number =>
  px(LEFT + ((Math.min(Math.max(at, from), to) - from) / (to - from)) * (WIDTH - LEFT - RIGHT));

export const base = (y: number): string => element('path', { class: 'rule', d: `M${LEFT} ${y}H${WIDTH - RIGHT}` });

export function rowLabel(label: string, more: string, middle: number): string {
  return more === ''
    ? text(16, middle + 4, label, 'label')
    : text(16, middle - 2, label, 'label') + text(16, middle + 11, more, 'small');
}

export const scaleLabel = (y: number, label: string): string => text(LEFT - 5, y + 3, label, 'small', 'end');

export function cross(x: number, y: number, title?: string): string {
  const d = `M${px(x - 4)} ${px(y - 4)}l8 8m0-8l-8 8`;
  return element('path', { class: 'cross', d }, ...(title ? [element('title', {}, escaped(title))] : []));
}
