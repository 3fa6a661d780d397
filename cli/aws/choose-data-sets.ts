import { uniqueNames } from '../status/names';
import type { ConfiguredDataSet, ConfiguredRefresh } from './deployed-refresh';

/**
 * The data sets that are named, by name, id or ARN.
 *
 * @throws if one is not of the SpiceRefresh
 */
export function chooseDataSets(
  { dataSets }: ConfiguredRefresh,
  given: readonly string[],
): readonly ConfiguredDataSet[] {
  const names = uniqueNames(dataSets.map(({ arn }) => arn));
  const is = ({ arn }: ConfiguredDataSet, text: string): boolean =>
    text === arn || text === names.get(arn) || arn.endsWith(`:dataset/${text}`);
  const unknown = given.filter((text) => !dataSets.some((each) => is(each, text)));
  if (unknown.length > 0) {
    const known = [...names.values()].sort().join(', ') || 'none';
    throw new Error(`the SpiceRefresh has no data set ${unknown.join(', ')}: there are ${known}`);
  }
  return dataSets.filter((each) => given.some((text) => is(each, text)));
}
