import { App, Aspects, CfnParameter, type Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import { CfnDataSet } from 'aws-cdk-lib/aws-quicksight';
import { DataSetAccess, DataSetAccessRole, type DataSetAccessRoleProps, SpiceDataSet, SpiceRefresh } from '../../lib';
import { some } from '../support/some';
import {
  ACCOUNT,
  add,
  importedRole,
  infosOf,
  KNOWN,
  list,
  messagesOf,
  newRefresh,
  newStack,
  REGION,
  roleStatements,
  templateOf,
} from '../support/stack';

const OWNER = '444455556666';
const ORDERS = `arn:aws:quicksight:us-east-1:${OWNER}:dataset/orders`;

/** A refresh in one account, the owner of the data sets in another. */
function twoAccounts(props: Partial<DataSetAccessRoleProps> = {}) {
  const app = new App();
  const refresh = new SpiceRefresh(new Stack(app, 'Dashboards', { env: KNOWN }), 'SpiceRefresh');
  const owner = new Stack(app, 'Finance', { env: { account: OWNER, region: 'us-east-1' } });
  const accessRole = new DataSetAccessRole(owner, 'Access', {
    refreshRole: refresh.role,
    externalId: 'finance',
    dataSets: [SpiceDataSet.fromDataSetId('orders')],
    ...props,
  });
  return { refresh, owner, accessRole };
}

describe('in the account of the data sets', () => {
  const { owner, accessRole, refresh } = twoAccounts();
  add(refresh, 'Orders', { dataSet: SpiceDataSet.fromDataSetArn(ORDERS), accessRole });
  const template = Template.fromStack(owner);
  const refreshing = templateOf(refresh);
  const [roleName] = Object.values(refreshing.findResources('AWS::IAM::Role')).map(
    ({ Properties }) => Properties.RoleName,
  );
  const [accessRoleName] = Object.values(template.findResources('AWS::IAM::Role')).map(
    ({ Properties }) => Properties.RoleName,
  );

  test("the role in the account of the data sets lets in only the function's role, and only with the external id", () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:root`]] } },
            Condition: {
              ArnEquals: {
                'aws:PrincipalArn': {
                  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:role/${roleName}`]],
                },
              },
              StringEquals: { 'sts:ExternalId': 'finance' },
            },
          },
        ],
      },
    });
  });

  test('it may refresh these data sets while they carry the tag, and nothing else', () => {
    const [{ Properties }, ...others] = some(Object.values(template.findResources('AWS::IAM::Policy')));
    expect(others).toEqual([]);
    expect(Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['quicksight:CreateIngestion', 'quicksight:DescribeIngestion'],
        Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:quicksight:us-east-1:${OWNER}:dataset/orders/ingestion/*` },
        Condition: { StringEquals: { 'aws:ResourceTag/spice-refresh': 'allowed' } },
      },
    ]);
  });

  test('the function may assume this role, and its messages name the role and the external id', () => {
    const [statement, ...others] = roleStatements(refreshing).filter(({ Action }) =>
      list(Action).includes('sts:AssumeRole'),
    );
    expect(others).toEqual([]);
    const roleArn = { 'Fn::Sub': `arn:\${AWS::Partition}:iam::${OWNER}:role/${accessRoleName}` };
    expect(statement).toEqual({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn });
    expect(some(messagesOf(refreshing))[0].dataSets[0].settings).toMatchObject({
      role: { arn: `arn:aws:iam::${OWNER}:role/${accessRoleName}`, externalId: 'finance' },
      tag: { key: 'spice-refresh', value: 'allowed' },
    });
  });

  test('the function itself has no permission on the data set', () => {
    expect(JSON.stringify(roleStatements(refreshing))).not.toContain('quicksight');
  });

  test('neither stack waits for the other', () => {
    expect(owner.dependencies).toEqual([]);
    expect(Stack.of(refresh).dependencies).toEqual([]);
  });

  test('the command that tags the data set is said where it must be run', () => {
    expect(infosOf(owner, 'cdk-spice-refresh:tag')).toEqual([expect.stringContaining(ORDERS)]);
    expect(infosOf(Stack.of(refresh), 'cdk-spice-refresh:tag')).toEqual([]);
  });
});

test('the other side may be another app, in whatever order they are deployed', () => {
  const refresh = newRefresh({}, newStack(KNOWN));
  const roleArn = `arn:aws:iam::${OWNER}:role/spice-refresh-access`;
  add(refresh, 'Orders', {
    dataSet: SpiceDataSet.fromDataSetArn(ORDERS),
    accessRole: importedRole(refresh, roleArn),
    access: DataSetAccess.arnAndTag('team', 'finance'),
  });
  expect(some(messagesOf(templateOf(refresh)))[0].dataSets[0].settings).toMatchObject({
    role: { arn: roleArn, externalId: 'finance' },
    tag: { key: 'team', value: 'finance' },
  });

  const owner = newStack();
  new DataSetAccessRole(owner, 'Access', {
    refreshRole: Role.fromRoleArn(owner, 'RefreshRole', `arn:aws:iam::${ACCOUNT}:role/path/spice-refresh`),
    externalId: 'finance',
    dataSets: [SpiceDataSet.fromDataSetId('orders')],
    roleName: 'spice-refresh-access',
  });
  const [{ Properties }] = some(Object.values(Template.fromStack(owner).findResources('AWS::IAM::Role')));
  expect(Properties.RoleName).toBe('spice-refresh-access');
  expect(Properties.AssumeRolePolicyDocument.Statement[0].Condition.ArnEquals).toEqual({
    'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/path/spice-refresh`,
  });
});

describe('the names of the roles', () => {
  const roleOf = (template: Template, path: string) =>
    Object.entries(template.findResources('AWS::IAM::Role')).find(([id]) => id.startsWith(path)) ?? [];

  /** The refresh, with or without a data set of another account. */
  function refreshing(withOrders: boolean, env?: Environment) {
    const app = new App();
    const refresh = new SpiceRefresh(new Stack(app, 'Dashboards', { env }), 'SpiceRefresh');
    add(refresh);
    if (withOrders) {
      const owner = new Stack(app, 'Finance', { env: { account: OWNER, region: 'us-east-1' } });
      const dataSets = [SpiceDataSet.fromDataSetId('orders')];
      const accessRole = new DataSetAccessRole(owner, 'Access', {
        refreshRole: refresh.role,
        externalId: 'finance',
        dataSets,
      });
      add(refresh, 'Orders', { dataSet: SpiceDataSet.fromDataSetArn(ORDERS), accessRole });
    }
    return templateOf(refresh);
  }

  test('role names do not change with the first data set of another account: a role with another name would be replaced', () => {
    const [before, after] = [false, true].map((withOrders) =>
      roleOf(refreshing(withOrders, KNOWN), 'SpiceRefreshRole'),
    );
    expect(after).toEqual(before);
    expect(before?.[1]?.Properties.RoleName).toMatch(/^Dashboards-SpiceRefresh-[0-9A-F]{8}-[0-9a-f]{8}$/);
  });

  test('role names are those of CloudFormation where no other account can refer to them: in a stack without an environment', () => {
    expect(roleOf(refreshing(false), 'SpiceRefreshRole')[1]?.Properties).not.toHaveProperty('RoleName');
  });

  test('role names differ by region, account and path, and are no longer than IAM allows', () => {
    const app = new App();
    const long = 'AStackWithAVeryLongNameThatWouldNotFitIntoTheNameOfARoleByItself';
    const stacks = [
      new Stack(app, 'One', { env: KNOWN, stackName: long }),
      new Stack(app, 'Two', { env: KNOWN, stackName: `${long}2` }),
      new Stack(app, 'Three', { env: { ...KNOWN, region: 'us-east-1' }, stackName: long }),
      new Stack(app, 'Four', { env: { ...KNOWN, account: OWNER }, stackName: long }),
    ];
    for (const stack of stacks) {
      add(newRefresh({}, stack));
    }
    const names = stacks.map(
      (stack): string => roleOf(Template.fromStack(stack), 'SpiceRefreshRole')[1]?.Properties.RoleName,
    );
    expect(new Set(names).size).toBe(4);
    expect(names.filter((name) => !/^[\w+=,.@-]{1,64}$/.test(name))).toEqual([]);
  });

  test('role names must be known where another account refers to them', () => {
    const { owner, refresh } = twoAccounts();
    const anywhere = new Stack(owner.node.root as App, 'Anywhere', { env: { account: OWNER } });
    const accessRole = new DataSetAccessRole(anywhere, 'Access', {
      refreshRole: refresh.role,
      externalId: 'finance',
      dataSets: [SpiceDataSet.fromDataSetId('orders')],
    });
    expect(() => add(refresh, 'Orders', { dataSet: SpiceDataSet.fromDataSetArn(ORDERS), accessRole })).toThrow(
      'the role Anywhere/Access/Role is referred to from another account or region, so its name must be known at ' +
        'synthesis: give the stack Anywhere an env with an account and a region',
    );
  });
});

describe('a path that an aspect gives to every role', () => {
  function withAspect(change: (role: CfnRole) => void) {
    const { refresh, owner, accessRole } = twoAccounts();
    add(refresh, 'Orders', { dataSet: SpiceDataSet.fromDataSetArn(ORDERS), accessRole });
    Aspects.of(owner.node.root).add({ visit: (node) => (node instanceof CfnRole ? change(node) : undefined) });
    const [refreshing, template] = [templateOf(refresh), Template.fromStack(owner)];
    const roleNameOf = (of: Template) =>
      Object.values(of.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties.RoleName as string);
    return { refreshing, template, names: [...roleNameOf(refreshing), ...roleNameOf(template)] };
  }

  test.each<[what: string, change: (role: CfnRole) => void, path: string, prefix: string]>([
    [
      'a path',
      (role) => {
        role.path = '/teams/data/';
      },
      '/teams/data/',
      '',
    ],
    [
      'a prefix of the name',
      (role) => {
        role.roleName = `data-${role.roleName}`;
      },
      '/',
      'data-',
    ],
  ])(
    'a path that an aspect gives to every role is in the trust between the accounts, in the permission and in the messages: %s',
    (_, change, path, prefix) => {
      const { refreshing, template, names } = withAspect(change);
      const [name, accessName] = some(names as [string, string]);
      expect(names.every((each) => each.startsWith(prefix))).toBe(true);
      template.hasResourceProperties('AWS::IAM::Role', {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Condition: {
                ArnEquals: {
                  'aws:PrincipalArn': {
                    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:role${path}${name}`]],
                  },
                },
              },
            },
          ],
        },
      });
      expect(roleStatements(refreshing)).toContainEqual({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::${OWNER}:role${path}${accessName}` },
      });
      expect(some(messagesOf(refreshing))[0].dataSets[0].settings.role?.arn).toBe(
        `arn:aws:iam::${OWNER}:role${path}${accessName}`,
      );
    },
  );
});

test('the data sets that are defined beside the role are tagged, and its own access decides', () => {
  const { owner, accessRole, refresh } = twoAccounts();
  add(refresh);
  const dataSet = new CfnDataSet(owner, 'Orders', { dataSetId: 'orders' });
  new DataSetAccessRole(owner, 'More', {
    refreshRole: Role.fromRoleArn(owner, 'RefreshRole', `arn:aws:iam::${ACCOUNT}:role/spice-refresh`),
    externalId: 'finance',
    dataSets: [SpiceDataSet.fromDataSet(dataSet)],
    access: DataSetAccess.arnAndTag('team', 'finance'),
  });
  expect(accessRole.externalId).toBe('finance');
  Template.fromStack(owner).hasResourceProperties('AWS::QuickSight::DataSet', {
    Tags: [{ Key: 'team', Value: 'finance' }],
  });
});

test('many data sets are shared out over the policies of the role, and too many fail', () => {
  const dataSets = (count: number) =>
    Array.from({ length: count }, (_, at) => SpiceDataSet.fromDataSetId(`a-data-set-with-a-longer-name-${at}`));
  const { owner, refresh } = twoAccounts({ dataSets: dataSets(300) });
  add(refresh);
  const managed = Object.values(Template.fromStack(owner).findResources('AWS::IAM::ManagedPolicy'));
  expect(managed.length).toBeGreaterThan(0);
  expect(() => twoAccounts({ dataSets: dataSets(600) })).toThrow(
    '600 data sets are too many for one role: their ARNs do not fit into the policies that IAM allows it; share them ' +
      'out over several DataSetAccessRoles',
  );
});

describe('a wrong access role', () => {
  test.each(['', 'x', 'x'.repeat(1_225), 'a b', 'a"', '<time>', 'a\n', '*', 'é1'])(
    'DataSetAccessRole fails when the external id is %j',
    (externalId) => {
      expect(() => twoAccounts({ externalId })).toThrow(
        `an external id has 2 to 1224 letters, digits and _ + = , . @ : / -: got '${externalId}' (${externalId.length} characters)`,
      );
    },
  );

  test.each([
    '',
    'role',
    `arn:aws:iam::${OWNER}:role/*`,
    `arn:aws:iam::${OWNER}:user/a`,
    'arn:aws:iam::*:role/a',
    `arn:aws:iam::${OWNER}:role/`,
  ])('DataSetAccessRole fails when the role is %j', (roleArn) => {
    expect(() => importedRole(newStack(), roleArn)).toThrow(
      `not the ARN of a role: got '${roleArn}', expected arn:PARTITION:iam::ACCOUNT:role/NAME`,
    );
  });

  test('DataSetAccessRole does not fail for a role or an external id that is known at deployment only', () => {
    const token = new CfnParameter(newStack(), 'RoleArn').valueAsString;
    expect(importedRole(newStack(), token, `finance-${token}`).roleArn).toBe(token);
  });

  test('DataSetAccessRole fails when there is no data set', () => {
    expect(() => twoAccounts({ dataSets: [] })).toThrow('dataSets must not be empty');
  });

  test("DataSetAccessRole fails when a data set is not the owner's", () => {
    const arn = `arn:aws:quicksight:${REGION}:${ACCOUNT}:dataset/sales`;
    expect(() => twoAccounts({ dataSets: [SpiceDataSet.fromDataSetArn(arn)] })).toThrow(
      `a role gives access to data sets of its own account: got '${arn}' in a stack of account ${OWNER}; deploy a ` +
        `DataSetAccessRole in account ${ACCOUNT}`,
    );
  });

  test("DataSetAccessRole fails when a data set is not of the access role's account", () => {
    const { refresh, accessRole } = twoAccounts();
    const arn = `arn:aws:quicksight:${REGION}:777788889999:dataset/sales`;
    const dataSet = SpiceDataSet.fromDataSetArn(arn);
    const message =
      `a role gives access to data sets of its own account: got '${arn}' with an accessRole of account ${OWNER}; pass the ` +
      'DataSetAccessRole of account 777788889999';
    expect(() => add(refresh, 'Sales', { dataSet, accessRole })).toThrow(message);
    const imported = importedRole(refresh, `arn:aws:iam::${OWNER}:role/access`);
    expect(() => add(refresh, 'Sales', { dataSet, accessRole: imported })).toThrow(message);
  });

  test('DataSetAccessRole fails when the account of one of them is not known, so that the other would take it for its own', () => {
    const app = new App();
    const refresh = new SpiceRefresh(new Stack(app, 'Dashboards'), 'SpiceRefresh');
    const owner = new Stack(app, 'Finance', { env: { account: OWNER, region: 'us-east-1' } });
    const props = { externalId: 'finance', dataSets: [SpiceDataSet.fromDataSetId('orders')] };
    expect(() => new DataSetAccessRole(owner, 'Access', { ...props, refreshRole: refresh.role })).toThrow(
      'the account of refreshRole must be known at synthesis: give the stack Dashboards an env with an account, or pass ' +
        'iam.Role.fromRoleArn',
    );
    const anywhere = new Stack(app, 'Anywhere');
    const accessRole = new DataSetAccessRole(anywhere, 'Access', {
      ...props,
      refreshRole: Role.fromRoleArn(anywhere, 'RefreshRole', `arn:aws:iam::${ACCOUNT}:role/spice-refresh`),
    });
    expect(() => add(refresh, 'Orders', { dataSet: SpiceDataSet.fromDataSetArn(ORDERS), accessRole })).toThrow(
      'the account of accessRole must be known at synthesis: give the stack Anywhere an env with an account, or pass ' +
        'DataSetAccessRole.fromDataSetAccessRoleAttributes',
    );
  });
});
