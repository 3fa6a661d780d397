import { CfnResource, Stack, TagManager, Token, TokenComparison } from 'aws-cdk-lib';
// the type alone: loading the module would cost every synthesis the time of QuickSight's thousands of L1 properties
import type { CfnDataSet, IDataSetRef } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { dataSetArnIn } from './private/arn';
import { DATA_SET_ARN, DATA_SET_ID } from './private/contract';
import { lookUpDataSetId, standInOf } from './private/data-set-lookup';
import { isStandIn, standInArn, standInId } from './private/stand-in';
import { withPlaceholders } from './private/tokens';
import { givenString } from './private/validate';
import type { SpiceDataSetLookupOptions } from './spice-data-set-lookup-options';

/**
 * A QuickSight data set that is imported into SPICE.
 *
 * QuickSight calls the thing a "data set" and its id a "data set ID"; the id is the last part of its ARN
 * (`aws quicksight list-data-sets --aws-account-id ACCOUNT`).
 *
 * @example
 * declare const dataSet: quicksight.CfnDataSet;
 *
 * const ownDataSet = SpiceDataSet.fromDataSet(dataSet);
 * const dataSetOfThisRegion = SpiceDataSet.fromDataSetId('sales');
 * const dataSetOfAnotherRegion = SpiceDataSet.fromDataSetArn('arn:aws:quicksight:us-east-1:111122223333:dataset/sales');
 */
export class SpiceDataSet {
  /**
   * A data set that is defined in this app. It is given the tag that the refresh needs.
   *
   * @param dataSet such as a `quicksight.CfnDataSet`
   */
  public static fromDataSet(dataSet: IDataSetRef): SpiceDataSet {
    const dataSetId = literal(dataSet, 'dataSetId');
    if (dataSetId !== undefined && !isStandIn(dataSetId)) {
      checkDataSetId(dataSetId, dataSetId);
    }
    return new SpiceDataSet((scope) => definedArn(scope, dataSet), dataSet);
  }

  /**
   * A data set of the stack's account and region, by its id. It must carry the tag that the refresh needs;
   * synthesis prints the command that sets it.
   *
   * @param dataSetId letters, digits and `_ . : + = @ ~ -`, at most 96 of them, the first a letter or digit
   */
  public static fromDataSetId(dataSetId: string): SpiceDataSet {
    const given = known(dataSetId, 'a data set id');
    if (isStandIn(dataSetId)) {
      return new SpiceDataSet((scope) => dataSetArnIn(scope, standInId(dataSetId)), undefined, true);
    }
    if (dataSetId.startsWith('arn:')) {
      throw new Error(`not a data set id: got the ARN '${given}', pass it to SpiceDataSet.fromDataSetArn`);
    }
    checkDataSetId(given, given);
    return new SpiceDataSet((scope) => dataSetArnIn(scope, dataSetId));
  }

  /**
   * A data set by its ARN. The region may be another one; the account, too, with the `accessRole` that its owner deploys.
   *
   * @param dataSetArn `arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID`
   */
  public static fromDataSetArn(dataSetArn: string): SpiceDataSet {
    if (isStandIn(dataSetArn)) {
      return new SpiceDataSet(() => standInArn(dataSetArn), undefined, true);
    }
    checkDataSetArn(dataSetArn);
    return new SpiceDataSet(() => dataSetArn);
  }

  /**
   * A data set by its name, looked up at synthesis in the account and region of the scope's stack, which must be known
   * (`env`). The id is kept in `cdk.context.json`, so that the policy names the exact ARN: commit that file.
   *
   * The CDK CLI looks it up by the Cloud Control API with its lookup role. Where that may not list data sets, run
   * `npx --no cdk-spice-refresh lookup`, which takes your own credentials. No data set of the name, or several, are an
   * error that lists the candidates.
   *
   * @param scope whose stack's account and region have the data set
   * @param options the data set's name
   */
  public static fromLookup(scope: Construct, options: SpiceDataSetLookupOptions): SpiceDataSet {
    const dataSetId = lookUpDataSetId(scope, options.name);
    return new SpiceDataSet((user) => dataSetArnIn(user, dataSetId), undefined, dataSetId === standInOf(options.name));
  }

  private constructor(
    private readonly arnIn: (scope: Construct) => string,
    /** The one that is defined in this app. */
    private readonly defined?: IDataSetRef,
    /** It stands for one that is not looked up yet: there is nothing to say of it. */
    private readonly standIn = false,
  ) {}

  /** @internal */
  public get _isStandIn(): boolean {
    return this.standIn;
  }

  /** @internal */
  public _arn(scope: Construct): string {
    return this.arnIn(scope);
  }

  /**
   * The resource, if it is defined in this app.
   *
   * @internal
   */
  public get _defined(): CfnResource | undefined {
    return CfnResource.isCfnResource(this.defined) ? this.defined : undefined;
  }

  /**
   * Under what other ARN it may be given: one that is defined in this app, by its id.
   *
   * @internal
   */
  public _otherArns(): string[] {
    const dataSetId = this.defined && literal(this.defined, 'dataSetId');
    return this.defined && dataSetId !== undefined ? [dataSetArnIn(this.defined, dataSetId)] : [];
  }

  /**
   * Sets a tag, if the data set is defined in this app and takes tags. Another value that it has stays: synthesis says so.
   *
   * @returns whether it takes tags
   * @internal
   */
  public _setTag(key: string, value: string): boolean {
    const tags = CfnResource.isCfnResource(this.defined) ? TagManager.of(this.defined) : undefined;
    if (tags?.tagValues()[key] === undefined) {
      tags?.setTag(key, value);
    }
    return tags !== undefined;
  }
}

/** A data set of a stack of another account or region is known there by its ARN: no stack can refer to the resource. */
function definedArn(scope: Construct, dataSet: IDataSetRef): string {
  const [there, here] = [Stack.of(dataSet), Stack.of(scope)];
  const isElsewhere = [
    Token.compareStrings(there.account, here.account),
    Token.compareStrings(there.region, here.region),
  ].includes(TokenComparison.DIFFERENT);
  if (!isElsewhere) {
    return dataSet.dataSetRef.dataSetArn;
  }
  const dataSetId = literal(dataSet, 'dataSetId');
  if (dataSetId === undefined) {
    throw new Error(
      `the dataSetId of ${dataSet.node.path} must be known at synthesis, because the stack ${here.node.path} has another ` +
        'account or region: give the data set one',
    );
  }
  return dataSetArnIn(dataSet, dataSetId);
}

/** Where tokens stand for parts of it: what comes after the first slash, or everything, is or ends in the id. */
const HALF_KNOWN_ARN = /^(?:[\w:-]*\/)?(.*)$/s;

function checkDataSetArn(dataSetArn: string): void {
  const given = known(dataSetArn, 'the ARN of a QuickSight data set');
  // a token may be any part of the ARN, or several, or the whole
  const expected = Token.isUnresolved(dataSetArn) ? HALF_KNOWN_ARN : DATA_SET_ARN;
  const [, dataSetId] = expected.exec(given) ?? [];
  if (dataSetId === undefined) {
    throw new Error(
      `not the ARN of a QuickSight data set: got '${given}', expected arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID`,
    );
  }
  checkDataSetId(dataSetId, given);
}

function checkDataSetId(dataSetId: string, given: string): void {
  if (!DATA_SET_ID.test(dataSetId)) {
    throw new Error(
      `not a data set id: got '${given}', ${brokenRule(dataSetId)}; the ids are listed by: ` +
        'aws quicksight list-data-sets --aws-account-id ACCOUNT',
    );
  }
}

function brokenRule(dataSetId: string): string {
  if (dataSetId === '') {
    return 'which is empty';
  }
  if (dataSetId.length > 96) {
    return `which has ${dataSetId.length} characters: QuickSight allows 96`;
  }
  return DATA_SET_ID.test(`a${dataSetId.slice(0, 95)}`)
    ? 'which must begin with a letter or a digit'
    : 'expected letters, digits and _ . : + = @ ~ - alone';
}

/** What is known of a text that was given, if one was. */
function known(given: string | undefined, what: string): string {
  return withPlaceholders(givenString(given, what));
}

/** The value of a property of a data set that is defined in this app, if it is known at synthesis. */
function literal(dataSet: IDataSetRef, property: 'dataSetId'): string | undefined {
  const value = CfnResource.isCfnResource(dataSet) ? (dataSet as Partial<CfnDataSet>)[property] : undefined;
  return typeof value === 'string' && !Token.isUnresolved(value) ? value : undefined;
}
