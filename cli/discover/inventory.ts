import type { DataSet, Ingestion, RefreshSchedule } from '@aws-sdk/client-quicksight';
import type { Caller } from '../aws/caller';
import { eachOf } from '../aws/concurrency';
import { MissingPermission } from '../aws/permitted';
import type { QuickSightAccount } from '../aws/quick-sight-account';
import type { Context } from '../verb';

/** A data set of the account, and what there is to know of it. */
export interface Found {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly spice: boolean;
  readonly rules: boolean;
  /** Absent: QuickSight does not describe it; `problem` says why. */
  readonly dataSet?: DataSet;
  readonly problem?: string;
  readonly lastCompleted?: Ingestion;
  readonly schedules: readonly RefreshSchedule[];
  readonly tags: ReadonlyMap<string, string>;
}

/** Every data set of the account and region, and what could not be found out. */
export interface Inventory {
  readonly caller: Caller;
  readonly found: readonly Found[];
  /** One line each. */
  readonly gaps: readonly string[];
}

export async function takeInventory(
  caller: Caller,
  quickSight: QuickSightAccount,
  { terminal }: Context,
): Promise<Inventory> {
  const gaps = new Set<string>();
  const summaries = await quickSight.dataSets();
  let done = 0;
  const found = await eachOf(summaries, async ({ Arn = '', DataSetId = '', Name = '', ImportMode, UseAs }) => {
    // what may not be asked is said once, and the rest goes on
    const unless = async <T>(what: Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await what;
      } catch (error) {
        if (!(error instanceof MissingPermission)) {
          throw error;
        }
        gaps.add(`the credentials lack ${error.action}`);
        return otherwise;
      }
    };
    const spice = ImportMode === 'SPICE';
    const described = await describe(quickSight, DataSetId, gaps);
    const ingestions = spice
      ? await unless(
          quickSight.ingestions(DataSetId, (latest) => latest.some(isCompleted)),
          [],
        )
      : [];
    const schedules = spice ? await unless(quickSight.schedules(DataSetId), []) : [];
    const tags = spice ? await unless(quickSight.tags(Arn), new Map<string, string>()) : new Map<string, string>();
    done++;
    terminal.progress(`${done} of ${summaries.length} data sets`);
    return {
      arn: Arn,
      id: DataSetId,
      name: Name,
      spice,
      rules: UseAs === 'RLS_RULES',
      ...described,
      lastCompleted: ingestions.find(isCompleted),
      schedules,
      tags,
    };
  });
  terminal.endProgress();
  return {
    caller,
    found: found.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id)),
    gaps: [...gaps],
  };
}

const isCompleted = ({ IngestionStatus }: Ingestion): boolean => IngestionStatus === 'COMPLETED';

/** Uploads, and data sets that are newer than this SDK, are not described: that is no reason to stop. */
async function describe(
  quickSight: QuickSightAccount,
  dataSetId: string,
  gaps: Set<string>,
): Promise<{ dataSet?: DataSet; problem?: string }> {
  try {
    return { dataSet: await quickSight.describe(dataSetId) };
  } catch (error) {
    if (error instanceof MissingPermission) {
      gaps.add(`the credentials lack ${error.action}`);
      return { problem: `the credentials lack ${error.action}` };
    }
    const { name, message } = error as Error;
    if (name !== 'InvalidParameterValueException' && name !== 'ResourceNotFoundException') {
      throw error;
    }
    return {
      problem: /not supported through API/i.test(message)
        ? 'an uploaded file: QuickSight cannot refresh it'
        : `QuickSight does not describe it: ${message}`,
    };
  }
}
