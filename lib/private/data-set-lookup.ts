import { createHash } from 'node:crypto';
import { Annotations, ContextProvider, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DATA_SET_ID, DATA_SET_NAME_CHARACTERS, LOOKUP_PROVIDER } from './contract';
import { isStandIn } from './stand-in';
import { givenString } from './validate';

/** What a look-up answers: the CLI, and the command `cdk-spice-refresh lookup`, write it into `cdk.context.json`. */
type Answer = readonly { readonly DataSetId?: unknown }[];

/** What stands for the id until it is looked up: one for each name, or two look-ups were the same data set. */
export function standInOf(name: string): string {
  return `dummy-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** The id of the data set with this name, in the account and region of the scope's stack. */
export function lookUpDataSetId(scope: Construct, name: string): string {
  checkName(name);
  if (isStandIn(name)) {
    return standInOf(name);
  }
  const { account, region } = Stack.of(scope);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    throw new Error(
      `to look up the data set '${name}' its account and region must be known: give the stack ` +
        "env: { account: '111122223333', region: 'eu-west-1' }, or use SpiceDataSet.fromDataSetId",
    );
  }
  const standIn = standInOf(name);
  const query = {
    provider: LOOKUP_PROVIDER,
    props: {
      typeName: 'AWS::QuickSight::DataSet',
      resourceModel: { AwsAccountId: account },
      propertyMatch: { Name: name },
      propertiesToReturn: ['DataSetId'],
      expectedMatchCount: 'exactly-one',
    },
  };
  const dummyValue: Answer = [{ DataSetId: standIn }];
  const { key, props } = ContextProvider.getKey(scope, query);
  const refused = (scope.node.tryGetContext(key) as { $providerError?: string } | undefined)?.$providerError;
  if (refused !== undefined) {
    Annotations.of(scope).addError(
      `the AWS CDK could not look up the data set '${name}': ${refused}. Look it up with your own credentials, which ` +
        'lists the candidates: npx --no cdk-spice-refresh lookup',
    );
    // the command reads from the assembly what is missing
    Stack.of(scope).reportMissingContextKey({ key, provider: query.provider as never, props: props as never });
    return standIn;
  }
  const [found, ...more] = ContextProvider.getValue(scope, { ...query, dummyValue }).value as Answer;
  if (typeof found?.DataSetId !== 'string' || more.length > 0 || !DATA_SET_ID.test(found.DataSetId)) {
    throw new Error(
      `cdk.context.json must have one data set for the name '${name}': got ${JSON.stringify([found, ...more])}. ` +
        `Remove it with npx --no cdk context --reset '${key}'`,
    );
  }
  return found.DataSetId;
}

function checkName(name: string): void {
  if (Token.isUnresolved(givenString(name, 'the name of a data set'))) {
    throw new Error('the name of a data set to look up must be known at synthesis: got a token, pass a string');
  }
  if (name === '' || name.length > DATA_SET_NAME_CHARACTERS) {
    throw new Error(
      `the name of a data set has 1 to ${DATA_SET_NAME_CHARACTERS} characters: got '${name}' (${name.length} characters)`,
    );
  }
}
