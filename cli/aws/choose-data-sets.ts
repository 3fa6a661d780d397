import { dataSetName } from '../../lib/private/contract';
import type { ConfiguredDataSet, ConfiguredRefresh } from './deployed-refresh';

/**
 * The data sets that are given, by name or ARN.
 *
 * @throws if one is not of the SpiceRefresh
 */
export function chooseDataSets(
  { dataSets, deployment }: ConfiguredRefresh,
  given: readonly string[],
): readonly ConfiguredDataSet[] {
  const nameOf = ({ arn }: ConfiguredDataSet): string => dataSetName(arn, deployment.environment);
  const is = (each: ConfiguredDataSet, text: string): boolean => text === each.arn || text === nameOf(each);
  const unknown = given.filter((text) => !dataSets.some((each) => is(each, text)));
  if (unknown.length > 0) {
    const known = dataSets.map(nameOf).sort().join(', ') || 'none';
    throw new Error(`the SpiceRefresh has no data set ${unknown.join(', ')}: there are ${known}`);
  }
  return dataSets.filter((each) => given.some((text) => is(each, text)));
}
