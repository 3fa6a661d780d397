import { DEPLOYED_OPTIONS, DEPLOYED_PERMISSIONS, type Verb } from '../verb';

export const historyVerb: Verb = {
  name: 'history',
  arguments: '<dataSet>',
  summary: 'the last decisions and refreshes of a data set, from the log',
  description:
    'Asks the log of the function, with CloudWatch Logs Insights, for what was decided about a data set and what became ' +
    'of it: each decision with its reason, each refresh with what it covered, each failure. Times are UTC.',
  options: [
    ...DEPLOYED_OPTIONS,
    { flags: '--hours <hours>', description: 'how far back', default: '24' },
    { flags: '--svg <file>', description: 'a picture of it' },
    { flags: '--json', description: 'one line of JSON' },
  ],
  examples: ['history sales --stack Dashboards', 'history sales --stack Dashboards --hours 72 --svg sales.svg'],
  permissions: [...DEPLOYED_PERMISSIONS, 'logs:StartQuery on the log group of the function, logs:GetQueryResults'],
  run: async (dataSets, options, context) => (await import('./run-history.js')).runHistory(dataSets, options, context),
};
