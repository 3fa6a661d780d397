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
    { dataSets, named: '--stack Dashboards', isPaused: () => false },
    [ended(ARN), ended(OTHER_ARN)],
    { account: '111122223333', region: 'eu-west-1' },
    NOON,
  );
  expect(findings).toEqual([
    {
      level: 'error',
      check: 'ended',
      subject: 'sales',
      what: 'its row ended at 2026-11-23T12:00:00Z: no longer refreshed; last SQL_TABLE_NOT_FOUND: gone',
      why: 'the stack names it, and nothing looks after it until its next landing',
      fix: 'npx --no cdk-spice-refresh refresh sales --stack Dashboards --wait, which says what is missing if it fails',
    },
  ]);
});
