import type { AlarmState } from '../../aws/cloudwatch/alarm';
import { element, text } from '../svg/element';
import { PADDING, type Rectangle, shorten } from './dashboard-layout';

export interface NamedAlarm {
  readonly name: string;
  readonly state: AlarmState;
}

/** How a state is drawn: a sign beside its colour. */
const STATES: Readonly<Record<AlarmState, { readonly style: string; readonly label: string; readonly sign: string }>> =
  {
    ALARM: { style: 'on', label: 'in alarm', sign: 'm0 -4v5m0 2v2' },
    OK: { style: 'ok', label: 'OK', sign: 'm-4 0l3 3l5 -6' },
    INSUFFICIENT_DATA: { style: 'unknown', label: 'insufficient data', sign: 'm-4 0h8' },
  };

const COLUMNS = 3;
const LINE = 18;
const SIZE = 11;

/** Every alarm with its state, those that are on first, as CloudWatch has them. */
export function alarmWidget(title: string, alarms: readonly NamedAlarm[], place: Rectangle): string {
  const order = Object.keys(STATES);
  const sorted = alarms.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const width = (place.right - place.left - 2 * PADDING) / COLUMNS;
  const counts = Object.entries(STATES).flatMap(([state, { label }]) => {
    const count = alarms.filter((alarm) => alarm.state === state).length;
    return count > 0 ? [`${count} ${label}`] : [];
  });
  return [
    text(place.left + PADDING, place.top + 20, title, 'title'),
    text(place.right - PADDING, place.top + 20, counts.join(' · '), 'quiet', 'end'),
    ...sorted.map(({ name, state }, index) => {
      const x = place.left + PADDING + (index % COLUMNS) * width;
      const y = place.top + 42 + Math.floor(index / COLUMNS) * LINE;
      const { style, sign } = STATES[state];
      return [
        element('rect', { class: style, x, y: y - 11, width: 14, height: 14, rx: 2 }),
        element('path', { class: 'mark', d: `M${x + 7} ${y - 4}${sign}` }),
        text(x + 20, y, shorten(name, width - 24, SIZE), 'cell'),
      ].join('');
    }),
  ].join('');
}
