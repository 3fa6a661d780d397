import { App, Stack } from 'aws-cdk-lib';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';

const ENV = { account: '111122223333', region: 'eu-west-1' };

interface Missing {
  readonly key: string;
  readonly provider: string;
  readonly props: object;
}

function app(names: readonly string[], context: Record<string, unknown> = {}) {
  const root = new App({ context });
  const stack = new Stack(root, 'Stack', { env: ENV });
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh');
  for (const [at, name] of names.entries()) {
    refresh.addDataSet(`DataSet${at}`, {
      dataSet: SpiceDataSet.fromLookup(stack, { name }),
      refreshOn: [LandingEvent.fromPattern({ source: ['test'] })],
    });
  }
  const assembly = root.synth();
  return {
    missing: (assembly.manifest.missing ?? []) as Missing[],
    template: JSON.stringify(assembly.getStackByName('Stack').template),
    messages: assembly.getStackByName('Stack').messages.map(({ entry, level }) => `${level}: ${entry.data}`),
  };
}

test('in the first pass each name is missing, and has a stand-in of its own', () => {
  const { missing, template, messages } = app(['Sales', 'Orders']);
  expect(missing.map(({ provider, props }) => ({ provider, props }))).toEqual(
    ['Sales', 'Orders'].map((name) => ({
      provider: 'cc-api-provider',
      props: expect.objectContaining({
        ...ENV,
        typeName: 'AWS::QuickSight::DataSet',
        resourceModel: { AwsAccountId: ENV.account },
        propertyMatch: { Name: name },
        propertiesToReturn: ['DataSetId'],
        expectedMatchCount: 'exactly-one',
      }),
    })),
  );
  expect(new Set(template.match(/dataset\/dummy-[0-9a-f]{12}/g))).toHaveProperty('size', 2);
  expect(messages.filter((message) => message.includes('tag-resource'))).toEqual([]);
});

test('the policy names the exact ARN in the second pass', () => {
  const { missing } = app(['Sales']);
  const { template, ...second } = app(['Sales'], {
    [missing[0]?.key ?? '']: [{ DataSetId: 'abc-123', Identifier: 'x' }],
  });
  expect(second.missing).toEqual([]);
  expect(template).toContain('dataset/abc-123/ingestion/*');
  expect(template).not.toContain('dummy-');
  expect(second.messages.filter((message) => message.includes('tag-resource'))).toHaveLength(1);
});

test('where the CLI could not look it up, the error names the command that can, which finds it missing', () => {
  const { missing } = app(['Sales']);
  const key = missing[0]?.key ?? '';
  const second = app(['Sales'], { [key]: { $providerError: 'Found 2 resources', $dontSaveContext: true } });
  expect(second.messages).toContainEqual(
    expect.stringMatching(
      /^error: the AWS CDK could not look up the data set 'Sales': Found 2 .*cdk-spice-refresh lookup$/,
    ),
  );
  expect(second.missing.map((each) => each.key)).toEqual([key]);
});

test('a name without an account and a region cannot be looked up', () => {
  const stack = new Stack(new App(), 'Stack');
  expect(() => SpiceDataSet.fromLookup(stack, { name: 'Sales' })).toThrow(
    /^to look up the data set 'Sales' its account and region must be known: give the stack env: /,
  );
});

test.each([[''], ['x'.repeat(129)]])('the name %p is refused', (name) => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  expect(() => SpiceDataSet.fromLookup(stack, { name })).toThrow(
    /^the name of a data set has 1 to 128 characters: got /,
  );
});

test.each([[[]], [[{ DataSetId: 'a' }, { DataSetId: 'b' }]], [[{ DataSetId: 'a/*' }]], [[{}]]])(
  'a context value that is not one data set is an error: %j',
  (value) => {
    const { missing } = app(['Sales']);
    expect(() => app(['Sales'], { [missing[0]?.key ?? '']: value })).toThrow(
      /^cdk.context.json must have one data set for the name 'Sales': got /,
    );
  },
);
