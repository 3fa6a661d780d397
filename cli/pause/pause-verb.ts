import { DEPLOYED_OPTIONS, DEPLOYED_PERMISSIONS, type Verb, type VerbOption } from '../verb';

const OPTIONS: readonly VerbOption[] = [
  ...DEPLOYED_OPTIONS,
  { flags: '--all', description: 'every data set of the SpiceRefresh' },
];
const PERMISSIONS: readonly string[] = [
  ...DEPLOYED_PERMISSIONS,
  'sqs:SendMessage on the queue, dynamodb:Scan on the table; kms:GenerateDataKey, kms:Decrypt on their key, if they have one',
];

export const pauseVerb: Verb = {
  name: 'pause',
  arguments: '[dataSets...]',
  summary: 'start no refresh for now, without a deployment',
  description:
    'Has the function start nothing for these data sets until resume, or for --hours. What lands is kept in the ledger, ' +
    'however long it takes, and refreshed once after the pause. A running ingestion is followed to its end. It waits until ' +
    'the function has read it.',
  options: [...OPTIONS, { flags: '--hours <hours>', description: 'resume by itself after so long (default: never)' }],
  examples: ['pause sales --stack Dashboards --hours 4', 'pause --all --stack Dashboards'],
  permissions: PERMISSIONS,
  run: async (dataSets, options, context) =>
    (await import('./run-pause.js')).runPause(true, dataSets, options, context),
};

export const resumeVerb: Verb = {
  name: 'resume',
  arguments: '[dataSets...]',
  summary: 'take back a pause',
  description:
    'Has the function go on with data sets that pause has paused: what landed meanwhile is refreshed once. A pause of the ' +
    'app (paused, or enabled: false) ends with a deployment; it says where there is one.',
  options: OPTIONS,
  examples: ['resume sales --stack Dashboards', 'resume --all --stack Dashboards'],
  permissions: PERMISSIONS,
  run: async (dataSets, options, context) =>
    (await import('./run-pause.js')).runPause(false, dataSets, options, context),
};
