import type { AssumedRole } from '../../lib/private/contract';
import { Policies } from '../aws/iam';
import type { QuickSightModel } from '../aws/quick-sight-model';
import type { VirtualClock } from '../aws/virtual-clock';
import type { Deployment } from '../template/deployment';
import type { FunctionResource } from '../template/resources';
import { Refused } from './faults';

/** A call of AWS that the function makes. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Record<string, string | string[]>;
  /** Where its endpoint has no address, nothing is asked. */
  readonly unreachable?: boolean;
  /** The role that the function assumes for it. */
  readonly role?: AssumedRole;
}

/** Where calls are decided: the template's roles and policies, and the tags of data sets. */
interface Account {
  readonly deployment: Deployment;
  readonly clock: VirtualClock;
  readonly quickSight: QuickSightModel;
}

/** The rights of the function's role, and of the roles that it assumes. */
export class FunctionRole {
  private readonly policies: Policies;
  /** Of the roles that it has assumed. */
  private readonly assumed = new Map<string, Policies>();

  /** @param policies decisions of the role's policy, to share between worlds of the same template */
  constructor(
    private readonly account: Account,
    private readonly resource: FunctionResource,
    policies?: Policies,
  ) {
    this.policies = policies ?? new Policies(resource.policies);
  }

  /** @throws Refused if the role, or the one that is assumed for the call, may not make it */
  async authorize({ role, ...call }: Call): Promise<void> {
    const { account } = this.account.deployment.environment;
    const { roleArn } = this.resource;
    const assumed = role && (await this.assume(role));
    const allowed = await this.account.clock.standStill(
      (assumed?.policies ?? this.policies).allows({
        principal: assumed?.arn ?? roleArn,
        accountId: assumed ? accountOf(assumed.arn) : account,
        ...call,
      }),
    );
    if (!allowed) {
      const message = `User: ${assumed?.arn ?? roleArn} is not authorized to perform: ${call.action} on resource: ${call.resource}`;
      throw new Refused({ error: 'AccessDeniedException', status: 401, message });
    }
  }

  /** An ingestion has the tags of its data set, for access control. */
  tagContext(dataSetArn: string): Record<string, string> {
    const tags = this.account.quickSight.dataSet(dataSetArn)?.tags ?? {};
    return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
  }

  /** As STS: the function must be allowed to ask, and the role's trust policy must let it in. */
  private async assume({ arn, externalId }: AssumedRole): Promise<{ arn: string; policies: Policies }> {
    const { roleArn } = this.resource;
    const role = this.account.deployment.roles.find((candidate) => candidate.arn === arn);
    const request = {
      principal: roleArn,
      action: 'sts:AssumeRole',
      resource: arn,
      accountId: accountOf(arn),
      context: { 'aws:PrincipalArn': roleArn, ...(externalId !== undefined && { 'sts:ExternalId': externalId }) },
    };
    if (!role || !(await this.account.clock.standStill(this.policies.allows(request, role.trustPolicy)))) {
      const message = `User: ${roleArn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
      throw new Refused({ error: 'AccessDenied', status: 403, message });
    }
    let policies = this.assumed.get(arn);
    if (!policies) {
      policies = new Policies(role.policies);
      this.assumed.set(arn, policies);
    }
    return { arn, policies };
  }
}

/** `arn:PARTITION:iam::ACCOUNT:role/NAME` → `ACCOUNT`. */
function accountOf(roleArn: string): string {
  return roleArn.split(':')[4] as string;
}
