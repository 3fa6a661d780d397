import { deferral } from '../../../lambda/outcome/deferral';
import { HOUR } from '../../../lambda/time';
import { OutcomeDetailType } from '../../../lib/private/contract';
import { ARN, aRow, landedAt, NOON } from '../../support/rows';

test('a deferral says what waits, why, and until when', () => {
  expect(deferral(aRow({ pending: landedAt(NOON) }), NOON + HOUR, 'no quota', NOON + 1)).toEqual({
    detailType: OutcomeDetailType.DEFERRED,
    at: NOON + 1,
    dataSetArn: ARN,
    reason: 'no quota',
    next: 'starts at 2026-11-23T13:00:00Z, or sooner if more lands and the quota allows it',
    until: NOON + HOUR,
    landings: landedAt(NOON),
  });
});
