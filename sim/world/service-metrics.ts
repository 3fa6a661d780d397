import { dataSetIdOf } from '../../lambda/outcome/outcome';
import type { Operations } from './operations';

/** Puts what Lambda and QuickSight count by themselves: invocations, ingestions, and the rows of those that are complete. */
export function putServiceMetrics({ data, world, functionName }: Operations): void {
  for (const { at, what } of world.occurrences) {
    if (what === 'invocation') {
      for (const [name, value] of Object.entries({ Invocations: 1, Errors: 0, Throttles: 0 })) {
        data.put({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: functionName } }, at, value);
      }
    }
  }
  for (const { dataSetArn, createdAt, endsAt, plan } of world.quickSight.ingestions) {
    const put = (name: string, at: number, value: number): void => {
      const dimensions = { DatasetId: dataSetIdOf(dataSetArn) };
      data.put({ namespace: 'AWS/QuickSight', name, dimensions }, at, value);
    };
    put('IngestionInvocationCount', createdAt, 1);
    if (endsAt <= world.clock.now() && plan.status === 'FAILED') {
      put('IngestionErrorCount', endsAt, 1);
    }
    if (endsAt <= world.clock.now() && plan.status === 'COMPLETED') {
      put('IngestionRowCount', endsAt, plan.rowsIngested ?? 0);
    }
  }
}
