import type { Verb } from '../verb';

export const lookupVerb: Verb = {
  name: 'lookup',
  summary: 'resolve SpiceDataSet.fromLookup with your own credentials',
  description:
    'For where the AWS CDK cannot look data sets up itself, such as a lookup role without QuickSight: reads from the ' +
    'cloud assembly which names are missing, finds each in its account and region, and writes the id into ' +
    'cdk.context.json. Several data sets of a name, or none, are an error that lists the candidates.',
  options: [
    { flags: '--assembly <folder>', description: 'cloud assembly, as cdk synth wrote it', default: 'cdk.out' },
    {
      flags: '--context <file>',
      description: 'where the AWS CDK keeps what it looked up',
      default: 'cdk.context.json',
    },
  ],
  examples: ['lookup'],
  permissions: ['quicksight:ListDataSets in each account and region'],
  run: async (_, options, context) => (await import('./run-lookup.js')).runLookup(options, context),
};
