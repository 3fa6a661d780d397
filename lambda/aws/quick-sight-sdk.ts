import { CreateIngestionCommand, DescribeIngestionCommand } from '@aws-sdk/client-quicksight';
import type { AssumedRole, IngestionType } from '../../lib/private/contract';
import { truncate } from '../format';
import { dataSetIdOf } from '../outcome/outcome';
import type { ApiError, CreateAnswer, DescribeAnswer, QuickSight } from '../ports';
import { printable } from '../printable';
import type { QuickSightClients } from './quick-sight-clients';

/** QuickSight through the AWS SDK, each data set in its own region and through its own role. */
export class QuickSightSdk implements QuickSight {
  constructor(
    private readonly clients: QuickSightClients,
    private readonly abortSignal?: AbortSignal,
  ) {}

  async createIngestion(
    dataSetArn: string,
    ingestionId: string,
    type: IngestionType,
    role?: AssumedRole,
  ): Promise<CreateAnswer> {
    const { region, ...name } = parseDataSetArn(dataSetArn);
    try {
      await this.clients
        .of(region, role)
        .create.send(new CreateIngestionCommand({ ...name, IngestionId: ingestionId, IngestionType: type }), {
          abortSignal: this.abortSignal,
        });
      return { created: true };
    } catch (error) {
      return { apiError: toApiError(error) };
    }
  }

  async describeIngestion(dataSetArn: string, ingestionId: string, role?: AssumedRole): Promise<DescribeAnswer> {
    const { region, ...name } = parseDataSetArn(dataSetArn);
    try {
      const { Ingestion } = await this.clients
        .of(region, role)
        .describe.send(new DescribeIngestionCommand({ ...name, IngestionId: ingestionId }), {
          abortSignal: this.abortSignal,
        });
      return {
        ingestion: {
          status: words(Ingestion?.IngestionStatus ?? 'UNKNOWN'),
          createdAt: count(Ingestion?.CreatedTime?.getTime()),
          seconds: count(Ingestion?.IngestionTimeInSeconds),
          rowsIngested: count(Ingestion?.RowInfo?.RowsIngested),
          rowsDropped: count(Ingestion?.RowInfo?.RowsDropped),
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
}

/** `arn:PARTITION:quicksight:REGION:ACCOUNT:dataset/ID`, where the id may hold further colons. */
function parseDataSetArn(dataSetArn: string): { region: string; AwsAccountId: string; DataSetId: string } {
  const [, , , region = '', AwsAccountId = ''] = dataSetArn.split(':');
  return { region, AwsAccountId, DataSetId: dataSetIdOf(dataSetArn) };
}

/** The error's name is what counts; an error that never got an answer has no status. */
function toApiError(error: unknown): ApiError {
  const { name, message, ResourceType, $metadata } = error as {
    name?: string;
    message?: string;
    ResourceType?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  return status === undefined
    ? { error: 'NetworkError', message: words(`${name ?? 'Error'}: ${message ?? String(error)}`) }
    : {
        error: words(name ?? 'UnknownError'),
        message: words(message ?? ''),
        status,
        ...(ResourceType !== undefined && { resourceType: words(ResourceType) }),
      };
}

/** A number of QuickSight's answer; one that counts nothing is as good as none. */
function count(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Text from outside: without control characters, and no longer than fits. */
function words(text: string): string {
  return truncate(printable(text));
}
