import type { Box } from '../../aws/cloudwatch/dashboard';
import { element } from '../svg/element';

/** Where things are in the picture of a dashboard, in pixels. */

const COLUMN = 34;
const ROW = 34;
const COLUMNS = 24;
const GAP = 8;
const TOP = 56;
export const PADDING = 10;
export const WIDTH = COLUMNS * COLUMN + GAP;

/** A rectangle of the picture. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const heightOf = (boxes: readonly Box[]): number =>
  TOP + Math.max(0, ...boxes.map(({ y, height }) => y + height)) * ROW + GAP;

/** Where a widget is, less the gap to its neighbours. */
export function placeOf({ x, y, width, height }: Box): Rectangle {
  const [left, top] = [x * COLUMN + GAP, TOP + y * ROW];
  return { left, top, right: left + width * COLUMN - GAP, bottom: top + height * ROW - GAP };
}

export const frame = ({ left, top, right, bottom }: Rectangle): string =>
  element('rect', { class: 'widget', x: left, y: top, width: right - left, height: bottom - top, rx: 4 });

/** Letters by how wide they are, in ems, in the widest of the fonts; all others are 0.63. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[iljI'.,:;| ]/, 0.31],
  [/[tfr()!-]/, 0.39],
  [/[sckvxyzJ]/, 0.57],
  [/[A-Z]/, 0.72],
  [/[mw…]/, 0.97],
];

/** About how wide a text is: a picture has no font to ask. */
export function widthOf(text: string, size: number): number {
  const ems = [...text].map((letter) => WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? 0.63);
  return size * ems.reduce((sum, em) => sum + em, 0);
}

/** A text that is not wider than this: without its end, where it is. */
export function shorten(text: string, width: number, size: number): string {
  let shown = text;
  while (shown !== '' && widthOf(shown === text ? text : `${shown}…`, size) > width) {
    shown = shown.slice(0, -1);
  }
  return shown === text ? text : `${shown.trimEnd()}…`;
}

/** Lines of whole words. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer, size) <= width) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
