import { DEPLOYED_OPTIONS, DEPLOYED_PERMISSIONS, type Verb } from '../verb';

export const doctorVerb: Verb = {
  name: 'doctor',
  summary: 'check that everything that must hold is true',
  description:
    'Checks a deployed SpiceRefresh (--stack), or a template before it is deployed (--template): data sets exist, are in ' +
    'SPICE, carry their tag, have a look-back window for incremental refreshes and no native schedule beside; buckets ' +
    'send their events; rules and the event source mapping are enabled; event buses and queues let events in; nothing is in the dead-letter queues or overdue; ' +
    'and every SPICE data set of the account is refreshed by something. One line for each finding, with the command ' +
    'that fixes it. The exit status is 1 if there are errors.',
  options: [
    ...DEPLOYED_OPTIONS,
    { flags: '--template <file>', description: 'template, as cdk synth wrote it, instead of --stack' },
    { flags: '--fix', description: 'set the tags that are missing, after showing them' },
    { flags: '--json', description: 'the findings as one line of JSON' },
  ],
  examples: ['doctor --template cdk.out/SpiceRefresh.template.json', 'doctor --stack SpiceRefresh --fix'],
  permissions: [
    'quicksight:ListDataSets, quicksight:DescribeDataSet, quicksight:ListTagsForResource',
    'quicksight:ListRefreshSchedules, quicksight:DescribeDataSetRefreshProperties, quicksight:ListIngestions',
    's3:GetBucketNotification, cloudwatch:GetMetricData',
    ...DEPLOYED_PERMISSIONS,
    'events:DescribeRule, events:DescribeEventBus, events:ListRuleNamesByTarget of what is deployed',
    'lambda:ListEventSourceMappings, lambda:GetFunctionConcurrency, sqs:GetQueueAttributes, dynamodb:Scan of the same',
    'kms:DescribeKey, kms:GetKeyPolicy and, to read the table, kms:Decrypt on its key, if it has one',
    'quicksight:TagResource for --fix',
  ],
  run: async (_, options, context) => (await import('./run-doctor.js')).runDoctor(options, context),
};
