import { prestoView } from '../../../cli/discover/presto-view';
import { tablesIn } from '../../../cli/discover/sql-tables';
import { prestoViewText } from '../../support/ten-data-sets';

// the first call loads what it needs
jest.setTimeout(60_000);

const names = async (sql: string, type?: string): Promise<string[] | undefined> =>
  (await tablesIn(sql, type))
    ?.map(({ catalog, schema, name }) => [catalog, schema, name].filter(Boolean).join('.'))
    .sort();

test.each<[string, string[]]>([
  ['SELECT * FROM a', ['a']],
  ['SELECT * FROM lake.a JOIN "awsdatacatalog"."lake"."b" USING (id)', ['awsdatacatalog.lake.b', 'lake.a']],
  ['WITH c AS (SELECT * FROM lake.a) SELECT * FROM c', ['lake.a']],
  // a table of the same name with a schema is no common table expression
  ['WITH c AS (SELECT * FROM lake.c) SELECT * FROM c JOIN lake.c', ['lake.c']],
  // a common table expression is not known before it is there, nor outside its query
  ['WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b', ['b']],
  ['SELECT * FROM (WITH c AS (SELECT 1) SELECT * FROM c) x, c', ['c']],
  ['WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT * FROM t, lake.a', ['lake.a']],
  [
    'SELECT * FROM lake.a WHERE id IN (SELECT id FROM lake.b) UNION SELECT * FROM lake.c',
    ['lake.a', 'lake.b', 'lake.c'],
  ],
  ['SELECT * FROM lake.a CROSS JOIN UNNEST(a.items) AS t(item)', ['lake.a']],
  ['SELECT * FROM lake.a WHERE day > <<$since>> AND region = <<$region>>;', ['lake.a']],
  ["SELECT date_diff('day', d, now()), try_cast(x AS varchar) FROM lake.a", ['lake.a']],
  ['SELECT x, (SELECT max(y) FROM lake.b) FROM lake.a', ['lake.a', 'lake.b']],
])('the tables of %s', async (sql, expected) => {
  expect(await names(sql)).toEqual(expected);
});

test('a query that cannot be parsed has no answer, and its text is nowhere', async () => {
  expect(await tablesIn('SELEC top secret FORM x')).toBeUndefined();
});

test('a dialect of the data source is tried first', async () => {
  expect(await names('SELECT `a`.`id` FROM `shop`.`a`', 'MYSQL')).toEqual(['shop.a']);
  expect(await names('SELECT TOP 5 [id] FROM [dbo].[a]', 'SQLSERVER')).toEqual(['dbo.a']);
});

test('a view of Athena is in the comment that Glue keeps of it', () => {
  expect(prestoView(prestoViewText('SELECT 1', 'lake'))).toEqual({
    sql: 'SELECT 1',
    catalog: 'awsdatacatalog',
    schema: 'lake',
  });
});

test.each([undefined, '', 'SELECT 1', '/* Presto View: !!! */', '/* Presto View: e30= */'])(
  '%p is no view of Athena',
  (text) => {
    expect(prestoView(text)).toBeUndefined();
  },
);
