import { DEPLOYED_OPTIONS, type Verb } from '../verb';

export const forgetVerb: Verb = {
  name: 'forget',
  arguments: '<dataSets...>',
  summary: 'delete the rows of data sets that are no longer refreshed',
  description:
    'Deletes what the ledger has of data sets that were removed from the app, or that a request named by mistake: they have ' +
    'no age, no alarm and no line in status after that. What is pending is forgotten, too. A data set that still has a ' +
    'landing event gets a new row with its next landing. The row of one with an ingestion in flight is kept, unless --force ' +
    'is given: without its row nothing keeps a second ingestion from being started beside it.',
  options: [...DEPLOYED_OPTIONS, { flags: '--force', description: 'also with an ingestion in flight' }],
  examples: ['forget --table ledger sales', 'forget --stack Dashboards sales orders'],
  permissions: [
    'dynamodb:Scan and dynamodb:DeleteItem on the table; kms:Decrypt if it has a customer managed key',
    'cloudformation:ListStackResources, cloudformation:GetTemplate for --stack',
  ],
  run: async (dataSets, options, context) => (await import('./run-forget.js')).runForget(dataSets, options, context),
};
