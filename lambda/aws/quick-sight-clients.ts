import { QuickSightClient } from '@aws-sdk/client-quicksight';
import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { type AssumedRole, OUTCOME_SOURCE } from '../../lib/private/contract';
import { BRIEF, type CallLimits, CREATE, DESCRIBE } from '../timing';
import { clientConfig } from './timeouts';

type CredentialProvider = ReturnType<typeof fromTemporaryCredentials>;

/** More roles than a construct has: only forged messages could name so many. */
const MAX_CLIENTS = 100;

interface Clients {
  readonly create: QuickSightClient;
  readonly describe: QuickSightClient;
}

/** How long each of the three calls may take that a refresh is made of. */
export interface QuickSightLimits {
  readonly create: CallLimits;
  readonly describe: CallLimits;
  readonly assumeRole: CallLimits;
}

const LIMITS: QuickSightLimits = { create: CREATE, describe: DESCRIBE, assumeRole: BRIEF };

/** QuickSight clients by region and role, kept from one invocation to the next. */
export class QuickSightClients {
  private readonly clients = new Map<string, Clients>();

  /** @param region the function's own: there it asks for the roles that it assumes */
  constructor(
    private readonly region?: string,
    private readonly limits = LIMITS,
  ) {}

  of(region: string, role?: AssumedRole): Clients {
    const key = JSON.stringify([region, role?.arn, role?.externalId]);
    let clients = this.clients.get(key);
    if (!clients) {
      if (this.clients.size >= MAX_CLIENTS) {
        this.clients.clear();
      }
      clients = this.newClients(region, role && this.credentialsOf(role));
      this.clients.set(key, clients);
    }
    return clients;
  }

  private newClients(region: string, given?: CredentialProvider): Clients {
    const describe = new QuickSightClient({
      region,
      ...clientConfig(this.limits.describe),
      ...(given && { credentials: given }),
    });
    const create = new QuickSightClient({
      region,
      // one attempt: every call may count against the quota, and the SDK takes LimitExceededException for throttling
      ...clientConfig(this.limits.create),
      // what one client has been given and keeps is good for the other
      ...(given && { credentials: describe.config.credentials }),
    });
    return { create, describe };
  }

  /**
   * Credentials of a role, which the client that is given them keeps until they expire. What assumes a role is loaded
   * when the first one is needed: most functions never assume one. STS is asked in the function's own region, where it
   * is sure to be enabled.
   */
  private credentialsOf({ arn, externalId }: AssumedRole): CredentialProvider {
    let provider: Promise<CredentialProvider> | undefined;
    return async (properties) => {
      provider ??= import('@aws-sdk/credential-providers').then(({ fromTemporaryCredentials }) =>
        fromTemporaryCredentials({
          params: { RoleArn: arn, ExternalId: externalId, RoleSessionName: OUTCOME_SOURCE },
          clientConfig: { region: this.region, ...clientConfig(this.limits.assumeRole) },
        }),
      );
      return (await provider)(properties);
    };
  }
}
