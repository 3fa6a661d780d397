import * as fc from 'fast-check';
import { decide, type Step } from '../../lambda/decide';
import { intend } from '../../lambda/ingestion/start';
import type { LedgerRow } from '../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambda/time';
import { COVER_MARGIN } from '../../lambda/timing';
import { DecisionReason } from '../../lib/private/contract';
import { anyRow } from '../support/arbitraries';
import { aFailure, anIngestion, aRow, landed, landedAt, NOON, settings } from '../support/rows';

const step = (changes: Partial<LedgerRow>, now = NOON): Step => decide(aRow(changes), now);

/** Waits until exactly then, and does something else from then on. */
function expectWait(changes: Partial<LedgerRow>, until: number): Step {
  const waits = step(changes, until - 1);
  expect(waits).toMatchObject({ do: 'wait', until });
  expect(step(changes, until).do).not.toBe('wait');
  return waits;
}

describe('a row with nothing pending', () => {
  test('a row with nothing pending rests when nothing has ever landed', () => {
    expect(step({})).toEqual({ do: 'rest', code: DecisionReason.NOTHING_LANDED, reason: 'nothing has landed yet' });
  });

  test('a row with nothing pending rests and says how fresh the data is', () => {
    expect(step({ fresh: { through: NOON - MINUTE, at: NOON } })).toEqual({
      do: 'rest',
      code: DecisionReason.NOTHING_NEW,
      reason: expect.stringContaining('fresh through 2026-11-23T11:59:00Z'),
    });
  });

  test('a row with nothing pending rests whatever failed before', () => {
    expect(step({ failure: aFailure({ retryAt: NOON - MINUTE }) }).do).toBe('rest');
  });
});

describe('a settling row', () => {
  test('a settling row waits until nothing has landed for the settle time', () => {
    const waits = expectWait({ pending: landedAt(NOON - MINUTE, NOON) }, NOON + MINUTE);
    expect(waits.reason).toBe('settles: quiet for 1 min; looks again at 2026-11-23T12:01:00Z');
  });

  test('a settling row starts when the settle time is over, and says what has landed and why now', () => {
    expect(step({ pending: landedAt(NOON - MINUTE, NOON) }, NOON + MINUTE)).toEqual({
      do: 'start',
      code: DecisionReason.SETTLED,
      type: 'FULL_REFRESH',
      reason: '2 landings from 2026-11-23T11:59:00Z to 2026-11-23T12:00:00Z, quiet for 1 min',
    });
  });

  test('a settling row waits no longer than the longest wait after the first landing', () => {
    const pending = landedAt(NOON, NOON + 14 * MINUTE + 30 * SECOND);
    expect(expectWait({ pending }, NOON + 15 * MINUTE).reason).toMatch(/^data keeps landing/);
    expect(step({ pending }, NOON + 15 * MINUTE).reason).toMatch(/landing for 15 min without a pause$/);
  });

  test('a settling row says quiet where both ends coincide', () => {
    const pending = landedAt(NOON, NOON + 14 * MINUTE);
    expect(step({ pending }, NOON + 15 * MINUTE).reason).toMatch(/quiet for 1 min$/);
  });

  test('a settling row waits for the margin of five seconds even where the settle time is zero', () => {
    expectWait({ pending: landedAt(NOON), settings: settings({ settle: 0 }) }, NOON + 5 * SECOND);
  });

  test('a settling row waits for the margin of five seconds even where the longest wait is zero', () => {
    expectWait({ pending: landedAt(NOON), settings: settings({ settle: 0, maxWait: 0 }) }, NOON + 5 * SECOND);
    expectWait({ pending: landedAt(NOON), settings: settings({ settle: 60, maxWait: 0 }) }, NOON + 5 * SECOND);
  });

  test('a row without a settle time leaves waiting for more to the pace, and says so', () => {
    const state = { pending: landedAt(NOON), settings: settings({ settle: 0 }) };
    expect(expectWait(state, NOON + 5 * SECOND).reason).toBe('settles for 5 s; looks again at 2026-11-23T12:00:05Z');
    expect(step(state, NOON + 5 * SECOND).reason).toMatch(/, not waiting for more$/);
  });

  test('a stream that never pauses, without a settle time, starts as soon as the pace allows it', () => {
    const landings = Array.from({ length: 201 }, (_, second) => NOON + second * SECOND);
    const last = landings.at(-1) as number;
    const demand = {
      slot: Math.floor(last / (HOUR / 2)),
      landings: [201],
      bursts: [1],
      burst: { at: NOON, count: 201 },
    };
    const state = { pending: landedAt(...landings), settings: settings({ settle: 0 }), demand };
    expect(step(state, last + 1)).toMatchObject({ do: 'start', code: DecisionReason.SETTLED });
  });

  test('a settling row waits for a settle time that is a second longer than the margin', () => {
    expectWait({ pending: landedAt(NOON), settings: settings({ settle: 6 }) }, NOON + 6 * SECOND);
  });
});

describe('a row that waits for all landing events', () => {
  const all = { landingEvents: ['Files', 'Orders'], within: 7_200 };

  test('a row that waits for all landing events names those that are missing', () => {
    const waits = expectWait({ pending: landedAt(NOON), settings: settings({ all }) }, NOON + 2 * HOUR);
    expect(waits.reason).toMatch(/^waits for Orders; looks again at/);
  });

  test('a row that waits for all landing events starts without them after its longest wait, and says so', () => {
    expect(step({ pending: landedAt(NOON), settings: settings({ all }) }, NOON + 2 * HOUR)).toMatchObject({
      do: 'start',
      reason: expect.stringMatching(/without Orders for 2 h$/),
    });
  });

  test('a row that waits for all landing events names each of several', () => {
    const three = settings({ all: { ...all, landingEvents: ['Files', 'Orders', 'Returns'] } });
    const state = { pending: landedAt(NOON), settings: three };
    expect(step(state).reason).toMatch(/^waits for Orders, Returns; /);
    expect(step(state, NOON + 2 * HOUR).reason).toMatch(/without Orders, Returns for 2 h$/);
  });

  describe('a row that keeps waiting when the time is over', () => {
    const patient = settings({ all: { ...all, whenIncomplete: 'wait' } });

    test('a row that keeps waiting after the time is looked at every 15 minutes, and says what is missing and for how long', () => {
      expect(step({ pending: landedAt(NOON), settings: patient }, NOON + 2 * HOUR)).toEqual({
        do: 'wait',
        until: NOON + 2 * HOUR + 15 * MINUTE,
        incomplete: true,
        code: DecisionReason.LANDING_EVENT_MISSING,
        reason: 'waits for Orders, without Orders for 2 h; looks again at 2026-11-23T14:15:00Z',
      });
      expect(step({ pending: landedAt(NOON), settings: patient }, NOON + 30 * DAY).do).toBe('wait');
    });

    test('a row that keeps waiting has nothing to report before the time is over', () => {
      const before = step({ pending: landedAt(NOON), settings: patient }, NOON + 2 * HOUR - 1);
      expect(before).not.toHaveProperty('incomplete');
      expect(before).toMatchObject({ do: 'wait', until: NOON + 2 * HOUR });
    });

    test('a row that keeps waiting starts when the last of them has landed, however late', () => {
      const pending = landed({ Files: [NOON], Orders: [NOON + 20 * HOUR] });
      expect(step({ pending, settings: patient }, NOON + 21 * HOUR)).toMatchObject({ do: 'start' });
    });

    test.each(['Requested', 'RequestedFull', 'Restored', 'SafetyNet'])(
      'a row that keeps waiting goes on without what is missing when asked by %s',
      (name) => {
        const pending = landed({ Files: [NOON], [name]: [NOON + HOUR] });
        expect(step({ pending, settings: patient }, NOON + 2 * HOUR)).toMatchObject({
          do: 'start',
          code: DecisionReason.INCOMPLETE,
        });
      },
    );
  });

  test('a row that waits for all landing events settles as usual when the last of them has landed', () => {
    const pending = landed({ Files: [NOON], Orders: [NOON + MINUTE] });
    expectWait({ pending, settings: settings({ all }) }, NOON + 2 * MINUTE);
  });

  test('a row that waits for all landing events waits for the margin of five seconds even when none is missing', () => {
    const patient = settings({ all: { ...all, within: 1 } });
    expectWait({ pending: landedAt(NOON), settings: patient }, NOON + 5 * SECOND);
  });

  test('a row that waits for all landing events needs none where none is listed', () => {
    expectWait({ pending: landedAt(NOON), settings: settings({ all: { ...all, landingEvents: [] } }) }, NOON + MINUTE);
  });

  test('a row that waits for all landing events is complete also when others have landed besides', () => {
    const pending = landed({ Files: [NOON], Orders: [NOON], More: [NOON] });
    expectWait({ pending, settings: settings({ all }) }, NOON + MINUTE);
  });

  test('a row that waits for all landing events covers the last of them, even if that lands after the longest wait', () => {
    const last = NOON + HOUR;
    let row = aRow({ pending: landed({ Files: [NOON], Orders: [last] }), settings: settings({ all }) });
    let now = last;
    for (let next = decide(row, now); next.do === 'wait'; next = decide(row, now)) {
      now = next.until;
    }
    row = intend(row, 'FULL_REFRESH', 'ingestion-1', now);
    expect(row.pending).toBeUndefined();
    expect(row.ingestion?.covers.by).toEqual({ Files: NOON, Orders: last });
  });

  test('a row that waits for all landing events does not take a name of the prototype chain for one that has landed', () => {
    const inherited = settings({ all: { landingEvents: ['Files', 'constructor'], within: 7_200 } });
    expect(step({ pending: landedAt(NOON), settings: inherited }, NOON + HOUR).do).toBe('wait');
  });
});

describe('a row after a failure', () => {
  const pending = landedAt(NOON - HOUR);

  test('a final failure rests, and says what it waits for', () => {
    expect(step({ pending, failure: aFailure() }, NOON + DAY)).toEqual({
      do: 'rest',
      code: DecisionReason.FAILED,
      reason: 'failed with SQL_TABLE_NOT_FOUND; waits for the next landing or a redrive',
    });
  });

  test('a failure that may pass waits for its time, and says why', () => {
    const failure = aFailure({ error: 'QUERY_TIMEOUT', retryAt: NOON + MINUTE });
    expect(expectWait({ pending, failure }, NOON + MINUTE).reason).toBe(
      'backs off after QUERY_TIMEOUT; looks again at 2026-11-23T12:01:00Z',
    );
    expect(step({ pending, failure }, NOON + MINUTE)).toMatchObject({
      do: 'start',
      reason: expect.stringMatching(/, tried again after QUERY_TIMEOUT$/),
    });
  });

  test('a row whose time after a failure has come still settles', () => {
    const failure = aFailure({ retryAt: NOON });
    expectWait({ pending: landedAt(NOON), failure }, NOON + MINUTE);
  });
});

describe('a row with an ingestion in flight', () => {
  test('a row with an ingestion in flight waits for the next poll, whatever is pending', () => {
    const state = { ingestion: anIngestion({ pollAt: NOON + MINUTE }), pending: landedAt(NOON - HOUR) };
    expect(expectWait(state, NOON + MINUTE).reason).toMatch(/^ingestion ingestion-1 started at \S+; looks again/);
  });

  test('a row with an ingestion in flight is polled when its time has come, and says how long the ingestion has been running', () => {
    expect(step({ ingestion: anIngestion({ pollAt: NOON + 90 * SECOND }) }, NOON + 90 * SECOND)).toEqual({
      do: 'poll',
      code: DecisionReason.POLL_DUE,
      reason: 'ingestion ingestion-1 started 1 min 30 s ago',
    });
  });

  test('a row with an ingestion in flight is polled also while an earlier failure is remembered for its attempts', () => {
    const failure = aFailure({ retryAt: NOON + HOUR });
    expect(step({ ingestion: anIngestion({ pollAt: NOON }), failure }).do).toBe('poll');
  });

  test('an ingestion that may not be seen or that never ends is still polled, and the wait says what the trouble is', () => {
    const failure = aFailure({ error: 'IngestionTimedOut' });
    const waits = expectWait({ ingestion: anIngestion({ pollAt: NOON + HOUR }), failure }, NOON + HOUR);
    expect(waits.reason).toContain('(IngestionTimedOut)');
    expect(step({ ingestion: anIngestion({ pollAt: NOON }), failure }).do).toBe('poll');
  });

  const starting = anIngestion({ phase: 'starting', type: 'INCREMENTAL_REFRESH', pollAt: NOON + MINUTE });

  test('an intent in doubt waits for the invocation that may be starting it', () => {
    expect(expectWait({ ingestion: starting }, NOON + MINUTE).reason).toMatch(
      /^CreateIngestion of ingestion-1 was called at /,
    );
  });

  test('an intent still in doubt after that asks whether it was started', () => {
    expect(step({ ingestion: starting }, NOON + MINUTE)).toEqual({
      do: 'poll',
      code: DecisionReason.IN_DOUBT,
      reason: 'unknown whether ingestion ingestion-1 was started',
    });
  });

  const notStarted = { ...starting, notFound: true };

  test('an intent that was not started after all is started, with the same type', () => {
    expect(step({ ingestion: notStarted }, NOON + MINUTE)).toEqual({
      do: 'start',
      code: DecisionReason.REPEATED,
      type: 'INCREMENTAL_REFRESH',
      reason: 'ingestion ingestion-1 was not started: asking again under the same id',
    });
  });

  test('an intent that was not started after all keeps within the quota', () => {
    const calls = [NOON - 23 * HOUR];
    const state = { ingestion: notStarted, calls, settings: settings({ quota: { perDay: 1, reserved: 0 } }) };
    const waits = step(state, NOON + MINUTE);
    expect(waits).toMatchObject({
      do: 'wait',
      deferred: true,
      reason: expect.stringContaining('was not started, and'),
    });
    expect(waits.do === 'wait' && waits.until).toBeGreaterThanOrEqual(NOON + HOUR);
  });
});

describe('the quota', () => {
  const pending = landedAt(NOON - HOUR);
  const quota = (perDay: number, reserved = 0): Partial<LedgerRow> => ({
    pending,
    settings: settings({ quota: { perDay, reserved } }),
  });

  test('the quota puts a start off while it is used up, and says so', () => {
    const waits = step({ ...quota(2), calls: [NOON - 23 * HOUR, NOON - 22 * HOUR] });
    expect(waits).toMatchObject({ do: 'wait', deferred: true, reason: expect.stringContaining('2 ingestions') });
    expect(waits.do === 'wait' && waits.until).toBeGreaterThanOrEqual(NOON + HOUR);
  });

  test('the quota is not used up by calls that are long over', () => {
    expect(step({ ...quota(2), calls: [NOON - 25 * HOUR, NOON - 25 * HOUR, NOON - 23 * HOUR] }).do).toBe('start');
  });

  test('the quota leaves reserved calls to people', () => {
    expect(step({ ...quota(2, 1), calls: [NOON - 23 * HOUR] })).toMatchObject({ do: 'wait', deferred: true });
  });

  test('the quota is at least one call, whatever is reserved, so that nothing waits for ever', () => {
    expect(step(quota(2, 2)).do).toBe('start');
  });

  test('the quota does not shorten what other waits wait for', () => {
    expect(step({ ...quota(2), pending: landedAt(NOON) })).not.toHaveProperty('deferred');
  });
});

describe('the type of ingestion', () => {
  const pending = landedAt(NOON - HOUR);
  const fresh = { through: NOON - DAY, at: NOON - DAY };
  const type = (ingestion: LedgerRow['settings']['ingestion'], changes: Partial<LedgerRow> = {}): unknown => {
    const start = step({ pending, fresh, settings: settings({ ingestion }), ...changes });
    return start.do === 'start' ? start.type : start;
  };

  test('the type of an ingestion is full where full was asked for, whatever else is set', () => {
    expect(type({ type: 'FULL_REFRESH' })).toBe('FULL_REFRESH');
    expect(type({ type: 'FULL_REFRESH', fullEvery: 1, fallBackToFull: false })).toBe('FULL_REFRESH');
  });

  test('the type of an ingestion is incremental where that was asked for and the data set is in a good state', () => {
    expect(type({ type: 'INCREMENTAL_REFRESH' })).toBe('INCREMENTAL_REFRESH');
    expect(type({ type: 'INCREMENTAL_REFRESH', fallBackToFull: true })).toBe('INCREMENTAL_REFRESH');
  });

  test('the type of an ingestion is full when a full refresh is due, to the millisecond', () => {
    const weekly = { type: 'INCREMENTAL_REFRESH', fullEvery: 7 * 86_400 } as const;
    expect(type(weekly, { fullAt: NOON - 7 * DAY })).toBe('FULL_REFRESH');
    expect(type(weekly, { fullAt: NOON - 7 * DAY + 1 })).toBe('INCREMENTAL_REFRESH');
  });

  test('the type of an ingestion is full when a full refresh is asked for now and then and there never was one', () => {
    expect(type({ type: 'INCREMENTAL_REFRESH', fullEvery: 7 * 86_400 })).toBe('FULL_REFRESH');
  });

  test('the type of an ingestion falls back to full the first time', () => {
    expect(type({ type: 'INCREMENTAL_REFRESH', fallBackToFull: true }, { fresh: undefined })).toBe('FULL_REFRESH');
    expect(type({ type: 'INCREMENTAL_REFRESH', fallBackToFull: false }, { fresh: undefined })).toBe(
      'INCREMENTAL_REFRESH',
    );
  });

  test('the type of an ingestion falls back to full after an incremental one that failed', () => {
    const incrementalFailed = true;
    expect(type({ type: 'INCREMENTAL_REFRESH', fallBackToFull: true }, { incrementalFailed })).toBe('FULL_REFRESH');
    expect(type({ type: 'INCREMENTAL_REFRESH', fallBackToFull: false }, { incrementalFailed })).toBe(
      'INCREMENTAL_REFRESH',
    );
    expect(type({ type: 'INCREMENTAL_REFRESH' }, { incrementalFailed })).toBe('INCREMENTAL_REFRESH');
  });

  test('the type of an ingestion does not fall back after a call that was merely refused', () => {
    const failure = aFailure({ retryAt: NOON, error: 'ThrottlingException' });
    expect(type({ type: 'INCREMENTAL_REFRESH', fallBackToFull: true }, { failure })).toBe('INCREMENTAL_REFRESH');
  });
});

describe('for any row', () => {
  const rows = anyRow(NOON);
  const holds = (property: (row: LedgerRow, next: Step) => void): void =>
    fc.assert(
      fc.property(rows, (row) => {
        property(row, decide(row, NOON));
      }),
      { numRuns: 500 },
    );

  test('there is a next step, and a reason for it', () => {
    holds((_row, next) => {
      expect(['start', 'poll', 'wait', 'rest']).toContain(next.do);
      expect(next.reason).not.toBe('');
    });
  });

  test('the next step is the same each time, and the row as it was', () => {
    holds((row, next) => {
      const before = JSON.stringify(row);
      expect(decide(row, NOON)).toEqual(next);
      expect(JSON.stringify(row)).toBe(before);
    });
  });

  test('a wait ends later than now, at a whole millisecond', () => {
    holds((_row, next) => {
      if (next.do === 'wait') {
        expect(next.until).toBeGreaterThan(NOON);
        expect(Number.isInteger(next.until)).toBe(true);
      }
    });
  });

  test('a chain of waits comes to an end, and one for landing events when they have occurred', () => {
    holds((given, next) => {
      let waits = 0;
      let row = given;
      for (let last = next; last.do === 'wait'; last = decide(row, last.until)) {
        if (last.incomplete) {
          row = { ...row, pending: landed({ Files: [NOON], Orders: [NOON], 'Crawler-1a2b3c4d': [NOON] }) };
        }
        waits += 1;
        expect(waits).toBeLessThan(100);
      }
    });
  });

  test('no second ingestion starts beside one in flight', () => {
    holds((row, next) => {
      if (next.do === 'start' && row.ingestion) {
        expect(row.ingestion).toMatchObject({ phase: 'starting', notFound: true });
        expect(next.type).toBe(row.ingestion.type);
      }
    });
  });

  test('no ingestion starts without a landing that is old enough to be covered', () => {
    holds((row, next) => {
      if (next.do === 'start' && !row.ingestion) {
        expect(row.pending?.first).toBeLessThanOrEqual(NOON - COVER_MARGIN);
        expect(() => intend(row, next.type, 'ingestion-9', NOON)).not.toThrow();
      }
    });
  });

  test('no ingestion starts when the quota is full, not even under an id that was asked for before', () => {
    holds((row, next) => {
      if (next.do === 'start') {
        const { perDay, reserved } = row.settings.quota;
        const used = row.calls.filter((call) => call > NOON - DAY).length;
        expect(used).toBeLessThan(Math.max(perDay - reserved, 1));
      }
    });
  });

  test('nothing new starts after a final failure', () => {
    holds((row, next) => {
      if (row.failure && row.failure.retryAt === undefined && !row.ingestion) {
        expect(next.do).toBe('rest');
      }
    });
  });

  test('it rests only when nothing is in flight, and nothing pending but after a final failure', () => {
    holds((row, next) => {
      if (next.do === 'rest' && (row.pending || row.ingestion)) {
        expect(row.ingestion).toBeUndefined();
        expect(row.failure).toBeDefined();
        expect(row.failure?.retryAt).toBeUndefined();
      }
    });
  });
});

describe('the code of a decision', () => {
  const two = landedAt(NOON - MINUTE, NOON);
  const all = { landingEvents: ['Files', 'Orders'], within: 3_600 };
  const used = { calls: [NOON - HOUR], settings: settings({ quota: { perDay: 1, reserved: 0 } }) };
  const retried = aFailure({ retryAt: NOON + MINUTE });
  // put off until then, with nothing new since
  const paced = { deferred: { first: two.first, last: two.last, count: two.count, until: NOON + HOUR } };
  // two files in ten seconds, where the pace alone waits for more of them
  const files = { at: NOON - 10 * SECOND, count: 2 };
  const slot = Math.floor(NOON / (HOUR / 2));
  const burst = {
    pending: landedAt(files.at, NOON),
    settings: settings({ settle: 0 }),
    demand: { slot, landings: [2], bursts: [1], burst: files },
  };

  test.each<[DecisionReason, Partial<LedgerRow>, number]>([
    [DecisionReason.BACKING_OFF, { pending: two, failure: retried }, NOON],
    [DecisionReason.RETRYING, { pending: two, failure: retried }, NOON + HOUR],
    [DecisionReason.LANDING_EVENT_MISSING, { pending: two, settings: settings({ all }) }, NOON],
    [DecisionReason.INCOMPLETE, { pending: two, settings: settings({ all }) }, NOON + HOUR],
    [DecisionReason.SETTLING, { pending: two }, NOON],
    [DecisionReason.SETTLED, { pending: two }, NOON + MINUTE],
    [DecisionReason.WAITED_LONG_ENOUGH, { pending: landedAt(NOON - 15 * MINUTE, NOON - 6 * SECOND) }, NOON],
    [DecisionReason.QUOTA_USED_UP, { pending: two, ...used }, NOON + HOUR],
    [
      DecisionReason.REQUEST_LIMIT,
      { pending: landed({ Requested: [NOON] }), calls: [NOON], requests: { maxPerDay: 1, calls: [NOON] } },
      NOON + HOUR,
    ],
    [DecisionReason.PACED, { pending: two, ...paced }, NOON + MINUTE],
    [DecisionReason.SETTLING, burst, NOON + SECOND],
    [DecisionReason.IN_FLIGHT, { ingestion: anIngestion() }, NOON],
  ])('the code %s is given to its decision', (code, changes, now) => {
    expect(step(changes, now)).toMatchObject({ code });
  });

  test('the code of a decision is one of a closed set, and says as much as what is done', () => {
    const done = new Map<DecisionReason, Set<string>>();
    fc.assert(
      fc.property(anyRow(NOON), fc.integer({ min: -HOUR, max: 2 * DAY }), (row, later) => {
        const { code, do: what } = decide(row, NOON + later);
        expect(Object.values(DecisionReason)).toContain(code);
        done.set(code, (done.get(code) ?? new Set()).add(what));
      }),
    );
    for (const steps of done.values()) {
      expect([...steps]).toHaveLength(1);
    }
  });
});
