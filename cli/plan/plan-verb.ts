import type { Verb } from '../verb';

export const planVerb: Verb = {
  name: 'plan',
  summary: 'when your own landing times would be refreshed, how stale data gets, and how much quota is left',
  description:
    'Plays the landing times of a file with the real function in virtual time. The file has one landing per line: a ' +
    'time, or time,dataSetId; what aws s3 ls --recursive prints; or a CSV that Athena exported. A time is ISO 8601, ' +
    '2026-10-25 02:30:00, or epoch seconds. It asks nothing of AWS.',
  options: [
    { flags: '--landings <file>', description: 'landing times', required: true },
    { flags: '--time-zone <zone>', description: 'of times that have none (default: UTC)' },
    { flags: '--quota <ingestions>', description: 'ingestions in any 24 hours', default: '32' },
    { flags: '--ingestion-seconds <seconds>', description: 'how long an ingestion takes', default: '300' },
    { flags: '--settle <seconds>', description: 'quiet time before a refresh', default: '60' },
    { flags: '--compare', description: 'beside it: a refresh at once for each landing, and one each hour' },
    { flags: '--svg <file>', description: 'a picture of it' },
    { flags: '--json', description: 'one line of JSON' },
  ],
  examples: [
    'plan --landings times.txt --compare',
    'plan --landings listing.txt --time-zone Europe/Berlin --svg plan.svg',
  ],
  permissions: [],
  run: async (_, options, context) => (await import('./run-plan.js')).runPlan(options, context),
};
