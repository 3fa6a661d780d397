import { Annotations } from 'aws-cdk-lib';
import { ArnPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { DataSetAccess } from '../../access';
import type { AssumedRole } from '../contract';
import { MANAGED_POLICIES, RolePolicies } from './role-policies';

const ASSUME = { actions: ['sts:AssumeRole'] };

/** One managed policy is kept for the roles that the function assumes. */
const MANAGED_POLICIES_FOR_DATA_SETS = MANAGED_POLICIES - 1;

interface FurtherRole {
  readonly arn: string;
  readonly policies: RolePolicies;
}

/**
 * The function's permission to refresh data sets: in the policies of its role, and when those are full, which is after
 * about 400 data sets, in those of further roles, which it assumes. However many there are, each is named.
 */
export class DataSetPermissions {
  private readonly own: RolePolicies;
  private readonly further: FurtherRole[] = [];

  constructor(private readonly role: Role) {
    this.own = new RolePolicies(role);
  }

  /**
   * Allows the function to refresh a data set.
   *
   * @returns the role that it must assume for that, if it is not its own
   */
  public allow(dataSetArn: string, access: DataSetAccess): AssumedRole | undefined {
    const statement = access._statement();
    const resource = access._resource(dataSetArn);
    if (this.own.holds(statement, resource) || this.own.add(statement, resource, MANAGED_POLICIES_FOR_DATA_SETS)) {
      return undefined;
    }
    const known = this.further.find(({ policies }) => policies.holds(statement, resource));
    if (known) {
      return { arn: known.arn };
    }
    const last = this.further.at(-1);
    if (last?.policies.add(statement, resource)) {
      return { arn: last.arn };
    }
    const added = this.newFurtherRole();
    added.policies.add(statement, resource);
    return { arn: added.arn };
  }

  /** Allows the function to assume a role that holds the permission to refresh data sets. */
  public allowAssume(roleArn: string): void {
    if (!this.own.holds(ASSUME, roleArn) && !this.own.add(ASSUME, roleArn)) {
      throw new Error(
        `the function would assume too many roles: the ARN of one more does not fit into the ${MANAGED_POLICIES} managed ` +
          'policies of its own role; move some of the data sets to a second SpiceRefresh',
      );
    }
  }

  private newFurtherRole(): FurtherRole {
    const role = new Role(this.role, `DataSetsRole${this.further.length + 1}`, {
      assumedBy: new ArnPrincipal(this.role.roleArn),
      description: 'SPICE data sets that the function refreshes by assuming this role: its own has no more room',
    });
    this.allowAssume(role.roleArn);
    const further = { arn: role.roleArn, policies: new RolePolicies(role) };
    this.further.push(further);
    Annotations.of(role).addInfoV2(
      'cdk-spice-refresh:furtherRole',
      "the ARNs of so many data sets do not fit into the policies of the function's role: from here on they are in those " +
        'of this further role, which the function assumes; it may refresh these data sets one by one, as before, and no other',
    );
    return further;
  }
}
