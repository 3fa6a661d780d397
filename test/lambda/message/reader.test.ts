import * as fc from 'fast-check';
import { UnreadableMessage } from '../../../lambda/message/fields';
import { parse } from '../../../lambda/message/parse';
import { MessageReader } from '../../../lambda/message/reader';
import { anyMessage } from '../../support/arbitraries';
import { ARN, OTHER_ARN, settings, written } from '../../support/rows';

/** What becomes of a body: the message, or why it is refused. */
function outcomeOf(read: (body: string) => unknown, body: string): unknown {
  try {
    return read(body);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableMessage);
    return (error as Error).message;
  }
}

const TIMES = ['2026-11-23T12:00:00Z', '2026-11-23T12:00:01.5+01:00', '2026-13-23T12:00:00Z', '2026', ''];

/** As a rule's input transformer writes it. */
const body = (time: string, dataSets: string, landingEvent = 'Loaded'): string =>
  `{"schema":1,"kind":"landing","landingEvent":"${landingEvent}","time":"${time}","dataSets":${dataSets}}`;

const GOOD = JSON.stringify([{ arns: [ARN, OTHER_ARN], settings: settings() }]);

/** What a sender might write who wants one message to be taken for another. */
const REST = [
  GOOD,
  `${GOOD},"time":"2026-11-23T13:00:00Z"`,
  `${GOOD},"kind":"wake"`,
  `${GOOD},"landingEvent":"Other"`,
  `${GOOD},"schema":2`,
  `${GOOD},"ifStaleFor":60`,
  `${GOOD},"dataSets":[]`,
  `[],"dataSets":${GOOD}`,
  `${GOOD},"__proto__":{}`,
  ` ${GOOD}`,
  `${GOOD}}`,
  '[]',
  '{}',
  GOOD.slice(0, -1),
  GOOD.replace('"arns"', '"ARNS"'),
];

test('what a rule writes the same is read once, and is the same message', () => {
  const reader = new MessageReader();
  const [first, again, later] = [TIMES[0], TIMES[0], TIMES[1]].map((time) => reader.read(body(time as string, GOOD)));
  expect(again).toBe(first);
  expect(later).not.toEqual(first);
});

test('every message reads as if it were alone, whatever came before it', () => {
  const anyBody = fc.oneof(
    fc
      .tuple(fc.constantFrom(...TIMES), fc.constantFrom(...REST), fc.constantFrom('Loaded', 'Other', '1', 'a"b'))
      .map(([time, rest, landingEvent]) => body(time, rest, landingEvent)),
    anyMessage.map((message) => JSON.stringify(written(message))),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(anyBody, { maxLength: 30 }), (bodies) => {
      const reader = new MessageReader();
      for (const each of bodies) {
        expect(outcomeOf((text) => reader.read(text), each)).toEqual(outcomeOf(parse, each));
      }
    }),
    { numRuns: 300 },
  );
});

test('data sets that are written the same are checked once, and are the same', () => {
  const reader = new MessageReader();
  const [first, second, other] = [
    body('2026-11-23T12:00:00Z', GOOD),
    body('2026-11-23T12:00:01Z', GOOD, 'Other'),
    body('2026-11-23T12:00:02Z', JSON.stringify([{ arns: [ARN], settings: settings() }])),
  ].map((body) => reader.read(body));
  expect(first).toHaveProperty('dataSets');
  const dataSets = (message: unknown): unknown => (message as { dataSets: unknown }).dataSets;
  expect(dataSets(second)).toBe(dataSets(first));
  expect(dataSets(other)).not.toBe(dataSets(first));
  expect(second).toMatchObject({ landingEvent: 'Other', time: '2026-11-23T12:00:01Z' });
});
