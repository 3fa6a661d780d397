import { Token } from 'aws-cdk-lib';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { anyDataSetLike } from './private/arn';
import { type DataSetTag, TAG_KEY, TAG_VALUE } from './private/contract';
import { givenString } from './private/validate';

/** QuickSight's actions that a refresh needs. */
const ACTIONS = ['quicksight:CreateIngestion', 'quicksight:DescribeIngestion'];

/**
 * What decides whether a data set may be refreshed.
 *
 * | | the app decides by | the data set's owner decides by | take it |
 * |---|---|---|---|
 * | `arnAndTag` | the ARN | the tag | unless there is a reason not to |
 * | `tagOnly` | – | the tag | for data sets that are named at run time |
 * | `arnOnly` | the ARN | – | where QuickSight does not evaluate tags |
 *
 * AWS's pages contradict each other on tags. The API reference of `CreateIngestion` and the service authorization
 * reference say that ingestions are authorised by the tags of their data set; a page of QuickSight's user guide says
 * that it "does not support … controlling access based on tags". So by default both are asked for: if tags were not
 * evaluated, a refresh would be denied, loudly, and never allowed by mistake.
 *
 * @example
 * new SpiceRefresh(this, 'Tagged', { access: DataSetAccess.arnAndTag('team', 'finance') });
 * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateIngestion.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonquicksight.html
 */
export class DataSetAccess {
  /**
   * The data set's exact ARN **and** a tag that it carries.
   *
   * The ARN says what the app may refresh, the tag says what the data set's owner allows: taking the tag off
   * stops the refreshes without a deployment.
   *
   * @param key 1 to 128 characters, known at synthesis
   * @param value 1 to 256 characters, known at synthesis
   * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateIngestion.html "Any ingestions operating on
   *   tagged datasets inherit the same tags automatically for use in access control"
   */
  public static arnAndTag(key: string, value: string): DataSetAccess {
    return new DataSetAccess({ tag: checkedTag(key, value), anyDataSet: false });
  }

  /**
   * A tag alone: **every** data set of the account and region that carries it, also ones that are created
   * later. For data sets that are named at run time (`acceptRequests`); for any other `arnAndTag` allows less.
   *
   * Principals that may tag data sets then decide what may be refreshed.
   *
   * @param key 1 to 128 characters, known at synthesis
   * @param value 1 to 256 characters, known at synthesis
   */
  public static tagOnly(key: string, value: string): DataSetAccess {
    return new DataSetAccess({ tag: checkedTag(key, value), anyDataSet: true });
  }

  /**
   * The data set's exact ARN alone, for an account in which tags are not evaluated: one page of QuickSight's
   * user guide says that it does not support access control by tags, its API reference says that it does.
   *
   * Its owner then has no way to stop the refreshes but a deployment of the app.
   */
  public static arnOnly(): DataSetAccess {
    return new DataSetAccess({ anyDataSet: false });
  }

  private constructor(private readonly decidedBy: DecidedBy) {}

  /** @internal */
  public get _tag(): DataSetTag | undefined {
    return this.decidedBy.tag;
  }

  /** @internal */
  public _statement(): PolicyStatementProps {
    const { tag } = this.decidedBy;
    return {
      actions: ACTIONS,
      ...(tag && { conditions: { StringEquals: { [`aws:ResourceTag/${tag.key}`]: tag.value } } }),
    };
  }

  /**
   * What a policy names to allow the ingestions of a data set.
   *
   * @internal
   */
  public _resource(dataSetArn: string): string {
    return `${this.decidedBy.anyDataSet ? anyDataSetLike(dataSetArn) : dataSetArn}/ingestion/*`;
  }

  /**
   * Whether it decides without knowing the data set's name.
   *
   * @internal
   */
  public get _namesNoDataSet(): boolean {
    return this.decidedBy.anyDataSet;
  }
}

interface DecidedBy {
  readonly tag?: DataSetTag;
  /** By the tag alone, in the account and region of a data set. */
  readonly anyDataSet: boolean;
}

function checkedTag(key: string, value: string): DataSetTag {
  checkTagPart('key', key, TAG_KEY, 128);
  checkTagPart('value', value, TAG_VALUE, 256);
  if (key.toLowerCase().startsWith('aws:')) {
    throw new Error(`tag keys that begin with aws: belong to AWS: got '${key}', choose another`);
  }
  return { key, value };
}

function checkTagPart(part: string, given: string, allowed: RegExp, max: number): void {
  if (Token.isUnresolved(givenString(given, `a tag ${part}`))) {
    throw new Error(`a tag ${part} must be known at synthesis: got a token, pass a string`);
  }
  if (!allowed.test(given)) {
    throw new Error(
      `a tag ${part} has 1 to ${max} letters, digits, spaces and _ . : / = + - @: got '${given}' (${given.length} characters)`,
    );
  }
}
