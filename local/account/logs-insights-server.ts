import type { HttpAnswer, HttpRequest } from '../servers/faulty-proxy';
import { json } from './answers';
import type { AccountDescription } from './description';

/** The one shape of query that the command asks. */
const QUERY = /^fields @timestamp, @message \| filter (\w+) = "([^"\\]*)" \| sort @timestamp desc \| limit (\d+)$/;

interface Query {
  readonly logGroupName: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly queryString: string;
}

/**
 * Queries of CloudWatch Logs Insights: asked once, answered after a while. Of the query language it knows what the command
 * asks, and refuses the rest.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html
 */
export class LogsInsightsServer {
  private readonly queries: { readonly query: Query; asked: number }[] = [];

  answer({ logs = {} }: AccountDescription, { headers, body }: HttpRequest): HttpAnswer | undefined {
    const request = JSON.parse(body.toString());
    switch (headers['x-amz-target']) {
      case 'Logs_20140328.StartQuery': {
        const query: Query = request;
        if (!logs[query.logGroupName]) {
          return json(400, { __type: 'ResourceNotFoundException', message: `no log group ${query.logGroupName}` });
        }
        if (!QUERY.test(query.queryString)) {
          return json(400, { __type: 'MalformedQueryException', message: query.queryString });
        }
        this.queries.push({ query, asked: 0 });
        return json(200, { queryId: `${this.queries.length - 1}` });
      }
      case 'Logs_20140328.GetQueryResults': {
        const asked = this.queries[Number(request.queryId)];
        if (!asked) {
          return json(400, { __type: 'ResourceNotFoundException', message: `no query ${request.queryId}` });
        }
        asked.asked++;
        return asked.asked === 1
          ? json(200, { status: 'Running', results: [] })
          : json(200, { status: 'Complete', results: resultsOf(asked.query, logs) });
      }
      default:
        return undefined;
    }
  }
}

function resultsOf(
  { logGroupName, startTime, endTime, queryString }: Query,
  logs: NonNullable<AccountDescription['logs']>,
): object[] {
  const [, field = '', value, limit] = QUERY.exec(queryString) ?? [];
  return (logs[logGroupName] ?? [])
    .filter(({ at, message }) => {
      const inTime = at >= startTime * 1_000 && at <= endTime * 1_000;
      return inTime && message.startsWith('{') && JSON.parse(message)[field] === value;
    })
    .reverse()
    .slice(0, Number(limit))
    .map(({ at, message }) => [
      { field: '@timestamp', value: new Date(at).toISOString().replace('T', ' ').slice(0, -1) },
      { field: '@message', value: message },
      { field: '@ptr', value: 'pointer' },
    ]);
}
