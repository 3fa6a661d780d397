import { CreateIngestionCommand, DescribeIngestionCommand, QuickSightClient } from '@aws-sdk/client-quicksight';
import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { type AssumedRole, type IngestionType, OUTCOME_SOURCE } from '../../lib/private/contract';
import { truncate } from '../format';
import { dataSetIdOf } from '../outcome';
import type { ApiError, CreateAnswer, DescribeAnswer, QuickSight } from '../ports';
import { printable } from '../printable';
import { TIMEOUTS } from './timeouts';

type CredentialProvider = ReturnType<typeof fromTemporaryCredentials>;

/** More roles than a construct has: only forged messages could name so many. */
const MAX_CLIENTS = 100;

interface Clients {
  readonly create: QuickSightClient;
  readonly describe: QuickSightClient;
}

/** QuickSight through the AWS SDK, each data set in its own region and through its own role. */
export class QuickSightSdk implements QuickSight {
  private readonly clients = new Map<string, Clients>();

  /** @param region the function's own: there it asks for the roles that it assumes */
  constructor(private readonly region?: string) {}

  async createIngestion(
    dataSetArn: string,
    ingestionId: string,
    type: IngestionType,
    role?: AssumedRole,
  ): Promise<CreateAnswer> {
    const { region, ...name } = parseDataSetArn(dataSetArn);
    try {
      await this.clientsOf(region, role).create.send(
        new CreateIngestionCommand({ ...name, IngestionId: ingestionId, IngestionType: type }),
      );
      return { created: true };
    } catch (error) {
      return { apiError: toApiError(error) };
    }
  }

  async describeIngestion(dataSetArn: string, ingestionId: string, role?: AssumedRole): Promise<DescribeAnswer> {
    const { region, ...name } = parseDataSetArn(dataSetArn);
    try {
      const { Ingestion } = await this.clientsOf(region, role).describe.send(
        new DescribeIngestionCommand({ ...name, IngestionId: ingestionId }),
      );
      return {
        ingestion: {
          status: words(Ingestion?.IngestionStatus ?? 'UNKNOWN'),
          createdAt: Ingestion?.CreatedTime?.getTime(),
          seconds: Ingestion?.IngestionTimeInSeconds,
          rowsIngested: Ingestion?.RowInfo?.RowsIngested,
          rowsDropped: Ingestion?.RowInfo?.RowsDropped,
          ...(Ingestion?.ErrorInfo && {
            error: {
              type: words(Ingestion.ErrorInfo.Type ?? 'UNKNOWN'),
              message: words(Ingestion.ErrorInfo.Message ?? ''),
            },
          }),
        },
      };
    } catch (error) {
      return { apiError: toApiError(error) };
    }
  }

  private clientsOf(region: string, role?: AssumedRole): Clients {
    const key = JSON.stringify([region, role?.arn, role?.externalId]);
    let clients = this.clients.get(key);
    if (!clients) {
      if (this.clients.size >= MAX_CLIENTS) {
        this.clients.clear();
      }
      clients = newClients(region, role && credentialsOf(role, this.region));
      this.clients.set(key, clients);
    }
    return clients;
  }
}

function newClients(region: string, given?: CredentialProvider): Clients {
  const describe = new QuickSightClient({ region, requestHandler: TIMEOUTS, ...(given && { credentials: given }) });
  const create = new QuickSightClient({
    region,
    requestHandler: TIMEOUTS,
    // every call may count against the quota, and the SDK takes LimitExceededException for throttling: no retries
    maxAttempts: 1,
    // what one client has been given and keeps is good for the other
    ...(given && { credentials: describe.config.credentials }),
  });
  return { create, describe };
}

/**
 * Credentials of a role, which the client that is given them keeps until they expire. What assumes a role is loaded
 * when the first one is needed: most functions never assume one.
 *
 * @param region whose STS is asked: the function's own, where it is sure to be enabled
 */
function credentialsOf({ arn, externalId }: AssumedRole, region?: string): CredentialProvider {
  let provider: Promise<CredentialProvider> | undefined;
  return async (properties) => {
    provider ??= import('@aws-sdk/credential-providers').then(({ fromTemporaryCredentials }) =>
      fromTemporaryCredentials({
        params: { RoleArn: arn, ExternalId: externalId, RoleSessionName: OUTCOME_SOURCE },
        clientConfig: { region },
      }),
    );
    return (await provider)(properties);
  };
}

/** `arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID`, where the id may hold further colons. */
function parseDataSetArn(dataSetArn: string): { region: string; AwsAccountId: string; DataSetId: string } {
  const [, , , region = '', AwsAccountId = ''] = dataSetArn.split(':');
  return { region, AwsAccountId, DataSetId: dataSetIdOf(dataSetArn) };
}

/** The error's name is what counts; an error that never got an answer has no status. */
function toApiError(error: unknown): ApiError {
  const { name, message, $metadata } = error as {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  return status === undefined
    ? { error: 'NetworkError', message: words(`${name ?? 'Error'}: ${message ?? String(error)}`) }
    : { error: words(name ?? 'UnknownError'), message: words(message ?? ''), status };
}

/** Somebody else's words: nothing in them that acts on where they are shown, and no more than fits. */
function words(text: string): string {
  return truncate(printable(text));
}
