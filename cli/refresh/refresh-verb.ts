import { DEPLOYED_OPTIONS, DEPLOYED_PERMISSIONS, type Verb } from '../verb';

export const refreshVerb: Verb = {
  name: 'refresh',
  arguments: '[dataSets...]',
  summary: 'refresh data sets now, within quota and order',
  description:
    'Sends the function what a landing of now would send: it starts the ingestion, one at a time and within the quota. ' +
    'With --wait it follows the ledger until the landing is covered, and fails with what the refresh failed with. ' +
    'Name data sets as status does, or by ARN, or take all of them: the step after a restored ledger.',
  options: [
    ...DEPLOYED_OPTIONS,
    { flags: '--all', description: 'every data set of the SpiceRefresh' },
    { flags: '--full', description: 'as a full refresh, once (default: as the construct says)' },
    { flags: '--incremental', description: 'as an incremental refresh, once' },
    { flags: '--wait', description: 'until each is refreshed or has failed' },
    { flags: '--timeout <minutes>', description: 'how long to wait at most', default: '360' },
  ],
  examples: [
    'refresh sales --stack Dashboards --wait',
    'refresh sales --stack Dashboards --full',
    'refresh --all --stack Dashboards',
  ],
  permissions: [
    ...DEPLOYED_PERMISSIONS,
    'sqs:SendMessage on the queue; kms:GenerateDataKey and kms:Decrypt on its key, if it has one',
    'dynamodb:Scan on the table for --wait',
  ],
  run: async (dataSets, options, context) => (await import('./run-refresh.js')).runRefresh(dataSets, options, context),
};
