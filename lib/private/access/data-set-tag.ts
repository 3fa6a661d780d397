import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DataSetAccess } from '../../access';
import type { SpiceDataSet } from '../../spice-data-set';
import { tagCommand } from '../contract';
import { readableArn } from '../tokens';

/** Tags a data set that is ours to tag; of another one it says what tag it needs. */
export function tagOrExplain(scope: Construct, dataSet: SpiceDataSet, dataSetArn: string, access: DataSetAccess): void {
  const tag = access._tag;
  if (tag && !dataSet._setTag(tag.key, tag.value) && !dataSet._isStandIn) {
    Annotations.of(scope).addInfoV2(
      'cdk-spice-refresh:tag',
      `the data set must carry the tag ${tag.key}=${tag.value} to be refreshed: ` +
        tagCommand(readableArn(scope, dataSetArn), tag),
    );
  }
}
