import { CfnResource, Stack, TagManager, Token } from 'aws-cdk-lib';
// the type alone: loading the module would cost every synthesis the time of QuickSight's thousands of L1 properties
import type { IDataSetRef } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { withPlaceholders } from './private/tokens';

/**
 * A QuickSight data set that is imported into SPICE.
 *
 * QuickSight calls the thing a "data set" and its id a "data set ID"; the id is the last part of its ARN
 * (`aws quicksight list-data-sets --aws-account-id ACCOUNT`).
 */
export abstract class SpiceDataSet {
  /**
   * A data set that is defined in this app. It is given the tag that the refresh needs.
   *
   * @param dataSet such as a `quicksight.CfnDataSet`
   */
  public static fromDataSet(dataSet: IDataSetRef): SpiceDataSet {
    return new DefinedDataSet(dataSet);
  }

  /**
   * A data set of the stack's account and region, by its id. It must carry the tag that the refresh needs;
   * synthesis prints the command that sets it.
   *
   * @param dataSetId letters, digits and `_ . : + = @ ~ -`, at most 512 of them
   */
  public static fromDataSetId(dataSetId: string): SpiceDataSet {
    return new NamedDataSet(dataSetId);
  }

  /**
   * A data set by its ARN. The region may be another one; the account, too, with the `accessRole` that its owner deploys.
   *
   * @param dataSetArn `arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID`
   */
  public static fromDataSetArn(dataSetArn: string): SpiceDataSet {
    return new ForeignDataSet(dataSetArn);
  }

  /** @internal */
  public abstract _arn(scope: Construct): string;

  /**
   * Sets a tag, if the data set is ours to tag.
   *
   * @returns whether it was
   * @internal
   */
  public _tag(_key: string, _value: string): boolean {
    return false;
  }
}

class DefinedDataSet extends SpiceDataSet {
  constructor(private readonly dataSet: IDataSetRef) {
    super();
  }

  public override _arn(): string {
    return this.dataSet.dataSetRef.dataSetArn;
  }

  public override _tag(key: string, value: string): boolean {
    const tags = CfnResource.isCfnResource(this.dataSet) ? TagManager.of(this.dataSet) : undefined;
    tags?.setTag(key, value);
    return tags !== undefined;
  }
}

class NamedDataSet extends SpiceDataSet {
  constructor(private readonly dataSetId: string) {
    super();
    if (dataSetId.startsWith('arn:')) {
      throw new Error(
        `not a data set id: got the ARN '${withPlaceholders(dataSetId)}', pass it to SpiceDataSet.fromDataSetArn`,
      );
    }
    checkDataSetId(withPlaceholders(dataSetId), withPlaceholders(dataSetId));
  }

  public override _arn(scope: Construct): string {
    return Stack.of(scope).formatArn({ service: 'quicksight', resource: 'dataset', resourceName: this.dataSetId });
  }
}

class ForeignDataSet extends SpiceDataSet {
  constructor(private readonly dataSetArn: string) {
    super();
    const given = withPlaceholders(dataSetArn);
    // a token may be any part of the ARN, or several, or the whole
    const expected = Token.isUnresolved(dataSetArn) ? HALF_KNOWN_ARN : ARN;
    const [, dataSetId] = expected.exec(given) ?? [];
    if (dataSetId === undefined) {
      throw new Error(
        `not the ARN of a QuickSight data set: got '${given}', expected arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID`,
      );
    }
    checkDataSetId(dataSetId, given);
  }

  public override _arn(): string {
    return this.dataSetArn;
  }
}

/** What the function takes for an ARN, and the id in it: a partition and a region of AWS, never a wildcard. */
const ARN = /^arn:aws[a-z-]*:quicksight:[a-z0-9-]{1,32}:\d{12}:dataset\/(.+)$/s;

/** Where tokens stand for parts of it: what comes after the first slash, or everything, is or ends in the id. */
const HALF_KNOWN_ARN = /^(?:[\w:-]*\/)?(.*)$/s;

/** No slash and no wildcard, so that the ARN in a policy names one data set; no quote, so that it fits into JSON. */
function checkDataSetId(dataSetId: string, given: string): void {
  if (!/^[A-Za-z0-9][\w.:+=@~-]{0,511}$/.test(dataSetId)) {
    throw new Error(
      `not a data set id: got '${given}', expected 1 to 512 letters, digits and _ . : + = @ ~ -, ` +
        'as listed by: aws quicksight list-data-sets --aws-account-id ACCOUNT',
    );
  }
}
