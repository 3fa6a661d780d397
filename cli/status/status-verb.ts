import { DEPLOYED_OPTIONS, type Verb } from '../verb';

export const statusVerb: Verb = {
  name: 'status',
  arguments: '[dataSets...]',
  summary: 'what each data set is doing, and why it is stale',
  description:
    'Reads the ledger of a SpiceRefresh and asks what its function asks, so it gives the same answer. Data sets that ' +
    'need a person come first.',
  options: [
    ...DEPLOYED_OPTIONS,
    { flags: '--json', description: 'one line of JSON, an object for each data set' },
    { flags: '--watch', description: 'again every 10 seconds, until Ctrl+C' },
  ],
  examples: ['status --table Dashboards-SpiceRefreshLedger', 'status --stack Dashboards sales orders --watch'],
  permissions: [
    'dynamodb:Scan on the table; kms:Decrypt on its key, if it has one',
    'cloudformation:ListStackResources, cloudformation:GetTemplate for --stack',
  ],
  run: async (dataSets, options, context) => (await import('./show-status.js')).showStatus(dataSets, options, context),
};
