import { Token } from 'aws-cdk-lib';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { RefreshSettings } from './private/contract';

/** QuickSight's actions that a refresh needs. */
const ACTIONS = ['quicksight:CreateIngestion', 'quicksight:DescribeIngestion'];

/** What decides whether the function may refresh a data set. */
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
  public static tagged(key: string, value: string): DataSetAccess {
    return new TaggedAccess(key, value);
  }

  /**
   * The data set's exact ARN alone, for an account in which tags are not evaluated: one page of QuickSight's
   * user guide says that it does not support access control by tags, its API reference says that it does.
   */
  public static byArnAlone(): DataSetAccess {
    return new ArnAccess();
  }

  /** @internal */
  public abstract _tag(): RefreshSettings['tag'];

  /** @internal */
  public abstract _statement(): PolicyStatementProps;
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

class ArnAccess extends DataSetAccess {
  public override _tag(): undefined {
    return undefined;
  }

  public override _statement(): PolicyStatementProps {
    return { actions: ACTIONS };
  }
}

/** The characters that tags may hold in every AWS service. */
function checkTagPart(part: string, given: string, most: number): void {
  if (Token.isUnresolved(given)) {
    throw new Error(`a tag ${part} must be known at synthesis: got a token, pass a string`);
  }
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(given) || given.length > most) {
    throw new Error(
      `a tag ${part} has 1 to ${most} letters, digits, spaces and _ . : / = + - @: got '${given}' (${given.length} characters)`,
    );
  }
}
