import { createHash } from 'node:crypto';
import { Aws } from 'aws-cdk-lib';

/**
 * What a lookup gives in the first synthesis, before the CDK CLI has asked AWS and synthesizes again: that template is
 * never deployed, but it must be made.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/get-ssm-value.html
 */
const STAND_IN = /dummy-value-for-/;

/** Whether it is one, or is put together with one. */
export function isStandIn(value: string): boolean {
  return STAND_IN.test(value);
}

/** The value, once it is looked up. */
export function unlessStandIn(value: string | undefined): string | undefined {
  return value !== undefined && isStandIn(value) ? undefined : value;
}

/** An id for a data set whose id or ARN is a stand-in: two of them are two data sets. */
export function standInId(value: string): string {
  return `dummy-value-${createHash('sha256').update(value).digest('hex').slice(0, 16)}`;
}

/** Of an account and a region that are not known. */
export function standInArn(value: string): string {
  return `arn:${Aws.PARTITION}:quicksight:${Aws.REGION}:${Aws.ACCOUNT_ID}:dataset/${standInId(value)}`;
}
