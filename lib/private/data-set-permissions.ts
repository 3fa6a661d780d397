import { ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { DataSetAccess } from '../access';
import { charactersAtMost } from './tokens';

/**
 * What data sets may take of one policy. A managed policy has at most 6,144 characters; a role's inline
 * policies have 10,240 together, which leaves enough for the function's other permissions.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const POLICY_CHARACTERS = 6_000;

/** IAM allows a role 10 unless the quota is raised; one is left for what the app adds to the role. */
const MANAGED_POLICIES = 9;

/** `"Resource":[…],` around the ARNs of a statement, and quotes and comma around each ARN. */
const RESOURCE_LIST_CHARACTERS = 16;
const QUOTES_CHARACTERS = 3;

/** A policy of the role. */
interface Policy {
  /** How long its statements on data sets may become. */
  characters: number;
  readonly add: (statement: PolicyStatement) => void;
}

/**
 * The role's permission to refresh data sets: in its own policy, and in managed policies when that is full. The
 * CDK would split the role's policy as well, but it takes every ARN with a token for 150 characters long.
 */
export class DataSetPermissions {
  private readonly policies: Policy[];
  /** By what it allows: the last statement, whose policy may have room for more. */
  private readonly open = new Map<string, { statement: PolicyStatement; policy: Policy }>();
  private dataSets = 0;

  constructor(private readonly role: Role) {
    this.policies = [{ characters: 0, add: (statement) => role.addToPolicy(statement) }];
    role.node.addValidation({ validate: () => this.problems() });
  }

  public add(dataSetArn: string, access: DataSetAccess): void {
    this.dataSets += 1;
    const resource = `${dataSetArn}/ingestion/*`;
    const characters = charactersAtMost(this.role, resource) + QUOTES_CHARACTERS;
    const key = JSON.stringify(access._statement());
    const open = this.open.get(key);
    if (open && open.policy.characters + characters <= POLICY_CHARACTERS) {
      open.statement.addResources(resource);
      open.policy.characters += characters;
      return;
    }
    const statement = new PolicyStatement(access._statement());
    const frame = JSON.stringify(statement.toStatementJson()).length + RESOURCE_LIST_CHARACTERS;
    const policy = this.policyWithRoom(frame + characters);
    statement.addResources(resource);
    policy.add(statement);
    policy.characters += frame + characters;
    this.open.set(key, { statement, policy });
  }

  private policyWithRoom(characters: number): Policy {
    const last = this.policies[this.policies.length - 1];
    if (last.characters + characters <= POLICY_CHARACTERS) {
      return last;
    }
    const added = new ManagedPolicy(this.role, `DataSets${this.policies.length}`, {
      description: 'SPICE data sets that the function may refresh',
      roles: [this.role],
    });
    const policy = { characters: 0, add: (statement: PolicyStatement) => added.addStatements(statement) };
    this.policies.push(policy);
    return policy;
  }

  private problems(): string[] {
    const managed = this.policies.length - 1;
    return managed <= MANAGED_POLICIES
      ? []
      : [
          `${this.dataSets} data sets are too many for one role: their ARNs take ${managed} managed policies beside the ` +
            `role's own, of which IAM allows 10 and one is the app's; move some of the data sets to a second SpiceRefresh`,
        ];
  }
}
