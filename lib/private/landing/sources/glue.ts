import { Token } from 'aws-cdk-lib';
import type { ICrawlerRef, IJobRef } from 'aws-cdk-lib/aws-glue';
import type { LandingEventConfig } from '../../../landing-event-config';
import type { GlueDataQualityPassedOptions, GlueTableOptions } from '../../../landing-event-options';
import { givenString } from '../../validate';
import { event, only } from './event';

export function glueJob(job: IJobRef): LandingEventConfig {
  const detail = { jobName: [job.jobRef.jobName], state: ['SUCCEEDED'] };
  return event('GlueJobSucceeded', 'aws.glue', 'Glue Job State Change', detail, job);
}

export function glueCrawler(crawler: ICrawlerRef): LandingEventConfig {
  const detail = { crawlerName: [crawler.crawlerRef.crawlerName], state: ['Succeeded'] };
  return event('GlueCrawlerSucceeded', 'aws.glue', 'Glue Crawler State Change', detail, crawler);
}

/**
 * The Data Catalog stores names of databases and tables in lower case. Jobs, crawlers and rulesets keep theirs.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-tables.html "Name … it is folded to lowercase"
 */
function stored(name: string): string {
  return Token.isUnresolved(name) ? name : givenString(name, 'the name of a Glue database or table').toLowerCase();
}

const TABLE_CHANGE = 'Glue Data Catalog Table State Change';

/** Actions of Glue's API by which data goes rather than lands. */
const DELETIONS = ['DeleteTable', 'BatchDeleteTable', 'DeletePartition', 'BatchDeletePartition'];

export function glueTable({ databaseName, tableName }: GlueTableOptions): LandingEventConfig {
  const detail = {
    databaseName: [stored(databaseName)],
    tableName: [stored(tableName)],
    typeOfChange: [{ 'anything-but': DELETIONS }],
  };
  return event('GlueTableChanged', 'aws.glue', TABLE_CHANGE, detail, tableName);
}

export function gluePartitions({ databaseName, tableName }: GlueTableOptions): LandingEventConfig {
  const detail = {
    databaseName: [stored(databaseName)],
    tableName: [stored(tableName)],
    typeOfChange: ['CreatePartition', 'BatchCreatePartition'],
  };
  return event('GluePartitionsCreated', 'aws.glue', TABLE_CHANGE, detail, tableName);
}

export function glueDataQuality(rulesetName: string, options: GlueDataQualityPassedOptions): LandingEventConfig {
  const { minimumScore, databaseName, tableName } = options;
  if (minimumScore !== undefined && !isScore(minimumScore)) {
    throw new Error(`minimumScore must be a number from 0 to 1 with at most six decimals: got ${minimumScore}`);
  }
  const context = {
    ...only('databaseName', databaseName && stored(databaseName)),
    ...only('tableName', tableName && stored(tableName)),
  };
  const detail = {
    rulesetNames: [rulesetName],
    // a result with a rule that failed has the state FAILED, however good its score
    ...(minimumScore === undefined ? { state: ['SUCCEEDED'] } : { score: [{ numeric: ['>=', minimumScore] }] }),
    ...(Object.keys(context).length > 0 && { context }),
  };
  return event(
    'GlueDataQualityPassed',
    'aws.glue-dataquality',
    'Data Quality Evaluation Results Available',
    detail,
    rulesetName,
  );
}

function isScore(score: number): boolean {
  return score >= 0 && score <= 1 && Number(score.toFixed(6)) === score;
}

export function dataBrewJob(jobName: string): LandingEventConfig {
  const detail = { jobName: [jobName], state: ['SUCCEEDED'] };
  return event('DataBrewJobSucceeded', 'aws.databrew', 'DataBrew Job State Change', detail, jobName);
}
