import { Lazy, Token } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, type PolicyStatementProps, type Role } from 'aws-cdk-lib/aws-iam';
import { charactersAtMost, identity, substituted } from '../tokens';
import { acknowledgeIngestions, acknowledgeInlinePolicy } from './nag-acknowledgements';

/**
 * What statements that list resources may take of one policy. A managed policy has at most 6,144 characters; a role's
 * inline policies have 10,240 together, which leaves enough for the function's other permissions.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const POLICY_CHARACTERS = 6_000;

/** IAM allows a role 10 unless the quota is raised; one is left for what the app adds to the role. */
export const MANAGED_POLICIES = 9;

/** `"Resource":[…],` around the resources of a statement, and quotes and comma around each of them. */
const RESOURCE_LIST_CHARACTERS = 16;
const QUOTES_CHARACTERS = 3;

/** A policy of the role. */
interface Policy {
  /** How long its statements that list resources may become. */
  characters: number;
  readonly add: (statement: PolicyStatement) => void;
}

/**
 * A role's permissions on long lists of resources: in its own policy, and in managed policies when that is full. The
 * CDK would split the role's policy as well, but it takes every ARN with a token for 150 characters long.
 */
export class RolePolicies {
  private readonly policies: Policy[];
  /** By what it allows: the last statement, whose policy may have room for more. */
  private readonly open = new Map<string, { statement: PolicyStatement; policy: Policy }>();
  private readonly held = new Set<string>();

  constructor(private readonly role: Role) {
    this.policies = [{ characters: 0, add: (statement) => role.addToPolicy(statement) }];
    acknowledgeInlinePolicy(role);
  }

  /** Whether the role is allowed that already. */
  public holds(allowed: PolicyStatementProps, resource: string): boolean {
    return this.held.has(this.keyOf(allowed, resource));
  }

  /**
   * Allows the role what a statement allows, on one more resource. Answers whether there was room for it.
   *
   * @param managedPolicies how many of them it may take, of `MANAGED_POLICIES`
   */
  public add(allowed: PolicyStatementProps, resource: string, managedPolicies = MANAGED_POLICIES): boolean {
    const characters = charactersAtMost(this.role, resource) + QUOTES_CHARACTERS;
    const key = JSON.stringify(allowed);
    const open = this.open.get(key);
    if (open && open.policy.characters + characters <= POLICY_CHARACTERS) {
      open.statement.addResources(this.written(resource));
      open.policy.characters += characters;
    } else {
      const statement = new PolicyStatement(allowed);
      const frame = JSON.stringify(statement.toStatementJson()).length + RESOURCE_LIST_CHARACTERS;
      const policy = this.policyWithRoom(frame + characters, managedPolicies);
      if (!policy) {
        return false;
      }
      statement.addResources(this.written(resource));
      policy.add(statement);
      policy.characters += frame + characters;
      this.open.set(key, { statement, policy });
    }
    this.held.add(this.keyOf(allowed, resource));
    if (resource.includes('*')) {
      acknowledgeIngestions(this.role, resource);
    }
    return true;
  }

  private policyWithRoom(characters: number, managedPolicies: number): Policy | undefined {
    // the first of them is the role's own
    const managed = this.policies.length - 1;
    const last = this.policies[managed];
    if (last && managed <= managedPolicies && last.characters + characters <= POLICY_CHARACTERS) {
      return last;
    }
    if (managed >= managedPolicies) {
      return undefined;
    }
    const added = new ManagedPolicy(this.role, `DataSets${managed + 1}`, {
      description: 'SPICE data sets that the role may refresh',
      roles: [this.role],
    });
    const policy = { characters: 0, add: (statement: PolicyStatement) => added.addStatements(statement) };
    this.policies.push(policy);
    return policy;
  }

  /** As the template has it in the end: the ARN of a role may get a path from an aspect. */
  private written(resource: string): string {
    return Token.isUnresolved(resource)
      ? Lazy.uncachedString({ produce: () => substituted(this.role, resource) })
      : resource;
  }

  private keyOf(allowed: PolicyStatementProps, resource: string): string {
    return `${JSON.stringify(allowed)} ${identity(this.role, resource)}`;
  }
}
