import { App, CfnParameter, type CfnTag, Fn, Resource, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnDataSet, type IDataSetRef } from 'aws-cdk-lib/aws-quicksight';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { DataSetAccess, SpiceDataSet } from '../../lib';
import { some } from '../support/some';
import {
  ACCOUNT,
  add,
  dataSetArn,
  deployed,
  importedRole,
  KNOWN,
  messagesOf,
  newRefresh,
  newStack,
  REGION,
  rulesOf,
  templateOf,
} from '../support/stack';

const ARN = `arn:aws:quicksight:${REGION}:${ACCOUNT}:dataset/sales`;

/** The ARN that a data set has once it is deployed. */
function arnOf(dataSet: SpiceDataSet, stack = newStack()): string {
  const refresh = newRefresh({}, stack);
  add(refresh, 'Sales', { dataSet });
  return some(messagesOf(templateOf(refresh)))[0].dataSets[0].arn;
}

/** How a landing message names it, with the names of imports and parameters for their values. */
function writtenDataSets(dataSet: SpiceDataSet, stack = newStack()): string {
  const refresh = newRefresh({}, stack);
  add(refresh, 'Sales', { dataSet });
  const [{ targets }] = some(rulesOf(templateOf(refresh)));
  return some(targets)[0].InputTransformer.InputTemplate;
}

/** What is said at synthesis about the tags of a data set. */
function infos(dataSet: SpiceDataSet, stack: Stack, access?: DataSetAccess): string[] {
  add(newRefresh({}, stack), 'Sales', { dataSet, access });
  return Annotations.fromStack(stack)
    .findInfo('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

describe('fromDataSetId', () => {
  test('fromDataSetId is a data set of the account and region of the stack', () => {
    expect(arnOf(SpiceDataSet.fromDataSetId('sales'))).toBe(dataSetArn('sales'));
    const elsewhere = newStack({ account: '999999999999', region: 'us-east-1' });
    expect(arnOf(SpiceDataSet.fromDataSetId('sales'), elsewhere)).toBe(
      'arn:aws:quicksight:us-east-1:999999999999:dataset/sales',
    );
  });

  test.each(['a', '9', '4a1e2f6c-0000-4000-8000-000000000000', 'a_b.c:d+e=f@g~h-i', 'x'.repeat(96)])(
    'fromDataSetId may be %s',
    (id) => {
      expect(arnOf(SpiceDataSet.fromDataSetId(id))).toBe(dataSetArn(id));
    },
  );

  test('fromDataSetId may be known at deployment only', () => {
    const stack = newStack();
    const id = new CfnParameter(stack, 'DataSetId').valueAsString;
    expect(arnOf(SpiceDataSet.fromDataSetId(id), stack)).toBe(dataSetArn('DataSetId'));
  });

  test.each([
    ['a slash', 'sales/ingestion'],
    ['a star', 'sales*'],
    ['nothing but a star', '*'],
    ['a question mark', 'sales?'],
    ['a newline', 'sales\n'],
    ['a quote', 'sales"'],
    ['a placeholder', '<time>'],
    ['a space', 'sales 1'],
    ['a policy variable', '${aws:PrincipalTag/team}'],
  ])('fromDataSetId fails when the id has %s', (_, id) => {
    expect(() => SpiceDataSet.fromDataSetId(id)).toThrow(
      `not a data set id: got '${id}', expected letters, digits and _ . : + = @ ~ - alone; ` +
        'the ids are listed by: aws quicksight list-data-sets --aws-account-id ACCOUNT',
    );
  });

  test.each([
    ['', 'which is empty'],
    ['x'.repeat(97), 'which has 97 characters: QuickSight allows 96'],
    ['_sales', 'which must begin with a letter or a digit'],
    ['..', 'which must begin with a letter or a digit'],
  ])('fromDataSetId says of the id %p which rule it breaks', (id, rule) => {
    expect(() => SpiceDataSet.fromDataSetId(id)).toThrow(`not a data set id: got '${id}', ${rule}; the ids are`);
    const dataSet = new CfnDataSet(newStack(), 'Defined', { dataSetId: id });
    expect(() => SpiceDataSet.fromDataSet(dataSet)).toThrow(`not a data set id: got '${id}', ${rule}; the ids are`);
  });

  test('fromDataSetId fails when nothing was given, and says so', () => {
    const missing = process.env.NO_SUCH_VARIABLE as string;
    expect(() => SpiceDataSet.fromDataSetId(missing)).toThrow('not a data set id: got undefined, pass a string');
    expect(() => SpiceDataSet.fromDataSetArn(missing)).toThrow(
      'not the ARN of a QuickSight data set: got undefined, pass a string',
    );
  });

  test('fromDataSetId may be looked up: two stand-ins of the first synthesis are two data sets', () => {
    const refresh = newRefresh({}, newStack(KNOWN));
    const stack = Stack.of(refresh);
    for (const [at, parameter] of ['/app/sales', '/app/stock'].entries()) {
      const value = StringParameter.valueFromLookup(stack, parameter);
      add(refresh, `Id${at}`, { dataSet: SpiceDataSet.fromDataSetId(value) });
      const arn = StringParameter.valueFromLookup(stack, `${parameter}-arn`);
      add(refresh, `Arn${at}`, { dataSet: SpiceDataSet.fromDataSetArn(arn) });
      const accessRole = importedRole(stack, StringParameter.valueFromLookup(stack, `${parameter}-role`));
      const elsewhere = SpiceDataSet.fromDataSetArn(StringParameter.valueFromLookup(stack, `${parameter}-elsewhere`));
      add(refresh, `Elsewhere${at}`, { dataSet: elsewhere, accessRole });
    }
    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });

  test('fromDataSetId fails when the id is an ARN, and says where that goes', () => {
    expect(() => SpiceDataSet.fromDataSetId(ARN)).toThrow(
      `not a data set id: got the ARN '${ARN}', pass it to SpiceDataSet.fromDataSetArn`,
    );
  });

  test.each([
    ['*', '', '*TOKEN'],
    ['sales/', '', 'sales/TOKEN'],
    ['', '?', 'TOKEN?'],
    ['sales-', ' 1', 'sales-TOKEN 1'],
  ])(
    'fromDataSetId fails when what is known of an id that is half known is wrong: %sTOKEN%s',
    (before, after, given) => {
      const token = new CfnParameter(newStack(), 'DataSetId').valueAsString;
      expect(() => SpiceDataSet.fromDataSetId(`${before}${token}${after}`)).toThrow(
        `not a data set id: got '${given}', expected letters, digits`,
      );
    },
  );

  test('fromDataSetId may be half known', () => {
    const stack = newStack();
    const token = new CfnParameter(stack, 'Stage').valueAsString;
    expect(arnOf(SpiceDataSet.fromDataSetId(`sales-${token}`), stack)).toBe(dataSetArn('sales-Stage'));
  });
});

describe('fromDataSetArn', () => {
  test.each([
    ARN,
    `arn:aws:quicksight:us-east-1:${ACCOUNT}:dataset/sales`,
    `arn:aws-cn:quicksight:cn-north-1:${ACCOUNT}:dataset/a_b.c:d+e=f@g~h-i`,
  ])('fromDataSetArn is %s', (arn) => {
    expect(arnOf(SpiceDataSet.fromDataSetArn(arn))).toBe(arn);
  });

  test('fromDataSetArn may be in another region than the stack', () => {
    const arn = `arn:aws:quicksight:us-east-1:${ACCOUNT}:dataset/sales`;
    expect(arnOf(SpiceDataSet.fromDataSetArn(arn), newStack(KNOWN))).toBe(arn);
  });

  test('fromDataSetArn may be known at deployment only', () => {
    const stack = newStack();
    const arn = new CfnParameter(stack, 'DataSetArn').valueAsString;
    expect(writtenDataSets(SpiceDataSet.fromDataSetArn(arn), stack)).toContain('[{"arns":["DataSetArn"],');
  });

  test.each([
    ['an id', 'sales'],
    ['of nothing', ''],
    ['of another service', `arn:aws:s3:${REGION}:${ACCOUNT}:dataset/sales`],
    ['of another resource', `arn:aws:quicksight:${REGION}:${ACCOUNT}:dashboard/sales`],
    ['of any account', `arn:aws:quicksight:${REGION}:*:dataset/sales`],
    ['of no account', `arn:aws:quicksight:${REGION}::dataset/sales`],
    ['of no region', `arn:aws:quicksight::${ACCOUNT}:dataset/sales`],
    ['of no data set', `arn:aws:quicksight:${REGION}:${ACCOUNT}:dataset/`],
    ['of any region', `arn:aws:quicksight:*:${ACCOUNT}:dataset/sales`],
    ['of several regions', `arn:aws:quicksight:us-*:${ACCOUNT}:dataset/sales`],
    ['of any partition', `arn:*:quicksight:${REGION}:${ACCOUNT}:dataset/sales`],
    ['of a partition that is not one', `arn:azure:quicksight:${REGION}:${ACCOUNT}:dataset/sales`],
    ['with something in front', ` ${ARN}`],
  ])('fromDataSetArn fails when it is the ARN %s', (_, arn) => {
    expect(() => SpiceDataSet.fromDataSetArn(arn)).toThrow(
      `not the ARN of a QuickSight data set: got '${arn}', expected arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID`,
    );
  });

  test.each([
    `${ARN}/ingestion/1`,
    `${ARN}*`,
    `${ARN}:*`,
    `${ARN}\n`,
    `arn:aws:quicksight:${REGION}:${ACCOUNT}:dataset/*`,
    `arn:aws:quicksight:${REGION}:${ACCOUNT}:dataset/..`,
    `arn:aws:quicksight:${REGION}:${ACCOUNT}:dataset/${'x'.repeat(600)}`,
  ])('fromDataSetArn fails when the id in it is not one: %j', (arn) => {
    expect(() => SpiceDataSet.fromDataSetArn(arn)).toThrow(`not a data set id: got '${arn}'`);
  });

  test.each(['*', 'sales*', 'sales/ingestion/1', '..', 'sales '])(
    'fromDataSetArn fails when the id in an ARN that is half known is not one: %j',
    (resourceName) => {
      const arn = newStack().formatArn({ service: 'quicksight', resource: 'dataset', resourceName });
      expect(() => SpiceDataSet.fromDataSetArn(arn)).toThrow(
        `not a data set id: got 'arn:TOKEN:quicksight:TOKEN:TOKEN:dataset/${resourceName}'`,
      );
    },
  );

  test('fromDataSetArn fails when the rest of an ARN that is half known has a wildcard', () => {
    const arn = newStack().formatArn({
      service: 'quicksight',
      region: '*',
      resource: 'dataset',
      resourceName: 'sales',
    });
    expect(() => SpiceDataSet.fromDataSetArn(arn)).toThrow("got 'arn:TOKEN:quicksight:*:TOKEN:dataset/sales'");
  });

  test('fromDataSetArn may be half known, in whatever parts', () => {
    const stack = newStack();
    const inRegion = stack.formatArn({ service: 'quicksight', resource: 'dataset', resourceName: 'sales' });
    expect(arnOf(SpiceDataSet.fromDataSetArn(inRegion), stack)).toBe(ARN);
    const prefixed = `${Fn.importValue('prefix')}/sales`;
    expect(writtenDataSets(SpiceDataSet.fromDataSetArn(prefixed))).toContain(
      '[{"arnPrefix":"prefix/","ids":["sales"],',
    );
  });

  test('fromDataSetArn fails when it belongs to another account than the stack', () => {
    const arn = `arn:aws:quicksight:${REGION}:999999999999:dataset/sales`;
    expect(() => arnOf(SpiceDataSet.fromDataSetArn(arn), newStack(KNOWN))).toThrow(
      `a data set of another account needs the accessRole of its owner: got '${arn}' in a stack of account ${ACCOUNT}; ` +
        'deploy a DataSetAccessRole in account 999999999999 and pass it as accessRole',
    );
  });
});

describe('fromDataSet', () => {
  function defined(stack: Stack, tags?: CfnTag[]) {
    return new CfnDataSet(stack, 'Sales', { dataSetId: 'sales', tags });
  }

  test('fromDataSet is the data set that is defined', () => {
    const stack = newStack();
    expect(arnOf(SpiceDataSet.fromDataSet(defined(stack)), stack)).toBe(dataSetArn('sales'));
  });

  test('fromDataSet gives the data set the tag', () => {
    const stack = newStack();
    const refresh = newRefresh({}, stack);
    const dataSet = defined(stack, [{ key: 'team', value: 'finance' }]);
    add(refresh, 'Sales', { dataSet: SpiceDataSet.fromDataSet(dataSet) });
    templateOf(refresh).hasResourceProperties('AWS::QuickSight::DataSet', {
      Tags: [
        { Key: 'spice-refresh', Value: 'allowed' },
        { Key: 'team', Value: 'finance' },
      ],
    });
  });

  test('fromDataSet gives the data set no tag where the ARN alone decides', () => {
    const stack = newStack();
    const refresh = newRefresh({ access: DataSetAccess.arnOnly() }, stack);
    add(refresh, 'Sales', { dataSet: SpiceDataSet.fromDataSet(defined(stack)) });
    templateOf(refresh).hasResourceProperties('AWS::QuickSight::DataSet', { Tags: Match.absent() });
  });

  test('fromDataSet may be defined in another stack', () => {
    const app = new App();
    const dataSet = defined(new Stack(app, 'Data'));
    const refresh = newRefresh({}, new Stack(app, 'Dashboards'));
    add(refresh, 'Sales', { dataSet: SpiceDataSet.fromDataSet(dataSet) });
    const template = templateOf(refresh);
    const [{ Properties }] = some(Object.values(template.findResources('AWS::Events::Rule')));
    expect(JSON.stringify(Properties.Targets)).toContain('Data:ExportsOutputFnGetAttSalesArn');
  });

  test('two of the same logical id in stacks of their own are two', () => {
    const app = new App();
    const refresh = newRefresh({}, new Stack(app, 'Dashboards'));
    for (const id of ['Finance', 'Logistics']) {
      add(refresh, id, { dataSet: SpiceDataSet.fromDataSet(defined(new Stack(app, id))) });
    }
    const template = templateOf(refresh);
    const [{ Properties }] = some(Object.values(template.findResources('AWS::Events::Rule')));
    const targets = JSON.stringify(deployed(template, Properties.Targets));
    expect(targets).toContain('Finance:ExportsOutputFnGetAttSalesArn');
    expect(targets).toContain('Logistics:ExportsOutputFnGetAttSalesArn');
  });

  test('fromDataSet without a construct that can be tagged gets no tag', () => {
    const stack = newStack();
    expect(infos(SpiceDataSet.fromDataSet(defined(stack)), stack)).toEqual([]);
  });
});

describe('what is said at synthesis about a data set that is not ours to tag', () => {
  class Elsewhere extends Resource implements IDataSetRef {
    public readonly dataSetRef = { awsAccountId: ACCOUNT, dataSetId: 'sales', dataSetArn: ARN };
  }

  const command = (arn: string, key = 'spice-refresh', value = 'allowed') =>
    `the data set must carry the tag ${key}=${value} to be refreshed: aws quicksight tag-resource ` +
    `--resource-arn ${arn} --tags Key=${key},Value=${value} [ack: cdk-spice-refresh:tag]`;

  test('the annotation of a data set that is not ours to tag is the command that tags it', () => {
    expect(infos(SpiceDataSet.fromDataSetId('sales'), newStack())).toEqual([
      command('arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/sales'),
    ]);
  });

  test('the annotation of a data set that is not ours to tag has its account and region where they are known', () => {
    expect(infos(SpiceDataSet.fromDataSetId('sales'), newStack(KNOWN))).toEqual([command(ARN)]);
    expect(infos(SpiceDataSet.fromDataSetArn(ARN), newStack())).toEqual([command(ARN)]);
  });

  test('the annotation of a data set that is not ours to tag has the tag that is asked for', () => {
    const access = DataSetAccess.arnAndTag('team', 'finance');
    expect(infos(SpiceDataSet.fromDataSetArn(ARN), newStack(), access)).toEqual([command(ARN, 'team', 'finance')]);
  });

  test('the annotation of a data set that is not ours to tag has quotes around a tag with a space, so that it can be pasted', () => {
    const [info] = infos(SpiceDataSet.fromDataSetArn(ARN), newStack(), DataSetAccess.arnAndTag('cost center', 'IT 1'));
    expect(info).toMatch(/--tags (['"])Key=cost center,Value=IT 1\1|Key=(['"])cost center\2,Value=(['"])IT 1\3/);
  });

  test.each<[what: string, dataSet: SpiceDataSet, arn: string]>([
    ['ARN', SpiceDataSet.fromDataSetArn(Fn.importValue('sales')), 'DATA_SET_ARN'],
    [
      'id',
      SpiceDataSet.fromDataSetId(Fn.importValue('sales')),
      'arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/DATA_SET_ID',
    ],
    [
      'id, joined with another delimiter',
      SpiceDataSet.fromDataSetArn(Fn.join('/', ['arn:aws:quicksight:us-east-1:1:dataset', Fn.importValue('sales')])),
      'arn:aws:quicksight:us-east-1:1:dataset/DATA_SET_ID',
    ],
  ])(
    'the annotation of a data set that is not ours to tag has a word for an %s that is not known',
    (_, dataSet, arn) => {
      expect(infos(dataSet, newStack())).toEqual([command(arn)]);
    },
  );

  test('the annotation is given for a reference to a data set that is defined elsewhere', () => {
    const stack = newStack();
    expect(infos(SpiceDataSet.fromDataSet(new Elsewhere(stack, 'DataSet')), stack)).toEqual([command(ARN)]);
  });

  test('the annotation is absent where the ARN alone decides', () => {
    expect(infos(SpiceDataSet.fromDataSetId('sales'), newStack(), DataSetAccess.arnOnly())).toEqual([]);
  });

  test('the annotation can be acknowledged', () => {
    const stack = newStack();
    const { node } = add(newRefresh({}, stack));
    expect(node.metadata.map(({ type }) => type)).toEqual(['aws:cdk:info']);
  });
});
