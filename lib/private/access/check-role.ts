import { Token } from 'aws-cdk-lib';
import { EXTERNAL_ID, ROLE_ARN } from '../contract';
import { isStandIn } from '../stand-in';
import { withPlaceholders } from '../tokens';
import { givenString } from '../validate';

/** Where tokens stand for parts of it. */
const HALF_KNOWN_ROLE_ARN = /^[\w+=,.@:/-]+$/;

export function checkRoleArn(roleArn: string): void {
  const given = withPlaceholders(givenString(roleArn, 'the ARN of a role'));
  if (isStandIn(roleArn)) {
    return;
  }
  if (!(Token.isUnresolved(roleArn) ? HALF_KNOWN_ROLE_ARN : ROLE_ARN).test(given)) {
    throw new Error(`not the ARN of a role: got '${given}', expected arn:PARTITION:iam::ACCOUNT:role/NAME`);
  }
}

export function checkExternalId(externalId: string): void {
  const given = withPlaceholders(givenString(externalId, 'an external id'));
  if (!EXTERNAL_ID.test(given)) {
    throw new Error(
      `an external id has 2 to 1224 letters, digits and _ + = , . @ : / -: got '${given}' (${given.length} characters)`,
    );
  }
}
