import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { DataSetAccess } from './access';
import { checkExternalId, checkRoleArn } from './private/access/check-role';
import { tagOrExplain } from './private/access/data-set-tag';
import { finalRoleArn, stableRoleName } from './private/access/role-name';
import { RolePolicies } from './private/access/role-policies';
import { accountOf } from './private/arn';
import { checkDefinedDataSet } from './private/defined-data-set';
import { unlessStandIn } from './private/stand-in';
import type { SpiceDataSet } from './spice-data-set';

/** A role of the account that owns data sets, with the permission to refresh them. */
export interface IDataSetAccessRole extends IConstruct {
  /** The role's ARN. */
  readonly roleArn: string;

  /** External ID that assuming the role requires. */
  readonly externalId: string;
}

/** A `DataSetAccessRole` that another app deploys. */
export interface DataSetAccessRoleAttributes {
  /** The role's ARN: `arn:PARTITION:iam::ACCOUNT:role/NAME`. */
  readonly roleArn: string;

  /** The `externalId` that it was given. */
  readonly externalId: string;
}

/** Properties of a `DataSetAccessRole`. */
export interface DataSetAccessRoleProps {
  /**
   * The only role that may assume this one: `role` of the `SpiceRefresh`. If another app deploys that, pass
   * `iam.Role.fromRoleArn` with the ARN of its role.
   */
  readonly refreshRole: iam.IRole;

  /**
   * External ID both accounts agree on, such as the name of the team that owns the data sets. Not a secret. It keeps a
   * function that refreshes for several owners from using one owner's role on behalf of another.
   *
   * 2 to 1,224 letters, digits and `_ + = , . @ : / -`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly externalId: string;

  /** The data sets that may be refreshed, all of them this account's; their region may be another one. */
  readonly dataSets: SpiceDataSet[];

  /**
   * What decides whether a data set may be refreshed.
   *
   * @default DataSetAccess.arnAndTag('spice-refresh', 'allowed')
   */
  readonly access?: DataSetAccess;

  /**
   * The role's name, for an app that knows it by its ARN.
   *
   * @default - one that is made of the construct's path, account and region; where these are not known at synthesis, one
   * that CloudFormation makes
   */
  readonly roleName?: string;
}

/**
 * The permission to refresh data sets of **this** account for a `SpiceRefresh` in another one: deploy it in the account
 * that owns the data sets. It lets the function's role in, with the external id, and allows it `CreateIngestion` and
 * `DescribeIngestion` on these data sets while they carry the tag. Deleting it, or taking a tag off, ends that.
 *
 * The order of deployment does not matter.
 *
 * @example
 * declare const refresh: SpiceRefresh; // in a stack of account 111111111111
 * declare const landingBucket: s3.Bucket;
 *
 * // in a stack of account 222222222222
 * const accessRole = new DataSetAccessRole(this, 'SpiceRefreshAccess', {
 *   refreshRole: refresh.role,
 *   externalId: 'finance',
 *   dataSets: [SpiceDataSet.fromDataSetId('orders')],
 * });
 *
 * refresh.addDataSet('Orders', {
 *   dataSet: SpiceDataSet.fromDataSetArn('arn:aws:quicksight:eu-west-1:222222222222:dataset/orders'),
 *   accessRole,
 *   refreshOn: [LandingEvent.objectCreated(landingBucket, { keyPrefix: 'orders/' })],
 * });
 */
export class DataSetAccessRole extends Construct implements IDataSetAccessRole {
  /**
   * A `DataSetAccessRole` that another app deploys.
   *
   * @param id of the reference, which adds nothing to the template
   * @param scope construct that the reference belongs to
   * @param attributes what the other app says of its role
   */
  public static fromDataSetAccessRoleAttributes(
    scope: Construct,
    id: string,
    attributes: DataSetAccessRoleAttributes,
  ): IDataSetAccessRole {
    return new ImportedDataSetAccessRole(scope, id, attributes);
  }

  /** The role's ARN. */
  public readonly roleArn: string;

  /** External ID that assuming the role requires. */
  public readonly externalId: string;

  /** What decides whether a data set may be refreshed. */
  public readonly access: DataSetAccess;

  constructor(scope: Construct, id: string, props: DataSetAccessRoleProps) {
    super(scope, id);
    const { refreshRole, externalId, dataSets } = props;
    checkExternalId(externalId);
    if (dataSets.length === 0) {
      throw new Error('dataSets must not be empty: pass at least one SpiceDataSet');
    }
    this.externalId = externalId;
    this.access = props.access ?? DataSetAccess.arnAndTag('spice-refresh', 'allowed');
    const role = new iam.Role(this, 'Role', {
      // the account is trusted, but only as this one role: the role need not be there yet, and may be recreated
      assumedBy: new iam.AccountPrincipal(this.trustedAccount(refreshRole)).withConditions({
        ArnEquals: {
          'aws:PrincipalArn': refreshRole instanceof iam.Role ? finalRoleArn(refreshRole) : refreshRole.roleArn,
        },
        StringEquals: { 'sts:ExternalId': externalId },
      }),
      roleName: unlessStandIn(props.roleName) ?? stableRoleName(this),
      description: 'SPICE data sets that a SpiceRefresh of another account may refresh, and nothing else',
    });
    this.roleArn = finalRoleArn(role);
    this.allow(role, dataSets);
  }

  private allow(role: iam.Role, dataSets: readonly SpiceDataSet[]): void {
    const policies = new RolePolicies(role);
    for (const dataSet of dataSets) {
      const dataSetArn = dataSet._arn(this);
      this.checkOwner(dataSetArn);
      const [statement, resource] = [this.access._statement(), this.access._resource(dataSetArn)];
      if (!policies.holds(statement, resource) && !policies.add(statement, resource)) {
        throw new Error(
          `${dataSets.length} data sets are too many for one role: their ARNs do not fit into the policies that IAM ` +
            'allows it; share them out over several DataSetAccessRoles',
        );
      }
      tagOrExplain(this, dataSet, dataSetArn, this.access);
      if (dataSet._defined) {
        checkDefinedDataSet(this, dataSet._defined, { tag: this.access._tag });
      }
    }
  }

  /** The account of the function's role; one that is not known would become this account in the template. */
  private trustedAccount(refreshRole: iam.IRole): string {
    const { principalAccount } = refreshRole;
    const stack = Stack.of(refreshRole);
    if (principalAccount === undefined || (Token.isUnresolved(principalAccount) && stack !== Stack.of(this))) {
      throw new Error(
        `the account of refreshRole must be known at synthesis: give the stack ${stack.node.path} an env with an account, ` +
          'or pass iam.Role.fromRoleArn',
      );
    }
    return principalAccount;
  }

  /** QuickSight's permissions are those of the account that owns the data set. */
  private checkOwner(dataSetArn: string): void {
    const { account } = Stack.of(this);
    const owner = accountOf(dataSetArn);
    if (owner !== undefined && !Token.isUnresolved(account) && owner !== account) {
      throw new Error(
        `a role gives access to data sets of its own account: got '${dataSetArn}' in a stack of account ${account}; ` +
          `deploy a DataSetAccessRole in account ${owner}`,
      );
    }
  }
}

class ImportedDataSetAccessRole extends Construct implements IDataSetAccessRole {
  public readonly roleArn: string;
  public readonly externalId: string;

  constructor(scope: Construct, id: string, { roleArn, externalId }: DataSetAccessRoleAttributes) {
    super(scope, id);
    checkRoleArn(roleArn);
    checkExternalId(externalId);
    this.roleArn = roleArn;
    this.externalId = externalId;
  }
}
