import { DEPLOYED_OPTIONS, DEPLOYED_PERMISSIONS, type Verb } from '../verb';

export const redriveVerb: Verb = {
  name: 'redrive',
  summary: 'try again what is in the dead-letter queue',
  description:
    'Shows what is in the dead-letter queue of a SpiceRefresh, and with --yes moves it back to its queue: the function ' +
    'tries each refresh again. A refresh of something that has been refreshed since does nothing.',
  options: [...DEPLOYED_OPTIONS, { flags: '--yes', description: 'move the messages, after showing them' }],
  examples: ['redrive --stack Dashboards', 'redrive --stack Dashboards --yes'],
  permissions: [
    ...DEPLOYED_PERMISSIONS,
    'sqs:ReceiveMessage on the dead-letter queue; kms:Decrypt on its key, if it has one',
    'sqs:StartMessageMoveTask and sqs:DeleteMessage on it, sqs:SendMessage on the queue for --yes',
  ],
  run: async (_, options, context) => (await import('./run-redrive.js')).runRedrive(options, context),
};
