import { CreateIngestionCommand, DescribeIngestionCommand, QuickSightClient } from '@aws-sdk/client-quicksight';
import type { IngestionType } from '../../lib/private/contract';
import { dataSetIdOf } from '../outcome';
import type { CreateAnswer, DescribeAnswer, QuickSight, Refusal } from '../quick-sight';
import { TIMEOUTS } from './timeouts';

/** QuickSight through the AWS SDK, each data set in its own region. */
export class QuickSightSdk implements QuickSight {
  private readonly clients = new Map<string, { create: QuickSightClient; describe: QuickSightClient }>();

  async createIngestion(dataSetArn: string, ingestionId: string, type: IngestionType): Promise<CreateAnswer> {
    const { region, ...name } = parseDataSetArn(dataSetArn);
    try {
      await this.client(region).create.send(
        new CreateIngestionCommand({ ...name, IngestionId: ingestionId, IngestionType: type }),
      );
      return { created: true };
    } catch (error) {
      return { refusal: toRefusal(error) };
    }
  }

  async describeIngestion(dataSetArn: string, ingestionId: string): Promise<DescribeAnswer> {
    const { region, ...name } = parseDataSetArn(dataSetArn);
    try {
      const { Ingestion } = await this.client(region).describe.send(
        new DescribeIngestionCommand({ ...name, IngestionId: ingestionId }),
      );
      return {
        ingestion: {
          status: Ingestion?.IngestionStatus ?? 'UNKNOWN',
          createdAt: Ingestion?.CreatedTime?.getTime(),
          seconds: Ingestion?.IngestionTimeInSeconds,
          rowsIngested: Ingestion?.RowInfo?.RowsIngested,
          rowsDropped: Ingestion?.RowInfo?.RowsDropped,
          ...(Ingestion?.ErrorInfo && {
            error: { type: Ingestion.ErrorInfo.Type ?? 'UNKNOWN', message: Ingestion.ErrorInfo.Message ?? '' },
          }),
        },
      };
    } catch (error) {
      return { refusal: toRefusal(error) };
    }
  }

  private client(region: string): { create: QuickSightClient; describe: QuickSightClient } {
    let client = this.clients.get(region);
    if (!client) {
      client = {
        // every call may count against the quota, and the SDK takes LimitExceededException for throttling: no retries
        create: new QuickSightClient({ region, requestHandler: TIMEOUTS, maxAttempts: 1 }),
        describe: new QuickSightClient({ region, requestHandler: TIMEOUTS }),
      };
      this.clients.set(region, client);
    }
    return client;
  }
}

/** `arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID`, where the id may hold further colons. */
function parseDataSetArn(dataSetArn: string): { region: string; AwsAccountId: string; DataSetId: string } {
  const [, , , region = '', AwsAccountId = ''] = dataSetArn.split(':');
  return { region, AwsAccountId, DataSetId: dataSetIdOf(dataSetArn) };
}

/** The error's name is what counts; an error that never got an answer has no status. */
function toRefusal(error: unknown): Refusal {
  const { name, message, $metadata } = error as {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  return status === undefined
    ? { error: 'NetworkError', message: `${name ?? 'Error'}: ${message ?? String(error)}` }
    : { error: name ?? 'UnknownError', message: message ?? '', status };
}
