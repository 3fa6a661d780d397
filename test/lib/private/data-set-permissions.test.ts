import { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { DataSetAccess, type DataSetRefreshOptions, SpiceDataSet, type SpiceRefresh } from '../../../lib';
import { add, deployed, list, logicalId, newRefresh, roleStatements, templateOf } from '../stack';

function refreshWith(
  count: number,
  options: (at: number, refresh: SpiceRefresh) => Partial<DataSetRefreshOptions> = () => ({}),
): SpiceRefresh {
  const refresh = newRefresh();
  for (let at = 0; at < count; at += 1) {
    add(refresh, `Sales-2026-${at}`, options(at, refresh));
  }
  return refresh;
}

/** The ARNs that may be refreshed, once deployed. */
function allowed(template: Template): string[] {
  return roleStatements(template)
    .filter(({ Action }) => list(Action).includes('quicksight:CreateIngestion'))
    .flatMap(({ Resource }) => list(deployed<string | string[]>(template, Resource)));
}

function charactersOf(template: Template, type: string): number[] {
  return Object.values(template.findResources(type)).map(
    ({ Properties }) => JSON.stringify(deployed(template, Properties.PolicyDocument)).length,
  );
}

const longest = (at: number): string => `${at}-`.padEnd(512, 'x');

describe('the policies of many data sets stay within the limits of IAM', () => {
  test.each<[what: string, count: number, options: Parameters<typeof refreshWith>[1]]>([
    ['two hundred', 200, () => ({})],
    ['with the longest ids', 60, (at) => ({ dataSet: SpiceDataSet.fromDataSetId(longest(at)) })],
    [
      'defined in the app with the longest ids',
      60,
      (at, refresh) => ({
        dataSet: SpiceDataSet.fromDataSet(
          new CfnDataSet(Stack.of(refresh), `DataSet${at}`, { dataSetId: longest(at) }),
        ),
      }),
    ],
    ['with a tag each', 60, (at) => ({ access: DataSetAccess.tagged('k'.repeat(128), `${at}-`.padEnd(256, 'v')) })],
    [
      'with one of two tags and the longest ids',
      60,
      (at) => ({
        dataSet: SpiceDataSet.fromDataSetId(longest(at)),
        access: DataSetAccess.tagged('team', `${at % 2}`),
      }),
    ],
  ])('%s', (_, count, options) => {
    const template = templateOf(refreshWith(count, options));
    // a role has at most 10,240 characters of inline policies, a managed policy at most 6,144
    expect(charactersOf(template, 'AWS::IAM::Policy').reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(10_240);
    expect(Math.max(...charactersOf(template, 'AWS::IAM::ManagedPolicy'))).toBeLessThanOrEqual(6_144);
    template.resourcePropertiesCountIs(
      'AWS::IAM::ManagedPolicy',
      { Roles: [{ Ref: logicalId(template, 'AWS::IAM::Role', 'SpiceRefreshRole') }] },
      Object.keys(template.findResources('AWS::IAM::ManagedPolicy')).length,
    );
    expect(new Set(allowed(template)).size).toBe(count);
    expect(allowed(template)).toHaveLength(count);
  });
});

test('a few data sets need no managed policy', () => {
  templateOf(refreshWith(30)).resourceCountIs('AWS::IAM::ManagedPolicy', 0);
});

test('the function waits for every policy', () => {
  const template = templateOf(refreshWith(60));
  const policies = Object.keys(template.findResources('AWS::IAM::ManagedPolicy'));
  expect(policies).toHaveLength(1);
  const [{ DependsOn }] = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(DependsOn).toEqual(expect.arrayContaining(policies));
});

test('fails at synthesis when there are more data sets than the policies of a role hold', () => {
  expect(() => templateOf(refreshWith(500))).toThrow(
    /500 data sets are too many for one role: their ARNs take 1\d managed policies beside the role's own, of which IAM allows 10 and one is the app's; move some of the data sets to a second SpiceRefresh/,
  );
});
