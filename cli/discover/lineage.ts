import type { DataSet, PhysicalTable } from '@aws-sdk/client-quicksight';

/** A table as a query or a data set names it. */
export interface TableName {
  readonly catalog?: string;
  readonly schema?: string;
  readonly name: string;
}

/** What a data set reads, as QuickSight describes it. */
export type Source =
  | { readonly kind: 'parent'; readonly dataSetArn: string }
  | { readonly kind: 'table'; readonly dataSourceArn: string; readonly table: TableName }
  | { readonly kind: 'sql'; readonly dataSourceArn: string; readonly sql: string }
  | { readonly kind: 's3'; readonly dataSourceArn: string }
  | { readonly kind: 'saas'; readonly dataSourceArn: string; readonly path: string }
  | { readonly kind: 'file' }
  | { readonly kind: 'unknown'; readonly what: string };

/**
 * The sources of a data set, in both shapes: with `LogicalTableMap`, and with the newer data preparation, in which
 * `DataPrepConfiguration.SourceTableMap` takes its place and `PhysicalTableMap` stays.
 */
export function sourcesOf({ PhysicalTableMap = {}, LogicalTableMap = {}, DataPrepConfiguration }: DataSet): Source[] {
  const parents = [
    ...Object.values(LogicalTableMap).map(({ Source }) => Source?.DataSetArn),
    ...Object.values(DataPrepConfiguration?.SourceTableMap ?? {}).map(({ DataSet }) => DataSet?.DataSetArn),
  ].filter((arn) => arn !== undefined);
  return [
    ...[...new Set(parents)].map((dataSetArn) => ({ kind: 'parent', dataSetArn }) as const),
    ...Object.values(PhysicalTableMap).map(physicalSource),
  ];
}

function physicalSource(physical: PhysicalTable): Source {
  if (physical.RelationalTable) {
    const { DataSourceArn = '', Catalog, Schema, Name = '' } = physical.RelationalTable;
    return { kind: 'table', dataSourceArn: DataSourceArn, table: { catalog: Catalog, schema: Schema, name: Name } };
  }
  if (physical.CustomSql) {
    const { DataSourceArn = '', SqlQuery = '' } = physical.CustomSql;
    return { kind: 'sql', dataSourceArn: DataSourceArn, sql: SqlQuery };
  }
  if (physical.S3Source) {
    return { kind: 's3', dataSourceArn: physical.S3Source.DataSourceArn ?? '' };
  }
  if (physical.SaaSTable) {
    const { DataSourceArn = '', TablePath = [] } = physical.SaaSTable;
    return { kind: 'saas', dataSourceArn: DataSourceArn, path: TablePath.map(({ Name }) => Name).join('/') };
  }
  if (physical.FileSource) {
    return { kind: 'file' };
  }
  return {
    kind: 'unknown',
    what: physical.$unknown?.[0] ?? 'a physical table of a kind that this version does not know',
  };
}
