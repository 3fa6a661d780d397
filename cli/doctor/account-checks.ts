import { dataSetIdOf } from '../../lambda/outcome/outcome';
import type { LedgerRow } from '../../lambda/row';
import { DAY } from '../../lambda/time';
import { dataSetName } from '../../lib/private/contract';
import type { Caller } from '../aws/caller';
import { eachOf } from '../aws/concurrency';
import type { ConfiguredRefresh } from '../aws/deployed-refresh';
import type { QuickSightAccount } from '../aws/quick-sight-account';
import { shellWord } from '../discover/schedule';
import type { Context } from '../verb';
import { checkDataSet, type Observed } from './data-set-checks';
import type { Finding } from './finding';
import type { Unless } from './unless';

/** Each data set of a SpiceRefresh, against QuickSight. Those of other accounts and regions are not asked for. */
export async function dataSetFindings(
  { dataSets }: ConfiguredRefresh,
  rows: readonly LedgerRow[],
  quickSight: QuickSightAccount,
  caller: Caller,
  { now, terminal }: Context,
  unless: Unless,
): Promise<Finding[]> {
  const here = dataSets.filter(({ arn }) => arn.startsWith(arnPrefix(caller)));
  const elsewhere = dataSets.filter((each) => !here.includes(each));
  let done = 0;
  const found = await eachOf(here, async (dataSet) => {
    const observed = await observe(dataSetIdOf(dataSet.arn), dataSet.arn, quickSight, now() - DAY, unless);
    done++;
    terminal.progress(`${done} of ${here.length} data sets`);
    const row = rows.find(({ dataSetArn }) => dataSetArn === dataSet.arn);
    return checkDataSet(dataSet, dataSetName(dataSet.arn, caller), caller.account, observed, row, now());
  });
  terminal.endProgress();
  return [
    ...found.flat(),
    ...elsewhere.map(
      ({ arn }): Finding => ({
        level: 'warning',
        check: 'elsewhere',
        subject: dataSetName(arn, caller),
        what: 'it is in another account or region, and was not checked',
        why: 'these credentials are of one account and region',
        fix: `run doctor with credentials of ${arn.split(':')[4]} and --region ${arn.split(':')[3]}`,
      }),
    ),
  ];
}

/** @param since of which time the ingestions matter */
async function observe(
  id: string,
  arn: string,
  quickSight: QuickSightAccount,
  since: number,
  unless: Unless,
): Promise<Observed> {
  const exists = { exists: true } as const;
  try {
    const described = await unless(quickSight.describe(id), undefined);
    return {
      ...exists,
      spice: described && described.ImportMode === 'SPICE',
      tags: await unless(quickSight.tags(arn), undefined),
      lookBackWindow: await unless(quickSight.hasLookBackWindow(id), undefined),
      schedules: await unless(quickSight.schedules(id), undefined),
      ingestions: await unless(
        quickSight.ingestions(id, (latest) => (latest.at(-1)?.CreatedTime?.getTime() ?? 0) < since),
        undefined,
      ),
    };
  } catch (error) {
    const { name } = error as Error;
    if (name === 'ResourceNotFoundException') {
      return { exists: false };
    }
    // an upload, or one that is newer than this SDK: the rest cannot be said
    if (name === 'InvalidParameterValueException') {
      return exists;
    }
    throw error;
  }
}

/** SPICE data sets that nothing refreshes: neither these, nor a native schedule. */
export async function accountFindings(
  refreshes: readonly ConfiguredRefresh[],
  quickSight: QuickSightAccount,
  { region }: Caller,
  unless: Unless,
): Promise<Finding[]> {
  const refreshed = new Set(refreshes.flatMap(({ dataSets }) => dataSets.map(({ arn }) => arn)));
  const all = await unless(quickSight.dataSets(), []);
  const others = all.filter(({ Arn, ImportMode }) => ImportMode === 'SPICE' && Arn && !refreshed.has(Arn));
  const findings = await eachOf(others, async ({ DataSetId = '', Name = DataSetId }): Promise<Finding[]> => {
    const schedules = await unless(quickSight.schedules(DataSetId), undefined);
    return schedules?.length === 0 && (await unless(isRefreshable(quickSight, DataSetId), true))
      ? [
          {
            level: 'warning',
            check: 'refreshed',
            subject: `${Name} (${DataSetId})`,
            what: `no native schedule and no data set of this SpiceRefresh in ${region} refreshes it`,
            why: 'it may be stale, and nothing says so',
            fix: `npx --no cdk-spice-refresh discover ${shellWord(DataSetId)} --write typescript`,
          },
        ]
      : [];
  });
  return findings.flat();
}

/** An uploaded file is not, and QuickSight does not describe it. */
async function isRefreshable(quickSight: QuickSightAccount, dataSetId: string): Promise<boolean> {
  try {
    await quickSight.describe(dataSetId);
    return true;
  } catch (error) {
    if ((error as Error).name === 'InvalidParameterValueException') {
      return !/not supported through API/i.test((error as Error).message);
    }
    throw error;
  }
}

const arnPrefix = ({ partition, region, account }: Caller): string =>
  `arn:${partition}:quicksight:${region}:${account}:dataset/`;
