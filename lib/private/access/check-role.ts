import { Token } from 'aws-cdk-lib';
import { withPlaceholders } from '../tokens';

/** What the function takes for the ARN of a role: one role of one account, never a wildcard. */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;

/** Where tokens stand for parts of it. */
const HALF_KNOWN_ROLE_ARN = /^[\w+=,.@:/-]+$/;

export function checkRoleArn(roleArn: string): void {
  const given = withPlaceholders(roleArn);
  if (!(Token.isUnresolved(roleArn) ? HALF_KNOWN_ROLE_ARN : ROLE_ARN).test(given)) {
    throw new Error(`not the ARN of a role: got '${given}', expected arn:PARTITION:iam::ACCOUNT:role/NAME`);
  }
}

export function checkExternalId(externalId: string): void {
  const given = withPlaceholders(externalId);
  if (!/^[\w+=,.@:/-]{2,1224}$/.test(given)) {
    throw new Error(
      `an external id has 2 to 1224 letters, digits and _ + = , . @ : / -: got '${given}' (${given.length} characters)`,
    );
  }
}
