import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { LandingEvent } from '../../../lib';
import * as samples from '../../../sim/samples';
import type { Entries } from './entry';

export const QUERIES: Entries = {
  athenaQuerySucceeded: {
    landingEvent: (scope) =>
      LandingEvent.athenaQuerySucceeded(CfnWorkGroup.fromWorkGroupName(scope, 'WorkGroup', 'loads'), {
        statementTypes: ['DML'],
      }),
    delivery: 'best effort',
    sample: samples.athenaQueryStateChange('loads', 'SUCCEEDED'),
    failed: samples.athenaQueryStateChange('loads', 'FAILED'),
    otherResource: samples.athenaQueryStateChange('primary', 'SUCCEEDED'),
    lookAlikes: [
      samples.athenaQueryStateChange('loads', 'RUNNING'),
      samples.athenaQueryStateChange('loads', 'SUCCEEDED', 'DDL'),
    ],
  },
  redshiftStatementFinished: {
    landingEvent: () => LandingEvent.redshiftStatementFinished('load-sales'),
    delivery: 'best effort',
    sample: samples.redshiftStatementStatusChange('load-sales', 'FINISHED'),
    failed: samples.redshiftStatementStatusChange('load-sales', 'FAILED'),
    otherResource: samples.redshiftStatementStatusChange('load-stock', 'FINISHED'),
    lookAlikes: [samples.redshiftStatementStatusChange('load-sales', 'ABORTED')],
  },
  emrStepCompleted: {
    landingEvent: (scope) =>
      LandingEvent.emrStepCompleted({
        cluster: CfnCluster.fromClusterId(scope, 'Cluster', 'j-1YONHTCP3YZKC'),
        stepName: 'load-sales',
      }),
    delivery: 'best effort',
    sample: samples.emrStepStatusChange('j-1YONHTCP3YZKC', 'load-sales', 'COMPLETED'),
    failed: samples.emrStepStatusChange('j-1YONHTCP3YZKC', 'load-sales', 'FAILED'),
    otherResource: samples.emrStepStatusChange('j-OTHER', 'load-sales', 'COMPLETED'),
    lookAlikes: [
      samples.emrStepStatusChange('j-1YONHTCP3YZKC', 'load-stock', 'COMPLETED'),
      samples.emrStepStatusChange('j-1YONHTCP3YZKC', 'load-sales', 'RUNNING'),
    ],
  },
  emrServerlessJobRunSucceeded: {
    landingEvent: (scope) =>
      LandingEvent.emrServerlessJobRunSucceeded(
        CfnApplication.fromApplicationId(scope, 'Application', '00f1982r1uukb925'),
        { jobRunName: 'load-sales' },
      ),
    delivery: 'best effort',
    sample: samples.emrServerlessJobRunStateChange('00f1982r1uukb925', 'load-sales', 'SUCCESS'),
    failed: samples.emrServerlessJobRunStateChange('00f1982r1uukb925', 'load-sales', 'FAILED'),
    otherResource: samples.emrServerlessJobRunStateChange('00other', 'load-sales', 'SUCCESS'),
    lookAlikes: [samples.emrServerlessJobRunStateChange('00f1982r1uukb925', 'load-stock', 'SUCCESS')],
  },
};
