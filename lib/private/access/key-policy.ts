import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { readableArn } from '../tokens';

/**
 * An AWS managed key: its policy, which cannot be changed, lets in no AWS service on behalf of another one.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key
 */
const AWS_MANAGED = /(?:^|[:/])(alias\/aws\/.*)$/;

/** Adds statements to a key's policy; where that is not possible from this app, synthesis warns with their text. */
export function allowServices(
  scope: Construct,
  key: IKey,
  property: string,
  services: string,
  statements: readonly PolicyStatement[],
): void {
  const managed = AWS_MANAGED.exec(key.keyArn)?.[1];
  if (managed) {
    throw new Error(
      `${property === 'encryptionKey' ? property : `the key of ${property}`} must be customer managed: got ${managed}, an AWS managed key, which ${services} cannot use; ` +
        'pass a kms.Key, or a key of yours with Key.fromKeyArn',
    );
  }
  const missing = statements.filter((statement) => !key.addToResourcePolicy(statement).statementAdded);
  if (missing.length > 0) {
    const json = JSON.stringify(
      readable(
        scope,
        missing.map((statement) => statement.toStatementJson()),
      ),
    );
    Annotations.of(scope).addWarningV2(
      `cdk-spice-refresh:${property}`,
      `the policy of the key ${key.node.path} cannot be changed from this app: ${services} cannot use ` +
        `it unless its policy has these statements; add them, then acknowledge this warning: ${json}`,
    );
  }
}

/** To be pasted into a policy: REGION and the like in the place of what is known at deployment only. */
function readable(scope: Construct, value: unknown): unknown {
  const resolved = Stack.of(scope).resolve(value);
  if (Array.isArray(resolved)) {
    return resolved.map((item) => readable(scope, item));
  }
  if (typeof resolved !== 'object' || resolved === null) {
    return resolved;
  }
  const entries = Object.entries(resolved);
  return entries.some(([name]) => name === 'Ref' || name.startsWith('Fn::'))
    ? readableArn(scope, Token.asString(resolved))
    : Object.fromEntries(entries.map(([name, item]) => [name, readable(scope, item)]));
}
