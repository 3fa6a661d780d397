import * as fc from 'fast-check';
import { foldLandings } from '../../../lambda/landings';
import { dataSetsOf, fold } from '../../../lambda/message/inbox';
import { MINUTE, SECOND } from '../../../lambda/time';
import type { LandingMessage } from '../../../lib/private/contract';
import { anyMessage } from '../../support/arbitraries';
import { ARN, aLanding, aLandingMessage, aRequest, aRetry, aWake, NOON, OTHER_ARN, settings } from '../../support/rows';

describe('dataSetsOf', () => {
  test('dataSetsOf names every data set of a landing message', () => {
    expect(dataSetsOf(aLandingMessage(NOON, [ARN, OTHER_ARN]))).toEqual([ARN, OTHER_ARN]);
  });

  test('dataSetsOf names the one data set of a wake-up or a retry', () => {
    expect(dataSetsOf(aWake())).toEqual([ARN]);
    expect(dataSetsOf(aRetry({ dataSetArn: OTHER_ARN }))).toEqual([OTHER_ARN]);
  });
});

describe('fold', () => {
  test('nothing is nothing', () => {
    expect(fold([]).size).toBe(0);
  });

  test('fold shows each data set its own landings, and no others', () => {
    const inboxes = fold([
      aLandingMessage(NOON, [ARN]),
      aLandingMessage(NOON + SECOND, [ARN, OTHER_ARN]),
      aWake({ at: NOON + 1 }),
      aRetry({ dataSetArn: OTHER_ARN, failedAt: NOON - 7 }),
    ]);
    expect([...inboxes.keys()].sort()).toEqual([ARN, OTHER_ARN].sort());
    expect(inboxes.get(ARN)).toMatchObject({
      landings: [aLanding(NOON), aLanding(NOON + SECOND)],
      wakes: [aWake({ at: NOON + 1 })],
      retries: [],
    });
    expect(inboxes.get(OTHER_ARN)).toMatchObject({
      landings: [aLanding(NOON + SECOND)],
      wakes: [],
      retries: [NOON - 7],
    });
  });

  test('fold takes the settings of the newest landing, in whatever order they come', () => {
    const older = aLandingMessage(NOON, [{ arn: ARN, settings: settings({ settle: 1 }) }]);
    const newer = aLandingMessage(NOON + SECOND, [{ arn: ARN, settings: settings({ settle: 2 }) }]);
    for (const messages of [
      [older, newer],
      [newer, older],
    ]) {
      expect(fold(messages).get(ARN)).toMatchObject({ settings: { settle: 2 }, settingsAt: NOON + SECOND });
    }
  });

  test('fold takes the settings of the later message of two landings at the same instant', () => {
    const [one, two] = [1, 2].map((settle) => aLandingMessage(NOON, [{ arn: ARN, settings: settings({ settle }) }]));
    expect(fold([one, two] as LandingMessage[]).get(ARN)?.settings?.settle).toBe(2);
  });

  test('fold has no settings where only wake-ups and retries came', () => {
    expect(fold([aWake(), aRetry()]).get(ARN)?.settings).toBeUndefined();
  });

  test('a landing that reached the queue late says when, though others are the same message', () => {
    const message = aLandingMessage(NOON);
    const inbox = fold([message, message, message], [undefined, NOON + 15 * MINUTE, NOON + 15 * MINUTE + 1]).get(ARN);
    expect(inbox?.landings).toStrictEqual([
      aLanding(NOON),
      aLanding(NOON),
      aLanding(NOON, { lateAt: NOON + 15 * MINUTE + 1 }),
    ]);
  });

  test('a request lands when the queue took it', () => {
    expect(
      fold([aLandingMessage(NOON), aRequest()], [NOON, NOON + 7])
        .get(ARN)
        ?.landings.at(-1)?.time,
    ).toBe(NOON + 7);
  });

  test('fold keeps the staleness that a tick asks for, and nothing where none does', () => {
    expect(fold([aLandingMessage(NOON)]).get(ARN)?.landings).toStrictEqual([aLanding(NOON)]);
    expect(fold([aLandingMessage(NOON, [ARN], { ifStaleFor: 60 })]).get(ARN)?.landings).toEqual([
      aLanding(NOON, { ifStaleFor: 60 }),
    ]);
  });

  test('fold comes to the same landings in any order of the messages', () => {
    fc.assert(
      fc.property(
        fc
          .array(anyMessage, { maxLength: 8 })
          .chain((messages) =>
            fc.tuple(fc.constant(messages), fc.shuffledSubarray(messages, { minLength: messages.length })),
          ),
        ([messages, shuffled]) => {
          const [a, b] = [fold(messages), fold(shuffled)];
          expect([...b.keys()].sort()).toEqual([...a.keys()].sort());
          for (const [arn, inbox] of a) {
            expect(foldLandings(b.get(arn)?.landings ?? [])).toEqual(foldLandings(inbox.landings));
            expect(b.get(arn)?.settingsAt).toBe(inbox.settingsAt);
            expect([...(b.get(arn)?.retries ?? [])].sort()).toEqual([...inbox.retries].sort());
          }
        },
      ),
    );
  });

  test('fold loses no landing: every data set of every message has it', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 8 }), (messages) => {
        const sent = messages.filter((message): message is LandingMessage => message.kind === 'landing');
        const inboxes = fold(messages);
        const folded = [...inboxes.values()].reduce((sum, inbox) => sum + inbox.landings.length, 0);
        expect(folded).toBe(sent.reduce((sum, message) => sum + message.dataSets.length, 0));
      }),
    );
  });
});

describe('a request by name', () => {
  test('a request by name is a landing of the data set that it names', () => {
    const inbox = fold([aRequest({ dataSetId: 'stock' })]).get(ARN.replace('sales', 'stock'));
    expect(inbox?.landings).toEqual([{ landingEvent: 'Requested', time: NOON }]);
    expect(dataSetsOf(aRequest())).toEqual([ARN]);
  });

  test('a request by name brings settings only where no landing message does, in whatever order they come', () => {
    const request = aRequest({ settings: settings({ settle: 7 }) });
    const landing = aLandingMessage(NOON - MINUTE);
    expect(fold([request]).get(ARN)).toMatchObject({ settings: { settle: 7 }, settingsAt: 0 });
    expect(fold([aRequest(), request]).get(ARN)).toMatchObject({ settings: { settle: 7 }, settingsAt: 0 });
    for (const messages of [
      [request, landing],
      [landing, request],
    ]) {
      expect(fold(messages).get(ARN)).toMatchObject({ settings: settings(), settingsAt: NOON - MINUTE });
    }
  });
});
