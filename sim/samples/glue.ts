import type { NewEvent } from '../aws/event-bridge';
import { ENVIRONMENT } from '../template/environment';

const { account: ACCOUNT, region: REGION } = ENVIRONMENT;

/**
 * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
 */
export function glueJobStateChange(jobName: string, state: 'SUCCEEDED' | 'FAILED' | 'TIMEOUT' | 'STOPPED'): NewEvent {
  return {
    source: 'aws.glue',
    'detail-type': 'Glue Job State Change',
    detail: {
      jobName,
      severity: state === 'SUCCEEDED' ? 'INFO' : 'ERROR',
      state,
      jobRunId: 'jr_abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789',
      message: `Job run ${state.toLowerCase()}`,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html for the states; the
 *   event is in the EventBridge User Guide of 2020, "AWS Glue Events"
 */
export function glueCrawlerStateChange(crawlerName: string, state: 'Started' | 'Succeeded' | 'Failed'): NewEvent {
  return {
    source: 'aws.glue',
    'detail-type': 'Glue Crawler State Change',
    resources: [],
    detail: {
      tablesCreated: '0',
      warningMessage: 'N/A',
      partitionsUpdated: '0',
      tablesUpdated: '0',
      message: `Crawler ${state}`,
      partitionsDeleted: '0',
      accountId: ACCOUNT,
      'runningTime (sec)': '7',
      tablesDeleted: '0',
      crawlerName,
      completionDate: '2026-11-11T01:25:00Z',
      state,
      partitionsCreated: '0',
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html "Glue Data Catalog
 *   Table State Change": "The typeOfChange contains the name of the API operation"; the fields are in the schema registry
 */
export function glueTableStateChange(databaseName: string, tableName: string, typeOfChange: string): NewEvent {
  return {
    source: 'aws.glue',
    'detail-type': 'Glue Data Catalog Table State Change',
    resources: [`arn:aws:glue:${REGION}:${ACCOUNT}:table/${databaseName}/${tableName}`],
    detail: {
      databaseName,
      changedPartitions: typeOfChange.endsWith('Partition') ? ['[2026-11-23]'] : [],
      typeOfChange,
      tableName,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/glue/latest/dg/data-quality-alerts.html; `state` says whether every rule passed
 */
export function glueDataQualityResult(
  rulesetName: string,
  score: number,
  table: { databaseName: string; tableName: string } = { databaseName: 'lake', tableName: 'sales' },
): NewEvent {
  return {
    source: 'aws.glue-dataquality',
    'detail-type': 'Data Quality Evaluation Results Available',
    resources: [],
    detail: {
      resultID: 'dqresult-12334567890abcdefghijklmnopqrstuvwxyz000',
      context: { contextType: 'GLUE_DATA_CATALOG', runId: 'dqrun-12334567890', catalogId: ACCOUNT, ...table },
      rulesetNames: [rulesetName],
      state: score === 1 ? 'SUCCEEDED' : 'FAILED',
      score,
      rulesSucceeded: Math.round(score * 100),
      rulesFailed: 100 - Math.round(score * 100),
      rulesSkipped: 0,
    },
  };
}

/**
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-databrew.html; the sample is in the DataBrew
 *   Developer Guide, "Automating DataBrew with CloudWatch Events"
 */
export function dataBrewJobStateChange(
  jobName: string,
  state: 'SUCCEEDED' | 'FAILED' | 'TIMEOUT' | 'STOPPED',
): NewEvent {
  return {
    source: 'aws.databrew',
    'detail-type': 'DataBrew Job State Change',
    resources: [],
    detail: {
      jobName,
      severity: state === 'SUCCEEDED' ? 'INFO' : 'ERROR',
      state,
      jobRunId: 'db_abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789',
      message: `Job run ${state.toLowerCase()}`,
    },
  };
}
