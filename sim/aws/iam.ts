import { runSimulation } from '@cloud-copilot/iam-simulate';

/** Who asks for what, with the request's condition keys. */
export interface Request {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly accountId: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
}

/** Decides requests with the template's own policy documents, the way IAM does. */
export class Policies {
  private readonly decisions = new Map<string, boolean>();

  /** @param identityPolicies of the role that asks; none for a service, which only a resource policy can let in */
  constructor(private readonly identityPolicies: readonly unknown[] = []) {}

  async allows(request: Request, resourcePolicy?: unknown): Promise<boolean> {
    // ingestion ids differ in nothing that a policy could tell apart: decide once for all of a data set
    const key = JSON.stringify(request).replace(/(\/ingestion\/)[\w-]+/, '$1*');
    const known = this.decisions.get(key);
    if (known !== undefined) {
      return known;
    }
    const answer = await runSimulation(
      {
        identityPolicies: this.identityPolicies.map((policy, index) => ({ name: `policy-${index}`, policy })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(resourcePolicy ? { resourcePolicy } : {}),
        request: {
          principal: request.principal,
          action: request.action,
          resource: { resource: request.resource, accountId: request.accountId },
          contextVariables: { ...request.context },
        },
      },
      {},
    );
    if (answer.resultType === 'error') {
      throw new Error(`IAM cannot decide ${key}: ${JSON.stringify(answer.errors)}`);
    }
    const allowed = answer.resultType === 'single' && answer.overallResult === 'Allowed';
    this.decisions.set(key, allowed);
    return allowed;
  }
}
