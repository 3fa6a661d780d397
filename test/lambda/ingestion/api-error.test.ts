import * as fc from 'fast-check';
import {
  ANOTHER_INGESTION,
  backOffCalls,
  backOffPolls,
  isDenied,
  kindOf,
  labelOf,
  toFailure,
} from '../../../lambda/ingestion/api-error';
import type { Failure, LedgerRow } from '../../../lambda/row';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { ARN, aFailure, aRow, NOON, settings } from '../../support/rows';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const failure = (row: LedgerRow, error: string, now = NOON, status?: number): Failure =>
  toFailure(row, { error, message: 'in its own words', ...(status !== undefined && { status }) }, now, 0.5);

describe('the meaning of a refusal', () => {
  test.each([
    ['ResourceExistsException', 409, 'alreadyExists'],
    ['LimitExceededException', 409, 'quota'],
    ['ThrottlingException', 429, 'throttled'],
    ['AccessDeniedException', 401, 'permanent'],
    ['InvalidParameterValueException', 400, 'permanent'],
    ['ResourceNotFoundException', 404, 'permanent'],
    ['InternalFailureException', 500, 'ambiguous'],
    ['ThrottlingException', undefined, 'throttled'],
    ['Throttling', 400, 'throttled'],
    ['ConflictException', 409, 'throttled'],
    ['InternalFailureException', 400, 'ambiguous'],
    ['NetworkError', undefined, 'ambiguous'],
    ['SomethingNew', 500, 'ambiguous'],
    ['SomethingNew', 503, 'ambiguous'],
    ['SomethingNew', 200, 'ambiguous'],
    ['SomethingNew', 201, 'ambiguous'],
    ['SomethingNew', 399, 'ambiguous'],
    ['SomethingNew', 400, 'permanent'],
    ['SomethingNew', 408, 'permanent'],
    ['SomethingNew', 409, 'ambiguous'],
    ['SomethingNew', 410, 'permanent'],
    ['SomethingNew', 499, 'permanent'],
    ['SomethingNew', 403, 'permanent'],
    ['SomethingNew', 429, 'throttled'],
    ['constructor', 429, 'throttled'],
    ['__proto__', 400, 'permanent'],
  ])('%s with status %p means %s', (error, status, meaning) => {
    expect(kindOf({ error, message: '', ...(status !== undefined && { status }) })).toBe(meaning);
  });

  test('the meaning of a refusal follows from the name, never from the status', () => {
    expect(kindOf({ error: 'LimitExceededException', message: '', status: 429 })).toBe('quota');
    expect(kindOf({ error: 'AccessDeniedException', message: '', status: 500 })).toBe('permanent');
  });

  test('the meaning of a refusal depends on the type of resource for a limit alone', () => {
    const refused = { message: '', status: 500, resourceType: 'DATA_SET' };
    expect(kindOf({ ...refused, error: 'InternalFailureException' })).toBe('ambiguous');
    expect(labelOf({ ...refused, error: 'InternalFailureException' })).toBe('500 InternalFailureException');
    expect(kindOf({ ...refused, error: 'LimitExceededException' })).toBe('permanent');
    expect(labelOf({ ...refused, error: 'LimitExceededException' })).toBe('500 LimitExceededException:DATA_SET');
    expect(kindOf({ ...refused, error: 'LimitExceededException', resourceType: 'INGESTION' })).toBe('quota');
  });

  test('a refusal is said with its status, where it has one', () => {
    expect(labelOf({ error: 'ThrottlingException', message: '', status: 429 })).toBe('429 ThrottlingException');
    expect(labelOf({ error: 'NetworkError', message: '' })).toBe('NetworkError');
  });

  test('a refusal by IAM and one by STS are denials, others are not', () => {
    const errors = ['AccessDenied', 'AccessDeniedException', 'ThrottlingException', ''];
    expect(errors.filter((error) => isDenied({ error }))).toEqual(['AccessDenied', 'AccessDeniedException']);
  });
});

describe('backing off', () => {
  const calls = (failedCalls: number, dice: number): number => backOffCalls(aRow(), failedCalls, dice);

  test.each([
    ['a call', calls, 30 * SECOND, 67.5 * MINUTE],
    ['a look', backOffPolls, 15 * SECOND, 15 * MINUTE],
  ])('a back-off after %s doubles up to a limit, with up to half as much again', (_what, backOff, first, limit) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), random, (failedCalls, dice) => {
        const least = Math.min(first * 2 ** (failedCalls - 1), limit);
        expect(backOff(failedCalls, dice)).toBeGreaterThanOrEqual(Math.floor(least));
        expect(backOff(failedCalls, dice)).toBeLessThanOrEqual(Math.ceil(least * 1.5));
        expect(Number.isInteger(backOff(failedCalls, dice))).toBe(true);
      }),
    );
  });

  test('a back-off is spread evenly by the dice', () => {
    expect([0, 0.5, 1].map((dice) => backOffPolls(20, dice))).toEqual([15 * MINUTE, 18.75 * MINUTE, 22.5 * MINUTE]);
  });

  test('a back-off makes fewer calls in a day of throttling than a quota of 32 has, however the dice fall', () => {
    fc.assert(
      fc.property(random, (dice) => {
        let row = aRow();
        let made = 0;
        for (let now = NOON; now < NOON + DAY; made++) {
          const failed = toFailure(row, { error: 'ThrottlingException', message: '' }, now, dice);
          row = { ...row, failure: failed };
          now = failed.retryAt as number;
        }
        expect(made).toBeLessThan(32);
      }),
    );
  });

  test('a back-off spends a small quota more slowly', () => {
    const small = aRow({ settings: settings({ quota: { perDay: 8, reserved: 0 } }) });
    expect(backOffCalls(small, 1, 0)).toBe(4 * backOffCalls(aRow(), 1, 0));
    expect(backOffCalls(small, 100, 0)).toBe(4.5 * HOUR);
  });
});

describe('a refused call as failure', () => {
  test('the failure of a refused call counts the failedCalls in a row, and leaves the attempts alone', () => {
    const row = aRow({ failure: aFailure({ attempts: 2, failedCalls: 3 }) });
    expect(failure(row, 'NetworkError')).toMatchObject({
      at: NOON,
      error: 'NetworkError',
      attempts: 2,
      failedCalls: 4,
      retryAt: NOON + backOffCalls(aRow(), 4, 0.5),
    });
  });

  test('a throttled call is tried again soon, twice: such a call costs nothing, and calls are spaced', () => {
    const pauses = [0, 1, 2, 3].map((failedCalls) => {
      const row = failedCalls > 0 ? aRow({ failure: aFailure({ failedCalls }) }) : aRow();
      return (failure(row, 'ThrottlingException').retryAt as number) - NOON;
    });
    expect(pauses).toEqual([1, 1, 2, 3].map((inARow) => backOffCalls(aRow(), inARow, 0.5)));
  });

  test('the failure of a refused call is the first where nothing failed before', () => {
    expect(failure(aRow(), 'NetworkError')).toMatchObject({
      attempts: 0,
      failedCalls: 1,
      retryAt: NOON + backOffCalls(aRow(), 1, 0.5),
    });
  });

  test.each(['AccessDeniedException', 'ResourceNotFoundException', 'InvalidParameterValueException'])(
    'the failure of a call refused with %s is final',
    (error) => {
      expect(failure(aRow(), error)).not.toHaveProperty('retryAt');
    },
  );

  test('always holds what QuickSight said', () => {
    for (const error of ['AccessDeniedException', 'ResourceNotFoundException', 'LimitExceededException', 'Other']) {
      expect(failure(aRow(), error).message).toContain('QuickSight said: in its own words');
    }
  });

  test('the failure of a refused call for lack of access names the ARN, the tag and the command that sets it', () => {
    const tag = { key: 'spice-refresh', value: 'allowed' };
    const { message } = failure(aRow({ settings: settings({ tag }) }), 'AccessDeniedException');
    expect(message).toContain(`may not refresh ${ARN}`);
    expect(message).toContain('spice-refresh=allowed');
    expect(message).toContain(
      `aws quicksight tag-resource --resource-arn ${ARN} --tags Key=spice-refresh,Value=allowed`,
    );
    expect(message).toContain(
      'If the tag is there, tags may not be evaluated in this account: see DataSetAccess.arnOnly()',
    );
  });

  test('the failure of a call without access names the ARN and the policy where no tag decides', () => {
    const { message } = failure(aRow(), 'AccessDeniedException');
    expect(message).toContain(ARN);
    expect(message).toContain('in the policy of the function');
    expect(message).not.toContain('tag');
  });

  test('the failure of a refused call for a role that may not be assumed names the role, the data set and what to compare', () => {
    const role = { arn: 'arn:aws:iam::444455556666:role/access', externalId: 'sales' };
    const failed = failure(aRow({ settings: settings({ role }) }), 'AccessDenied');
    expect(failed).not.toHaveProperty('retryAt');
    expect(failed.message).toContain(`may not assume ${role.arn}`);
    expect(failed.message).toContain(ARN);
    expect(failed.message).toContain('DataSetAccessRole');
    expect(failed.message).toContain('STS said: in its own words');
  });

  test('the failure of a call without access through a role names the role', () => {
    const role = { arn: 'arn:aws:iam::444455556666:role/access' };
    expect(failure(aRow({ settings: settings({ role }) }), 'AccessDeniedException').message).toContain(
      `the policy of ${role.arn}`,
    );
  });

  test('the failure of a refused call for a data set that is gone, or is not one to refresh, names it', () => {
    expect(failure(aRow(), 'ResourceNotFoundException').message).toContain(`no data set ${ARN}`);
    expect(failure(aRow(), 'InvalidParameterValueException').message).toMatch(
      /dataset\/sales cannot .* SPICE .* look-back/,
    );
  });

  test('the failure of a call beyond the quota says how many calls there are', () => {
    expect(failure(aRow(), 'LimitExceededException').message).toContain('the 32 ingestions in 24 h are used up');
  });
});

test('the failure of a call beyond another limit names the limit and where to look', () => {
  const apiError = {
    error: 'LimitExceededException',
    message: 'in its own words',
    status: 409,
    resourceType: 'SPICE_CAPACITY',
  };
  expect(toFailure(aRow(), apiError, NOON, 0.5).message).toBe(
    'QuickSight has reached its limit of SPICE_CAPACITY, which is not the number of ingestions in 24 h: check the SPICE ' +
      'capacity of the account and region in QuickSight (Manage QuickSight, SPICE capacity). ' +
      'QuickSight said: in its own words',
  );
});

test('the failure of a call that met another ingestion says so in words of its own', () => {
  expect(toFailure(aRow(), ANOTHER_INGESTION, NOON, 0.5).message).toBe(
    'another ingestion of this data set is running; this one is tried again when that one should be over',
  );
});

describe('the quota used up by others', () => {
  const retryAt = (...calls: readonly number[]): number | undefined =>
    failure(aRow({ calls }), 'LimitExceededException').retryAt;

  test('a quota that others have used up is tried again after an hour', () => {
    expect(retryAt(NOON)).toBe(NOON + HOUR);
    expect(retryAt()).toBe(NOON + HOUR);
    expect(retryAt(NOON - 23 * HOUR, NOON)).toBe(NOON + HOUR);
  });

  test('a quota that others have used up is tried again sooner when the oldest call that is known of leaves the window', () => {
    expect(retryAt(NOON - DAY + 20 * MINUTE, NOON - HOUR, NOON)).toBe(NOON + 20 * MINUTE);
  });

  test('a quota that others have used up is left alone for a minute at least', () => {
    expect(retryAt(NOON - DAY + SECOND, NOON)).toBe(NOON + MINUTE);
    expect(retryAt(NOON - DAY - SECOND, NOON)).toBe(NOON + MINUTE);
  });

  test('a wait for a quota that others have used up does not double with the failedCalls', () => {
    const row = aRow({ calls: [NOON], failure: aFailure({ failedCalls: 12 }) });
    expect(failure(row, 'LimitExceededException').retryAt).toBe(NOON + HOUR);
  });
});
