import { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { DataSetAccess, type DataSetRefreshOptions, SpiceDataSet, type SpiceRefresh } from '../../../../lib';
import { some } from '../../../support/some';
import {
  add,
  arnOf,
  deployed,
  importedRole,
  infosOf,
  list,
  logicalId,
  messagesOf,
  newRefresh,
  roleStatements,
  type Statement,
  templateOf,
} from '../../../support/stack';

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

const longest = (at: number): string => `${at}-`.padEnd(96, 'x');

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
    ['with a tag each', 60, (at) => ({ access: DataSetAccess.arnAndTag('k'.repeat(128), `${at}-`.padEnd(256, 'v')) })],
    [
      'with one of two tags and the longest ids',
      60,
      (at) => ({
        dataSet: SpiceDataSet.fromDataSetId(longest(at)),
        access: DataSetAccess.arnAndTag('team', `${at % 2}`),
      }),
    ],
  ])('the policies of many data sets stay within the limits of IAM: %s', (_, count, options) => {
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
  const [{ DependsOn }] = some(Object.values(template.findResources('AWS::Lambda::Function')));
  expect(DependsOn).toEqual(expect.arrayContaining(policies));
});

describe('a thousand data sets of one construct', () => {
  const refresh = refreshWith(1_000);
  const template = templateOf(refresh);
  const roles = Object.keys(template.findResources('AWS::IAM::Role'));
  const own = logicalId(template, 'AWS::IAM::Role', 'SpiceRefreshRole');
  const further = roles.filter((role) => role !== own);

  /** What is on a role: the statements of its own policy and of its managed ones, and how long each document is. */
  function readPoliciesOf(role: string) {
    const of = (type: string) =>
      Object.values(template.findResources(type))
        .filter(({ Properties }) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: role }]))
        .map(({ Properties }) => Properties.PolicyDocument);
    const [inline, managed] = [of('AWS::IAM::Policy'), of('AWS::IAM::ManagedPolicy')];
    const statements: Statement[] = [...inline, ...managed].flatMap(({ Statement }) => Statement);
    return { inline, managed, statements };
  }
  const read = new Map(roles.map((role) => [role, readPoliciesOf(role)]));
  const policiesOf = (role: string) => read.get(role) as ReturnType<typeof readPoliciesOf>;
  const named = (role: string, action: string): string[] =>
    policiesOf(role)
      .statements.filter(({ Action }) => list(Action).includes(action))
      .flatMap(({ Resource }) => list(deployed<string | string[]>(template, Resource)));

  test('a thousand data sets of one construct keep every role within the limits of IAM', () => {
    expect(further.length).toBeGreaterThan(0);
    for (const role of roles) {
      const { inline, managed } = policiesOf(role);
      const characters = (document: unknown): number => JSON.stringify(deployed(template, document)).length;
      expect(inline.reduce((sum, one) => sum + characters(one), 0)).toBeLessThanOrEqual(10_240);
      expect(managed.length).toBeLessThanOrEqual(9);
      for (const one of managed) {
        expect(characters(one)).toBeLessThanOrEqual(6_144);
      }
    }
  });

  test('a thousand data sets of one construct are named one by one, each on one role, without a wildcard but for the ingestion', () => {
    const all = roles.flatMap((role) => named(role, 'quicksight:CreateIngestion'));
    expect(all).toHaveLength(1_000);
    expect(new Set(all).size).toBe(1_000);
    expect(all.filter((arn) => !/:dataset\/[\w-]+\/ingestion\/\*$/.test(arn))).toEqual([]);
  });

  test('a thousand data sets of one construct are refreshed through the role that names them', () => {
    const roleOf = new Map(
      roles.flatMap((role) => named(role, 'quicksight:CreateIngestion').map((resource) => [resource, role])),
    );
    // as the function reads them: most settings are said once for several data sets
    const messages = messagesOf(template);
    const entries = messages.flatMap((message) => (message.kind === 'landing' ? message.dataSets : []));
    expect(entries).toHaveLength(1_000);
    for (const { arn, settings } of entries) {
      const role = roleOf.get(`${arn}/ingestion/*`) as string;
      expect(settings.role?.arn).toEqual(role === own ? undefined : deployed(template, arnOf(role)));
    }
  });

  test('the function may assume these roles and no others, and they let no other principal in', () => {
    expect(named(own, 'sts:AssumeRole').sort()).toEqual(
      further.map((id) => deployed<string>(template, arnOf(id))).sort(),
    );
    for (const role of further) {
      expect(template.toJSON().Resources[role].Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: arnOf(own) } },
      ]);
      expect(
        policiesOf(role)
          .statements.flatMap(({ Action }) => list(Action))
          .sort(),
      ).toEqual(
        policiesOf(role)
          .statements.flatMap(() => ['quicksight:CreateIngestion', 'quicksight:DescribeIngestion'])
          .sort(),
      );
    }
  });

  test('a thousand data sets of one construct are said to be refreshed through further roles, once for each', () => {
    const infos = infosOf(Stack.of(refresh), 'cdk-spice-refresh:furtherRole');
    expect(infos).toHaveLength(further.length);
    expect(infos[0]).toContain('one by one, as before, and no other');
  });
});

test('a stack fails when the function would assume more roles than its policies name', () => {
  const refresh = refreshWith(300);
  expect(() => {
    for (let at = 0; at < 500; at++) {
      const account = String(200_000_000_000 + at);
      add(refresh, `Foreign${at}`, {
        dataSet: SpiceDataSet.fromDataSetArn(`arn:aws:quicksight:eu-west-1:${account}:dataset/sales`),
        accessRole: importedRole(refresh, `arn:aws:iam::${account}:role/${'r'.repeat(64)}`, 'sales'),
      });
    }
  }).toThrow(
    'the function would assume too many roles: the ARN of one more does not fit into the 9 managed policies of its own ' +
      'role; move some of the data sets to a second SpiceRefresh',
  );
});
