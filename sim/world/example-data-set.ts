import type { DataSetModel } from '../aws/quick-sight-model';

/** A data set of an Enterprise account whose refreshes succeed, each after this many seconds. */
export function exampleDataSet(arn: string, seconds: number, tags: Record<string, string>): DataSetModel {
  return {
    arn,
    tags,
    quota: 32,
    whileActive: 'queue',
    plan: () => ({ seconds, status: 'COMPLETED', rowsIngested: 1_200_000 }),
  };
}
