import type { Verb } from '../verb';

export const discoverVerb: Verb = {
  name: 'discover',
  arguments: '[dataSets...]',
  summary: 'list the SPICE data sets of the account, and write the app that refreshes them',
  description:
    'Without --write it lists them: last refresh, rows, size, native schedules, tag. With --write it reads what each ' +
    'data set reads, through Athena views and custom SQL to the base tables, and writes the app: each addDataSet says ' +
    'what it reads, why this landing event, and how sure that is. Name data sets, by name or id, to take only those.',
  options: [
    { flags: '--write <language>', description: 'write the app', choices: ['typescript', 'python'] },
    { flags: '--out <file>', description: 'where to (default: spice-refresh.ts or spice_refresh.py); - is the output' },
    { flags: '--ignore <tables...>', description: 'tables (DATABASE.TABLE) whose changes refresh nothing' },
    { flags: '--tag <tag>', description: 'tag that allows the refresh', default: 'spice-refresh=allowed' },
    { flags: '--json', description: 'the list as one line of JSON' },
  ],
  examples: ['discover', 'discover --write typescript', 'discover --write python Sales Orders --ignore lake.calendar'],
  permissions: [
    'quicksight:ListDataSets, quicksight:DescribeDataSet',
    'quicksight:ListIngestions, quicksight:ListRefreshSchedules, quicksight:ListTagsForResource: else those columns stay empty',
    'quicksight:ListDataSources, glue:GetTable for --write',
    's3:GetObject on manifests, s3:GetBucketNotification for --write: else what they would show is asked',
  ],
  run: async (dataSets, options, context) =>
    (await import('./run-discover.js')).runDiscover(dataSets, options, context),
};
