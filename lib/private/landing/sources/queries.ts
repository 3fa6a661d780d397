import type { IWorkGroupRef } from 'aws-cdk-lib/aws-athena';
import type { IApplicationRef } from 'aws-cdk-lib/aws-emrserverless';
import type { LandingEventConfig } from '../../../landing-event-config';
import type {
  AthenaQuerySucceededOptions,
  EmrServerlessJobRunSucceededOptions,
  EmrStepCompletedOptions,
} from '../../../landing-event-options';
import { event, only } from './event';

export function athenaQuery(
  workGroup: IWorkGroupRef,
  { statementTypes }: AthenaQuerySucceededOptions,
): LandingEventConfig {
  if (statementTypes?.length === 0) {
    throw new Error('statementTypes must not be empty; omit it to match every type: got []');
  }
  const detail = {
    workgroupName: [workGroup.workGroupRef.workGroupName],
    currentState: ['SUCCEEDED'],
    ...only('statementType', ...(statementTypes ?? [])),
  };
  return event('AthenaQuerySucceeded', 'aws.athena', 'Athena Query State Change', detail, workGroup);
}

export function redshiftStatement(statementName: string): LandingEventConfig {
  const detail = { statementName: [statementName], state: ['FINISHED'] };
  return event('RedshiftStatementFinished', 'aws.redshift-data', 'Redshift Data Statement Status Change', detail);
}

export function emrStep({ cluster, stepName }: EmrStepCompletedOptions): LandingEventConfig {
  if (!cluster && !stepName) {
    throw new Error('emrStepCompleted needs a cluster, a stepName or both, or any EMR step would count: got neither');
  }
  const detail = {
    ...only('clusterId', cluster?.clusterRef.clusterId),
    ...only('name', stepName),
    state: ['COMPLETED'],
  };
  return event('EmrStepCompleted', 'aws.emr', 'EMR Step Status Change', detail, cluster);
}

export function emrServerlessJobRun(
  application: IApplicationRef,
  { jobRunName }: EmrServerlessJobRunSucceededOptions,
): LandingEventConfig {
  const detail = {
    applicationId: [application.applicationRef.applicationId],
    ...only('jobRunName', jobRunName),
    state: ['SUCCESS'],
  };
  return event(
    'EmrServerlessJobRunSucceeded',
    'aws.emr-serverless',
    'EMR Serverless Job Run State Change',
    detail,
    application,
  );
}
