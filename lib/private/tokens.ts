import { createHash } from 'node:crypto';
import {
  DefaultTokenResolver,
  Fn,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
  StringConcat,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';

/** What stands for these in a text for people, where they are not known. */
const PLACEHOLDERS: ReadonlyMap<string | undefined, string> = new Map([
  ['AWS::Partition', 'PARTITION'],
  ['AWS::Region', 'REGION'],
  ['AWS::AccountId', 'ACCOUNT'],
]);

/** What these become at deployment: no partition, region or account id is as long. */
const PSEUDO_PARAMETER_CHARACTERS = 32;

/** What any other token becomes: the ARN of a data set is shorter, and that of a role with a path hardly longer. */
const TOKEN_CHARACTERS = 600;

/** How long a string with tokens may become. */
export function charactersAtMost(scope: IConstruct, value: string): number {
  if (!Token.isUnresolved(value)) {
    return value.length;
  }
  return fragmentsOf(Stack.of(scope).resolve(value)).reduce<number>((sum, fragment) => {
    if (typeof fragment === 'string') {
      return sum + fragment.length;
    }
    return sum + (PLACEHOLDERS.has(fragment.Ref) ? PSEUDO_PARAMETER_CHARACTERS : TOKEN_CHARACTERS);
  }, 0);
}

/**
 * The same text in one line of a template instead of a dozen, where nothing but pseudo parameters is open: templates are
 * written indented, and CloudFormation's limit counts that.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function substituted(scope: IConstruct, value: string): string {
  if (!Token.isUnresolved(value)) {
    return value;
  }
  const fragments = fragmentsOf(Stack.of(scope).resolve(value));
  const parts = fragments.map((fragment) => {
    if (typeof fragment === 'string') {
      return fragment.includes('${') ? undefined : fragment;
    }
    return fragment.Ref?.startsWith('AWS::') ? `\${${fragment.Ref}}` : undefined;
  });
  return parts.includes(undefined) || fragments.length === 1 ? value : Fn.sub(parts.join(''));
}

/** A value as the checkers of templates write it: `<Name>` for a reference, `<Name.Arn>` for an attribute. */
export function templateText(scope: IConstruct, value: string): string {
  return fragmentsOf(Stack.of(scope).resolve(value))
    .map((fragment) => {
      if (typeof fragment === 'string') {
        return fragment;
      }
      const name = fragment.Ref ?? fragment['Fn::GetAtt']?.join('.');
      return name === undefined ? JSON.stringify(fragment) : `<${name}>`;
    })
    .join('');
}

/** An ARN for people, such as that of a data set: REGION and the like where the value is known at deployment only. */
export function readableArn(scope: IConstruct, dataSetArn: string): string {
  const fragments = fragmentsOf(Stack.of(scope).resolve(dataSetArn));
  // what is unknown of an ARN, but for its pseudo parameters, is the id
  const unknown = fragments.length === 1 ? 'DATA_SET_ARN' : 'DATA_SET_ID';
  const known = new Map([...PLACEHOLDERS, ...partitionOf(scope)]);
  return fragments
    .map((fragment) => (typeof fragment === 'string' ? fragment : (known.get(fragment.Ref) ?? unknown)))
    .join('');
}

/** Templates have a token for the partition even where the region says which it is. */
function partitionOf(scope: IConstruct): [string, string][] {
  const { region } = Stack.of(scope);
  const partition = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  return partition === undefined ? [] : [['AWS::Partition', partition]];
}

/** What is known of a string: each of its tokens, whatever it becomes, is the word TOKEN, which is allowed everywhere. */
export function withPlaceholders(value: string): string {
  if (!Token.isUnresolved(value)) {
    return value;
  }
  return Tokenization.reverseString(value)
    .mapTokens({ mapToken: () => 'TOKEN' })
    .join(new StringConcat());
}

/**
 * Tells values apart. In a template, resources of different stacks may have the same logical id; here a
 * reference to another stack's resource names the resource by its path.
 */
export function identity(scope: IConstruct, value: unknown): string {
  return JSON.stringify(
    Tokenization.resolve(value, { scope, resolver: new IdentityResolver(Stack.of(scope)), preparing: false }),
  );
}

/** What a set of identities is known by: another one for another set, the same in whatever order. */
export function fingerprint(identities: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(identities.toSorted())).digest('hex').slice(0, 16);
}

class IdentityResolver extends DefaultTokenResolver {
  constructor(private readonly stack: Stack) {
    super({ join: (left: unknown, right: unknown) => [left, right] });
  }

  public override resolveToken(
    token: IResolvable,
    context: IResolveContext,
    postProcessor: Parameters<DefaultTokenResolver['resolveToken']>[2],
  ): unknown {
    return Reference.isReference(token) && Stack.of(token.target) !== this.stack
      ? { path: token.target.node.path, attribute: token.displayName }
      : super.resolveToken(token, context, postProcessor);
  }
}

/** Literal text, or a value that is known at deployment. */
type Fragment = string | { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly string[] };

/** What CloudFormation joins to a string. */
function fragmentsOf(resolved: unknown): Fragment[] {
  const [delimiter, parts] = (resolved as { 'Fn::Join'?: [string, unknown] })['Fn::Join'] ?? ['', undefined];
  return Array.isArray(parts)
    ? parts.flatMap((part, at) => [...(at > 0 ? [delimiter] : []), ...fragmentsOf(part)])
    : [resolved as Fragment];
}
