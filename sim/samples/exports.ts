import type { NewEvent } from '../aws/event-bridge';
import { ENVIRONMENT } from '../template/environment';

const { account: ACCOUNT, region: REGION } = ENVIRONMENT;

type SnapshotEvent = 'completed' | 'failed' | 'canceled' | 'created';

const EVENT_IDS: Readonly<Record<'snapshot' | 'cluster-snapshot', Readonly<Record<SnapshotEvent, string>>>> = {
  snapshot: {
    completed: 'RDS-EVENT-0161',
    failed: 'RDS-EVENT-0159',
    canceled: 'RDS-EVENT-0160',
    created: 'RDS-EVENT-0091',
  },
  'cluster-snapshot': {
    completed: 'RDS-EVENT-0164',
    failed: 'RDS-EVENT-0162',
    canceled: 'RDS-EVENT-0163',
    created: 'RDS-EVENT-0169',
  },
};

/**
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloud-watch-events.sample.html "Example of a DB snapshot
 *   event" for the fields, https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html for the ids
 *   and messages of both kinds of snapshots, and the schema registry
 */
export function rdsSnapshotEvent(
  snapshotIdentifier: string,
  what: SnapshotEvent,
  kind: 'snapshot' | 'cluster-snapshot' = 'snapshot',
): NewEvent {
  const arn = `arn:aws:rds:${REGION}:${ACCOUNT}:${kind}:${snapshotIdentifier}`;
  return {
    source: 'aws.rds',
    'detail-type': kind === 'snapshot' ? 'RDS DB Snapshot Event' : 'RDS DB Cluster Snapshot Event',
    resources: [arn],
    detail: {
      EventCategories: [what === 'created' ? 'creation' : 'notification'],
      SourceType: kind === 'snapshot' ? 'SNAPSHOT' : 'CLUSTER_SNAPSHOT',
      SourceArn: arn,
      Date: '2026-11-23T06:00:00.000Z',
      Message: what === 'created' ? 'Automated snapshot created' : `The snapshot export task ${what}.`,
      SourceIdentifier: snapshotIdentifier,
      EventID: EVENT_IDS[kind][what],
    },
  };
}

const revision = (dataSetId: string) => ({
  RevisionIds: ['3afc6231099e6fcc8e7'],
  Revisions: [{ Id: '3afc6231099e6fcc8e7', Comment: 'Revision_Comment_One' }],
  DataSets: [{ Id: dataSetId, Name: 'Data_Set_Hello_World_One' }],
  Product: { Id: 'prod-uabc1d', Name: 'Product_Hello_World' },
});

/**
 * @see https://docs.aws.amazon.com/data-exchange/latest/userguide/cloudwatch-events.html "Events for adding revisions";
 *   the detail-types are on https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-dataexchange.html
 */
export function dataExchangeRevision(dataSetId: string, detailType = 'Revision Published To Data Set'): NewEvent {
  return {
    source: 'aws.dataexchange',
    'detail-type': detailType,
    resources: [dataSetId],
    detail: revision(dataSetId),
  };
}

/**
 * @see https://docs.aws.amazon.com/data-exchange/latest/userguide/cloudwatch-events.html "Events for an auto-export job
 *   completed", of which the resource is the product
 */
export function dataExchangeAutoExport(dataSetId: string, end: 'Completed' | 'Failed'): NewEvent {
  return {
    source: 'aws.dataexchange',
    'detail-type': `Auto-export Job ${end}`,
    resources: ['prod-uabc1d'],
    detail: { ...revision(dataSetId), DataSetIds: [dataSetId] },
  };
}
