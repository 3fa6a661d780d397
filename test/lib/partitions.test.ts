import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { parse } from '../../lambda/message/parse';
import { DataSetAccess, SpiceDataSet, SpiceRefresh } from '../../lib';
import { transform } from '../../sim/aws/input-transformer';
import { deploy } from '../../sim/template/deployment';
import { importedRole, loaded } from '../support/stack';

const ACCOUNT = '111122223333';
const OWNER = '444455556666';

function synthesize(region: string | undefined, partition: string) {
  const app = new App();
  const env = region ? { account: ACCOUNT, region } : undefined;
  const stack = new Stack(app, 'Dashboards', { env });
  const refresh = new SpiceRefresh(stack, 'SpiceRefresh', {
    encryptionKey: new Key(stack, 'Key'),
    acceptRequests: { access: DataSetAccess.tagOnly('on-request', 'yes') },
  });
  const refreshOn = [loaded()];
  const role = `arn:${partition}:iam::${OWNER}:role/access`;
  refresh.addDataSet('Sales', { dataSet: SpiceDataSet.fromDataSetId('sales'), refreshOn });
  refresh.addDataSet('Orders', {
    dataSet: SpiceDataSet.fromDataSetArn(
      `arn:${partition}:quicksight:${region ?? 'eu-west-1'}:${OWNER}:dataset/orders`,
    ),
    accessRole: importedRole(stack, role),
    refreshOn,
  });
  return Template.fromStack(stack).toJSON() as Parameters<typeof deploy>[0];
}

describe.each([
  ['aws', 'eu-west-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
])('in the partition %s', (partition, region) => {
  const known = synthesize(region, partition);
  const anywhere = synthesize(undefined, partition);

  test.each([
    ['whose region is known', known],
    ['of any region', anywhere],
  ])('a stack %s has no ARN of another partition', (_, template) => {
    const deployment = deploy(template, { account: ACCOUNT, region, partition });
    const arns = JSON.stringify(deployment).match(/arn:aws[a-z-]*:/g) ?? [];
    expect(arns.length).toBeGreaterThan(20);
    expect(new Set(arns)).toEqual(new Set([`arn:${partition}:`]));
    // nor anything in what the deployment does not show, such as the key's policy
    expect(new Set(JSON.stringify(template).match(/arn:aws[a-z-]*:/g) ?? [])).toEqual(new Set([`arn:${partition}:`]));
  });

  test('its messages name data sets that the function takes', () => {
    const { rules } = deploy(anywhere, { account: ACCOUNT, region, partition });
    const event = {
      source: 'com.example.warehouse',
      'detail-type': 'any',
      time: '2026-03-01T06:00:00Z',
      detail: { dataSetId: 'adhoc' },
    };
    const messages = rules.flatMap(({ targets }) =>
      targets.map(({ input, inputTransformer }) => parse(transform({ input, inputTransformer }, event))),
    );
    expect(new Set(messages.map(({ kind }) => kind))).toEqual(new Set(['landing', 'request', 'sweep']));
    for (const arn of messages.flatMap((message) => (message.kind === 'landing' ? message.dataSets : []))) {
      expect(arn.arn).toMatch(new RegExp(`^arn:${partition}:quicksight:`));
    }
  });
});
