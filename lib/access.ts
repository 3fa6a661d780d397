import { Fn, Token } from 'aws-cdk-lib';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { RefreshSettings } from './private/contract';

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
 * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateIngestion.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonquicksight.html
 */
export abstract class DataSetAccess {
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
    return new TaggedAccess(key, value);
  }

  /**
   * A tag alone: **every** data set of the account and region that carries it, also ones that nobody has thought of
   * yet. For data sets that are named at run time (`acceptRequests`); for any other `arnAndTag` allows less.
   *
   * Whoever may tag data sets then decides what may be refreshed.
   *
   * @param key 1 to 128 characters, known at synthesis
   * @param value 1 to 256 characters, known at synthesis
   */
  public static tagOnly(key: string, value: string): DataSetAccess {
    return new TagAccess(key, value);
  }

  /**
   * The data set's exact ARN alone, for an account in which tags are not evaluated: one page of QuickSight's
   * user guide says that it does not support access control by tags, its API reference says that it does.
   *
   * Its owner then has no way to stop the refreshes but a deployment of the app.
   */
  public static arnOnly(): DataSetAccess {
    return new ArnAccess();
  }

  /** @internal */
  public abstract _tag(): RefreshSettings['tag'];

  /** @internal */
  public abstract _statement(): PolicyStatementProps;

  /**
   * What a policy names to allow the ingestions of a data set.
   *
   * @internal
   */
  public _resource(dataSetArn: string): string {
    return `${dataSetArn}/ingestion/*`;
  }

  /**
   * Whether it decides without knowing the data set's name.
   *
   * @internal
   */
  public get _namesNoDataSet(): boolean {
    return false;
  }
}

class TaggedAccess extends DataSetAccess {
  constructor(
    private readonly key: string,
    private readonly value: string,
  ) {
    super();
    checkTagPart('key', key, 128);
    checkTagPart('value', value, 256);
    if (key.toLowerCase().startsWith('aws:')) {
      throw new Error(`tag keys that begin with aws: belong to AWS: got '${key}', choose another`);
    }
  }

  public override _tag(): RefreshSettings['tag'] {
    return { key: this.key, value: this.value };
  }

  public override _statement(): PolicyStatementProps {
    return { actions: ACTIONS, conditions: { StringEquals: { [`aws:ResourceTag/${this.key}`]: this.value } } };
  }
}

class TagAccess extends TaggedAccess {
  /** Of the data set's own account and region. */
  public override _resource(dataSetArn: string): string {
    const parts = dataSetArn.split(':');
    // an ARN that is one token, or ends in one, is taken apart at deployment
    const known = parts.length > 5 ? parts : [0, 1, 2, 3, 4].map((at) => Fn.select(at, Fn.split(':', dataSetArn)));
    return [...known.slice(0, 5), 'dataset/*/ingestion/*'].join(':');
  }

  public override get _namesNoDataSet(): boolean {
    return true;
  }
}

class ArnAccess extends DataSetAccess {
  public override _tag(): undefined {
    return undefined;
  }

  public override _statement(): PolicyStatementProps {
    return { actions: ACTIONS };
  }
}

/** The characters that tags may hold in every AWS service. */
function checkTagPart(part: string, given: string, max: number): void {
  if (Token.isUnresolved(given)) {
    throw new Error(`a tag ${part} must be known at synthesis: got a token, pass a string`);
  }
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(given) || given.length > max) {
    throw new Error(
      `a tag ${part} has 1 to ${max} letters, digits, spaces and _ . : / = + - @: got '${given}' (${given.length} characters)`,
    );
  }
}
