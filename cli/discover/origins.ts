import type { DataSet, DataSource } from '@aws-sdk/client-quicksight';
import type { Buckets } from '../aws/buckets';
import type { GlueCatalog } from '../aws/glue-catalog';
import { MissingPermission } from '../aws/permitted';
import { type Source, sourcesOf, type TableName } from './lineage';
import { manifestLocations } from './manifest';
import type { Origin } from './origin';
import { prestoView } from './presto-view';
import { tablesIn } from './sql-tables';

/** Views on views on views: the deepest seen in public are three. */
const DEEPEST = 20;

/** What the origins are looked up in. */
export interface World {
  readonly dataSources: ReadonlyMap<string, DataSource>;
  readonly dataSets: ReadonlyMap<string, DataSet>;
  readonly glue: Pick<GlueCatalog, 'table'>;
  readonly buckets: Pick<Buckets, 'read'>;
  /** What could not be asked for lack of a permission: filled as it is met. */
  readonly gaps: Set<string>;
}

/** The origins of a data set, through views, custom SQL and parents that have no data of their own. */
export async function originsOf(dataSet: DataSet, world: World): Promise<Origin[]> {
  return distinct(await follow(dataSet, world, new Set([dataSet.Arn ?? ''])));
}

async function follow(dataSet: DataSet, world: World, seen: ReadonlySet<string>): Promise<Origin[]> {
  const origins = await Promise.all(sourcesOf(dataSet).map((source) => originsOfSource(source, world, seen)));
  return origins.flat();
}

async function originsOfSource(source: Source, world: World, seen: ReadonlySet<string>): Promise<Origin[]> {
  switch (source.kind) {
    case 'parent': {
      const parent = world.dataSets.get(source.dataSetArn);
      // one without SPICE is never refreshed: its children read what it reads
      return parent?.ImportMode === 'DIRECT_QUERY' && !seen.has(source.dataSetArn)
        ? follow(parent, world, new Set([...seen, source.dataSetArn]))
        : [{ kind: 'parent', dataSetArn: source.dataSetArn }];
    }
    case 'table':
      return tablesOf(source.dataSourceArn, [source.table], 'it', world);
    case 'sql': {
      const { type, name } = sourceOf(source.dataSourceArn, world);
      const tables = await tablesIn(source.sql, type);
      return tables === undefined || tables.length === 0
        ? [unclear(`custom SQL on ${name}`, 'its query could not be read')]
        : tablesOf(source.dataSourceArn, tables, 'custom SQL', world);
    }
    case 's3':
      return [await manifestOf(source.dataSourceArn, world)];
    case 'saas':
      return [unclear(`${source.path} of ${sourceOf(source.dataSourceArn, world).name}`, 'the service sends no event')];
    case 'file':
      return [{ kind: 'file' }];
    case 'unknown':
      return [unclear(source.what, 'this version does not know it')];
  }
}

async function tablesOf(
  dataSourceArn: string,
  tables: readonly TableName[],
  how: 'it' | 'custom SQL',
  world: World,
): Promise<Origin[]> {
  const { type, name } = sourceOf(dataSourceArn, world);
  if (type !== 'ATHENA') {
    return tables.map((table) =>
      unclear(`${dotted(table)} of ${name}`, `${type} sends no event when a table is loaded`),
    );
  }
  const via = how === 'custom SQL' ? ['custom SQL'] : [];
  const origins = await Promise.all(tables.map((table) => athenaTable(table, via, world)));
  return origins.flat();
}

async function athenaTable(table: TableName, via: readonly string[], world: World): Promise<Origin[]> {
  const { catalog, schema, name } = table;
  const reads = `${dotted(table)}${via.length > 0 ? ` (through ${via.join(', ')})` : ''}`;
  if (catalog !== undefined && catalog.toLowerCase() !== 'awsdatacatalog') {
    return [unclear(reads, `it is in the catalog ${catalog}, not in the Glue Data Catalog`)];
  }
  if (schema === undefined) {
    return [unclear(reads, 'its name has no database')];
  }
  if (via.length > DEEPEST) {
    return [unclear(reads, 'its views refer to each other in a circle')];
  }
  const found = await glueTable(schema, name, world);
  if (found === undefined || typeof found === 'string') {
    return [unclear(reads, found ?? 'the Glue Data Catalog has no such table')];
  }
  if (!found.view) {
    return [{ kind: 'table', table: found, via }];
  }
  const view = prestoView(found.viewText);
  const tables = view && (await tablesIn(view.sql));
  if (!view || !tables) {
    return [unclear(reads, 'it is a view whose query could not be read')];
  }
  const through = [...via, `view ${found.database}.${found.name}`];
  const origins = await Promise.all(
    tables.map((each) =>
      athenaTable(each.schema ? each : { ...each, schema: view.schema, catalog: view.catalog }, through, world),
    ),
  );
  return origins.flat();
}

/** The table, or why it could not be looked up. */
async function glueTable(database: string, name: string, { glue, gaps }: World) {
  try {
    return await glue.table(database, name);
  } catch (error) {
    // one table that may not be read is no reason to know nothing of the others
    if (error instanceof MissingPermission) {
      gaps.add(`the credentials lack ${error.action}`);
      return `the credentials lack ${error.action} on it`;
    }
    return `Glue answered ${(error as Error).name}`;
  }
}

async function manifestOf(dataSourceArn: string, world: World): Promise<Origin> {
  const { name, source } = sourceOf(dataSourceArn, world);
  const { Bucket, Key } = source?.DataSourceParameters?.S3Parameters?.ManifestFileLocation ?? {};
  const reads = `S3 data source ${name}`;
  if (!Bucket || !Key) {
    return unclear(reads, 'its manifest could not be found');
  }
  try {
    const locations = manifestLocations(await world.buckets.read(Bucket, Key));
    return locations
      ? { kind: 'manifest', dataSource: name, locations }
      : unclear(reads, `its manifest s3://${Bucket}/${Key} could not be read`);
  } catch (error) {
    const isDenied = error instanceof MissingPermission;
    const why = isDenied ? `the credentials lack ${error.action}` : (error as Error).name;
    if (isDenied) {
      world.gaps.add(why);
    }
    return unclear(reads, `its manifest s3://${Bucket}/${Key} could not be read: ${why}`);
  }
}

function sourceOf(arn: string, { dataSources }: World): { name: string; type: string; source?: DataSource } {
  const source = dataSources.get(arn);
  return { name: source?.Name ?? arn.slice(arn.indexOf('/') + 1), type: source?.Type ?? 'the data source', source };
}

const unclear = (reads: string, why: string): Origin => ({ kind: 'unclear', reads, why });

const dotted = ({ catalog, schema, name }: TableName): string =>
  [catalog, schema, name].filter((part) => part !== undefined).join('.');

/** Two ways to one table are one origin. */
function distinct(origins: readonly Origin[]): Origin[] {
  const keyOf = (origin: Origin): string =>
    origin.kind === 'table' ? `${origin.table.database}.${origin.table.name}` : JSON.stringify(origin);
  const byKey = new Map<string, Origin>();
  for (const origin of origins) {
    const key = keyOf(origin);
    if (!byKey.has(key)) {
      byKey.set(key, origin);
    }
  }
  return [...byKey.values()];
}
