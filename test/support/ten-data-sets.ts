import { type AccountDescription, dataSourceArn } from '../../local/account/description';
import { NOON } from './rows';

const ACCOUNT = { account: '111122223333', region: 'eu-west-1' };
const ATHENA = dataSourceArn(ACCOUNT, 'lake');
const WAREHOUSE = dataSourceArn(ACCOUNT, 'warehouse');
const EXPORTS = dataSourceArn(ACCOUNT, 'exports');
const COLUMNS = [{ Name: 'id', Type: 'STRING' }];

const arn = (id: string): string => `arn:aws:quicksight:${ACCOUNT.region}:${ACCOUNT.account}:dataset/${id}`;

const relational = (
  Schema: string,
  Name: string,
  DataSourceArn = ATHENA,
  Catalog?: string,
): Record<string, unknown> => ({
  t1: { RelationalTable: { DataSourceArn, Schema, Name, InputColumns: COLUMNS, ...(Catalog && { Catalog }) } },
});
const logical = (source: object): Record<string, unknown> => ({ l1: { Alias: 'l1', Source: source } });
const table = { PhysicalTableMap: relational('lake', 'orders'), LogicalTableMap: logical({ PhysicalTableId: 't1' }) };

export const prestoViewText = (originalSql: string, schema = 'lake'): string => {
  const view = JSON.stringify({ originalSql, catalog: 'awsdatacatalog', schema });
  return `/* Presto View: ${Buffer.from(view).toString('base64')} */`;
};

const view = (sql: string): Record<string, unknown> => ({
  TableType: 'VIRTUAL_VIEW',
  ViewOriginalText: prestoViewText(sql),
});

const completed = (hoursAgo: number, rows: number): Record<string, unknown> => ({
  Arn: 'x',
  IngestionId: 'last',
  IngestionStatus: 'COMPLETED',
  CreatedTime: (NOON - hoursAgo * 3_600_000) / 1_000,
  IngestionTimeInSeconds: 300,
  RowInfo: { RowsIngested: rows, RowsDropped: 0, TotalRowsInDataset: rows },
});

const ALLOWED = { 'spice-refresh': 'allowed' };

/** An account as people have them: parents, custom SQL, views, one direct query, one without tag, one on a native schedule. */
export function tenDataSets(): AccountDescription {
  return {
    ...ACCOUNT,
    dataSources: [
      { Arn: ATHENA, DataSourceId: 'lake', Name: 'Lake', Type: 'ATHENA' },
      { Arn: WAREHOUSE, DataSourceId: 'warehouse', Name: 'Warehouse', Type: 'REDSHIFT' },
      {
        Arn: EXPORTS,
        DataSourceId: 'exports',
        Name: 'Exports',
        Type: 'S3',
        DataSourceParameters: { S3Parameters: { ManifestFileLocation: { Bucket: 'exports', Key: 'manifest.json' } } },
      },
    ],
    tables: {
      'lake.orders': {
        Parameters: { table_type: 'ICEBERG' },
        StorageDescriptor: { Location: 's3://lake-data/orders' },
      },
      'lake.customers': { StorageDescriptor: { Location: 's3://lake-data/customers' } },
      'lake.clicks': {
        PartitionKeys: [{ Name: 'day' }],
        Parameters: { 'projection.enabled': 'true', 'storage.location.template': 's3://lake-data/clicks/${day}/' },
        StorageDescriptor: { Location: 's3://lake-data/clicks' },
      },
      'lake.payments': {
        PartitionKeys: [{ Name: 'day' }],
        StorageDescriptor: { Location: 's3://lake-data/payments/' },
      },
      'lake.orders_v': view('SELECT * FROM orders_base o'),
      'lake.orders_base': view('SELECT * FROM "awsdatacatalog"."lake"."orders"'),
    },
    buckets: {
      'lake-data': { eventBridge: false },
      exports: {
        eventBridge: true,
        objects: {
          'manifest.json': JSON.stringify({ fileLocations: [{ URIPrefixes: ['s3://exports/stock/'] }] }),
        },
      },
    },
    dataSets: [
      {
        id: 'orders',
        name: 'Orders',
        spice: true,
        body: { ...table, ConsumedSpiceCapacityInBytes: 3_500_000 },
        ingestions: [completed(6, 120_000)],
        tags: { ...ALLOWED },
      },
      {
        id: 'order-history',
        name: 'Order history',
        spice: true,
        body: { PhysicalTableMap: relational('lake', 'orders_v') },
        ingestions: [completed(30, 900_000)],
        tags: { ...ALLOWED },
      },
      {
        id: 'customer-value',
        name: 'Customer value',
        spice: true,
        body: {
          PhysicalTableMap: {
            t1: {
              CustomSql: {
                DataSourceArn: ATHENA,
                Name: 'secret query',
                SqlQuery:
                  "WITH recent AS (SELECT * FROM lake.payments WHERE day > <<$since>>) SELECT c.id, 'top-secret' FROM lake.customers c JOIN recent ON c.id = recent.id;",
                Columns: COLUMNS,
              },
            },
          },
        },
        tags: { ...ALLOWED },
      },
      {
        id: 'sales-by-region',
        name: 'Sales by region',
        spice: true,
        // a parent, as it has been described from the beginning
        body: { LogicalTableMap: logical({ DataSetArn: arn('orders') }) },
        tags: { ...ALLOWED },
      },
      {
        id: 'board-report',
        name: 'Board report',
        spice: true,
        // parents, as the newer data preparation has them
        body: {
          DataPrepConfiguration: {
            SourceTableMap: {
              a: { DataSet: { DataSetArn: arn('sales-by-region'), InputColumns: COLUMNS } },
              b: { DataSet: { DataSetArn: arn('live-clicks'), InputColumns: COLUMNS } },
            },
            TransformStepMap: {},
            DestinationTableMap: {},
          },
        },
        tags: { ...ALLOWED },
      },
      {
        id: 'live-clicks',
        name: 'Live clicks',
        spice: false,
        body: { PhysicalTableMap: relational('lake', 'clicks') },
        tags: {},
      },
      {
        id: 'stock',
        name: 'Stock',
        spice: true,
        body: { PhysicalTableMap: { t1: { S3Source: { DataSourceArn: EXPORTS, InputColumns: COLUMNS } } } },
        ingestions: [completed(2, 42)],
        // not tagged
        tags: {},
      },
      {
        id: 'customers',
        name: 'Customers',
        spice: true,
        body: { PhysicalTableMap: relational('lake', 'customers') },
        schedules: [
          {
            ScheduleId: 'nightly',
            RefreshType: 'FULL_REFRESH',
            ScheduleFrequency: { Interval: 'DAILY', TimeOfTheDay: '06:00', Timezone: 'Europe/Berlin' },
          },
        ],
        tags: { ...ALLOWED },
      },
      {
        id: 'bookings',
        name: 'Bookings',
        spice: true,
        body: { PhysicalTableMap: relational('public', 'bookings', WAREHOUSE) },
        schedules: [
          {
            ScheduleId: 'daily',
            RefreshType: 'FULL_REFRESH',
            ScheduleFrequency: { Interval: 'DAILY', TimeOfTheDay: '05:30', Timezone: 'UTC' },
          },
        ],
        tags: { ...ALLOWED },
      },
      {
        id: 'targets',
        name: 'Targets',
        spice: true,
        refusal: {
          error: 'InvalidParameterValueException',
          message: 'The data set type is not supported through API yet',
        },
        tags: {},
      },
    ],
  };
}
