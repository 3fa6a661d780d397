import { Names, Stack } from 'aws-cdk-lib';
import { type ILogGroup, QueryDefinition, QueryString, type QueryStringProps } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * What people ask the log, by construct id: CloudWatch lists them by their names. To ask for one data set, add a filter
 * such as `dataSet = "sales"`.
 */
export const SAVED_QUERIES: Readonly<Record<string, { readonly name: string; readonly query: QueryStringProps }>> = {
  WhatHappened: {
    name: 'What happened to this data set today',
    query: {
      fields: [
        '@timestamp',
        'dataSet',
        'coalesce(outcome.detailType, step) as what',
        'coalesce(outcome.reason, reason) as why',
        'coalesce(outcome.next, until) as then',
      ],
      filterStatements: ['ispresent(dataSet)', 'dataSet like /./'],
      sort: '@timestamp desc',
      limit: 1_000,
    },
  },
  WhyIsItWaiting: {
    name: 'Why is it waiting',
    query: {
      fields: ['@timestamp', 'dataSet', 'step', 'code', 'reason', 'until', 'oldestLanding'],
      filterStatements: ['ispresent(step)'],
      sort: '@timestamp desc',
      limit: 1_000,
    },
  },
  RefreshesByHour: {
    name: 'Refreshes by hour',
    query: {
      filterStatements: ['ispresent(outcome.detailType)'],
      statsStatements: ['count(*) as refreshes by bin(1h) as hour, outcome.detailType'],
      sort: 'hour desc',
    },
  },
  WhatFailed: {
    name: 'What failed, and what to do',
    query: {
      fields: ['@timestamp', 'dataSet', 'outcome.error', 'outcome.reason', 'outcome.next'],
      filterStatements: ['outcome.detailType = "SPICE Refresh Failed"'],
      sort: '@timestamp desc',
      limit: 100,
    },
  },
  DecisionsByReason: {
    name: 'Decisions by data set and reason',
    query: {
      filterStatements: ['ispresent(code)'],
      statsStatements: ['count(*) as decisions by dataSet, code'],
      sort: 'decisions desc',
    },
  },
  ProcessingErrors: {
    name: 'Messages that could not be parsed, reconciles that failed',
    query: {
      fields: ['@timestamp', 'message', 'dataSet', 'messageId', 'error.name', 'error.message'],
      filterStatements: ['level = "ERROR"', 'ispresent(error.message)'],
      sort: '@timestamp desc',
      limit: 100,
    },
  },
};

/** Saved in Logs Insights, in a folder of the construct's own. */
export function saveQueries(scope: Construct, logGroup: ILogGroup): void {
  const folder = `${Stack.of(scope).stackName}/${Names.uniqueResourceName(scope, { maxLength: 60 })}`;
  for (const [id, { name, query }] of Object.entries(SAVED_QUERIES)) {
    new QueryDefinition(scope, id, {
      queryDefinitionName: `${folder}/${name}`,
      queryString: new QueryString(query),
      logGroups: [logGroup],
    });
  }
}
