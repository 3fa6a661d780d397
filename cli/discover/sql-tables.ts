import { init, Parser } from '@guanmingchiu/sqlparser-ts';
import type { TableName } from './lineage';

/** In which a data source's queries are read, in the order they are tried. */
const DIALECTS: Readonly<Record<string, readonly string[]>> = {
  REDSHIFT: ['redshift', 'postgresql', 'generic'],
  AURORA_POSTGRESQL: ['postgresql', 'generic'],
  POSTGRESQL: ['postgresql', 'generic'],
  AURORA: ['mysql', 'generic'],
  MYSQL: ['mysql', 'generic'],
  MARIADB: ['mysql', 'generic'],
  SNOWFLAKE: ['snowflake', 'generic'],
  SQLSERVER: ['mssql', 'generic'],
  DATABRICKS: ['databricks', 'generic'],
  BIGQUERY: ['bigquery', 'generic'],
  ORACLE: ['oracle', 'generic'],
};

/** Athena's, and whatever has none of its own. */
const ANY = ['generic', 'ansi', 'hive', 'postgresql', 'duckdb'];

/**
 * The tables that a query reads: not its common table expressions. `undefined` if the query cannot be parsed; what it
 * says is never part of an answer or an error, since QuickSight holds it for confidential.
 */
export async function tablesIn(sql: string, dataSourceType = 'ATHENA'): Promise<TableName[] | undefined> {
  await init();
  // QuickSight's parameters stand where a parser expects a value or a name
  const text = sql.replace(/<<\s*\$[^>]*>>/g, "'parameter'").replace(/;\s*$/, '');
  for (const dialect of DIALECTS[dataSourceType] ?? ANY) {
    try {
      return distinct(collect(Parser.parse(text, dialect as 'generic'), new Set()));
    } catch {
      // the next dialect may know what this one does not
    }
  }
  return undefined;
}

type Node = Readonly<Record<string, unknown>>;

/** A walk over the syntax tree that knows which names are common table expressions where it is. */
function collect(node: unknown, outer: ReadonlySet<string>): TableName[] {
  if (Array.isArray(node)) {
    return node.flatMap((item) => collect(item, outer));
  }
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const fields = node as Node;
  const expressions = (fields.with as { cte_tables?: { alias?: { name?: { value?: string } } }[] } | null)?.cte_tables;
  if (expressions) {
    return collectQuery(fields, expressions, outer);
  }
  const own = tableOf(fields.Table, outer);
  return [...(own ? [own] : []), ...Object.values(fields).flatMap((value) => collect(value, outer))];
}

/** A common table expression is known to those after it, and to itself where it is recursive. */
function collectQuery(
  { with: withClause, ...rest }: Node,
  expressions: readonly { alias?: { name?: { value?: string } } }[],
  outer: ReadonlySet<string>,
): TableName[] {
  const known = new Set(outer);
  const recursive = (withClause as { recursive?: boolean }).recursive === true;
  const found: TableName[] = [];
  for (const expression of expressions) {
    const name = expression.alias?.name?.value?.toLowerCase() ?? '';
    const within = recursive ? new Set([...known, name]) : known;
    found.push(...collect((expression as Node).query, within));
    known.add(name);
  }
  return [...found, ...collect(rest, known)];
}

function tableOf(table: unknown, expressions: ReadonlySet<string>): TableName | undefined {
  const { name, args } = (table ?? {}) as { name?: unknown; args?: unknown };
  // a table function, such as TABLE(...) or generate_series(...)
  if (!Array.isArray(name) || (args !== undefined && args !== null)) {
    return undefined;
  }
  const parts = name.map((part) => (part as { Identifier?: { value?: string } }).Identifier?.value);
  if (parts.length === 0 || parts.some((part) => part === undefined)) {
    return undefined;
  }
  const [last, schema, catalog] = (parts as string[]).toReversed();
  if (schema === undefined && expressions.has((last as string).toLowerCase())) {
    return undefined;
  }
  return { catalog, schema, name: last as string };
}

function distinct(tables: readonly TableName[]): TableName[] {
  return [
    ...new Map(tables.map((table) => [JSON.stringify([table.catalog, table.schema, table.name]), table])).values(),
  ];
}
