import type { LedgerRow } from '../../lambda/row';
import { dataSetName, type Place } from '../../lib/private/contract';

/**
 * The rows of the data sets that are given, by name or ARN; all of them if none is given.
 *
 * @throws if one is not there
 */
export function chosen(
  rows: readonly LedgerRow[],
  given: readonly string[],
  table: string,
  own: Place,
): readonly (readonly [name: string, row: LedgerRow])[] {
  const named = rows.map((row) => [dataSetName(row.dataSetArn, own), row] as const);
  const is = ([name, { dataSetArn }]: (typeof named)[number], text: string): boolean =>
    [name, dataSetArn].includes(text);
  const unknown = given.filter((text) => !named.some((each) => is(each, text)));
  if (unknown.length > 0) {
    const known = named.map(([name]) => name).sort();
    throw new Error(`no data set ${unknown.join(', ')} in ${table}: there are ${known.join(', ') || 'none'}`);
  }
  return given.length === 0 ? named : named.filter((each) => given.some((text) => is(each, text)));
}
