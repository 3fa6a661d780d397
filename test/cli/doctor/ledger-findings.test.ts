import { ledgerFindings } from '../../../cli/doctor/deployed-checks';
import { ARN, aFailure, aRow, landedAt, NOON, OTHER_ARN } from '../../support/rows';

const ended = (dataSetArn: string) =>
  aRow({
    dataSetArn,
    pending: landedAt(NOON),
    failure: aFailure(),
    ended: { at: NOON, reason: 'no longer refreshed' },
  });

test('a row that ended is a finding where the stack still names its data set, and none where it does not', () => {
  const dataSets = [{ arn: ARN, settings: aRow().settings, landingEvents: [] }];
  const findings = ledgerFindings(
    { dataSets, isPaused: () => false },
    [ended(ARN), ended(OTHER_ARN)],
    { account: '111122223333', region: 'eu-west-1' },
    NOON,
  );
  expect(findings.map(({ check, subject }) => `${check} ${subject}`)).toEqual(['failed sales']);
});
