import {
  type DataSet,
  type DataSetSummary,
  type DataSource,
  DescribeDataSetCommand,
  DescribeDataSetRefreshPropertiesCommand,
  type Ingestion,
  ListIngestionsCommand,
  ListRefreshSchedulesCommand,
  ListTagsForResourceCommand,
  paginateListDataSets,
  paginateListDataSources,
  QuickSightClient,
  type RefreshSchedule,
  TagResourceCommand,
} from '@aws-sdk/client-quicksight';
import { Gate, LIST_INGESTIONS_GAP } from './concurrency';
import { permitted } from './permitted';

/** QuickSight of one account and region, with the caller's credentials. */
export class QuickSightAccount {
  private readonly client: QuickSightClient;
  private readonly ingestionsGate: Gate;

  constructor(
    private readonly accountId: string,
    clock: { now(): number; sleep(milliseconds: number): Promise<void> },
    region?: string,
  ) {
    this.client = new QuickSightClient({ maxAttempts: 5, ...(region && { region }) });
    this.ingestionsGate = new Gate(LIST_INGESTIONS_GAP, clock);
  }

  close(): void {
    this.client.destroy();
  }

  dataSets(): Promise<DataSetSummary[]> {
    return permitted('quicksight:ListDataSets', async () => {
      const found: DataSetSummary[] = [];
      for await (const { DataSetSummaries = [] } of paginateListDataSets(this.config, {
        AwsAccountId: this.accountId,
      })) {
        found.push(...DataSetSummaries);
      }
      return found;
    });
  }

  dataSources(): Promise<DataSource[]> {
    return permitted('quicksight:ListDataSources', async () => {
      const found: DataSource[] = [];
      for await (const { DataSources = [] } of paginateListDataSources(this.config, { AwsAccountId: this.accountId })) {
        found.push(...DataSources);
      }
      return found;
    });
  }

  describe(dataSetId: string): Promise<DataSet> {
    return permitted('quicksight:DescribeDataSet', async () => {
      const command = new DescribeDataSetCommand(this.of(dataSetId));
      return (await this.client.send(command)).DataSet as DataSet;
    });
  }

  schedules(dataSetId: string): Promise<RefreshSchedule[]> {
    return permitted('quicksight:ListRefreshSchedules', async () => {
      const command = new ListRefreshSchedulesCommand(this.of(dataSetId));
      return (await this.client.send(command)).RefreshSchedules ?? [];
    });
  }

  /** Whether it has a look-back window, without which an incremental refresh is refused. */
  hasLookBackWindow(dataSetId: string): Promise<boolean> {
    return permitted('quicksight:DescribeDataSetRefreshProperties', async () => {
      try {
        const command = new DescribeDataSetRefreshPropertiesCommand(this.of(dataSetId));
        const { DataSetRefreshProperties } = await this.client.send(command);
        return DataSetRefreshProperties?.RefreshConfiguration?.IncrementalRefresh?.LookbackWindow !== undefined;
      } catch (error) {
        if ((error as Error).name === 'ResourceNotFoundException') {
          return false;
        }
        throw error;
      }
    });
  }

  tags(dataSetArn: string): Promise<ReadonlyMap<string, string>> {
    return permitted('quicksight:ListTagsForResource', async () => {
      const { Tags = [] } = await this.client.send(new ListTagsForResourceCommand({ ResourceArn: dataSetArn }));
      return new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    });
  }

  async tag(dataSetArn: string, key: string, value: string): Promise<void> {
    await permitted('quicksight:TagResource', () =>
      this.client.send(new TagResourceCommand({ ResourceArn: dataSetArn, Tags: [{ Key: key, Value: value }] })),
    );
  }

  /**
   * The latest ingestions, newest first: as many pages as it takes.
   *
   * @param isEnough whether the pages so far say what is to be found out
   */
  async ingestions(dataSetId: string, isEnough: (found: readonly Ingestion[]) => boolean): Promise<Ingestion[]> {
    const found: Ingestion[] = [];
    let NextToken: string | undefined;
    do {
      await this.ingestionsGate.pass();
      const page = await permitted('quicksight:ListIngestions', () =>
        this.client.send(new ListIngestionsCommand({ ...this.of(dataSetId), MaxResults: 100, NextToken })),
      );
      found.push(...(page.Ingestions ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined && !isEnough(found));
    return found;
  }

  private get config() {
    return { client: this.client, pageSize: 100 };
  }

  private of(dataSetId: string): { AwsAccountId: string; DataSetId: string } {
    return { AwsAccountId: this.accountId, DataSetId: dataSetId };
  }
}
