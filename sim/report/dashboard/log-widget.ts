import type { LogTable } from '../../aws/cloudwatch/log-query';
import { element, text } from '../svg/element';
import { PADDING, type Rectangle, shorten, widthOf } from './dashboard-layout';

const LINE = 17;
const SIZE = 11;
const SPACE = 8;

/** A time needs no day and no milliseconds: the newest lines are of the last hours. */
const TIMESTAMP = /^\d{4}-\d\d-\d\d (\d\d:\d\d:\d\d)\.\d{3}$/;

/** As many columns and rows of the answer as there is room for; a column is as wide as its widest value, if it can. */
export function logWidget(title: string, { fields, rows }: LogTable, place: Rectangle): string {
  const top = place.top + 44;
  const shown = rows.slice(0, Math.floor((place.bottom - top - 8) / LINE));
  const right = place.right - PADDING;
  let x = place.left + PADDING;
  const columns = fields.map((field, index) => {
    const values = [field, ...shown.map((row) => (row[index] ?? '').replace(TIMESTAMP, '$1'))];
    const left = x;
    x += Math.max(...values.map((value) => widthOf(value, SIZE))) + SPACE;
    return values.map((value, line) => {
      const cell = left < right ? shorten(value, right - left, SIZE) : '';
      return cell === '' || cell === '…' ? '' : text(left, top + line * LINE, cell, line === 0 ? 'small' : 'cell');
    });
  });
  const rule = element('path', { class: 'grid', d: `M${place.left + PADDING} ${top + 5}H${right}` });
  return [text(place.left + PADDING, place.top + 20, title, 'title'), rule, ...columns.flat()].join('');
}
