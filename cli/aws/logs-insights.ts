import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { permitted } from './permitted';

/** What one query answers at most: CloudWatch's own limit. */
const MOST_LINES = 10_000;
/** How often it is asked whether a query is over. Milliseconds. */
const POLL = 500;

/** A line of a log whose lines are JSON. */
export interface JsonLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The latest lines of a log that a filter takes, oldest first.
 *
 * @param filter of the query language of CloudWatch Logs Insights
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html: at most 10,000 lines
 */
export async function readLog(
  logGroupName: string,
  filter: string,
  { from, to }: { from: number; to: number },
  sleep: (milliseconds: number) => Promise<void>,
): Promise<{ lines: JsonLine[]; more: boolean }> {
  const client = new CloudWatchLogsClient({});
  try {
    const { queryId } = await permitted('logs:StartQuery', () =>
      client.send(
        new StartQueryCommand({
          logGroupName,
          startTime: Math.floor(from / 1_000),
          endTime: Math.ceil(to / 1_000),
          queryString: `fields @timestamp, @message | filter ${filter} | sort @timestamp desc | limit ${MOST_LINES}`,
        }),
      ),
    ).catch((error: Error) => {
      throw error.name === 'ResourceNotFoundException'
        ? new Error(`no log group ${logGroupName}: the function has not run yet, or its log was deleted`)
        : error;
    });
    for (;;) {
      const { status, results = [] } = await permitted('logs:GetQueryResults', () =>
        client.send(new GetQueryResultsCommand({ queryId })),
      );
      if (status === 'Complete') {
        const lines = results.flatMap((row) =>
          lineOf(new Map(row.map(({ field = '', value = '' }) => [field, value]))),
        );
        return { lines: lines.reverse(), more: results.length >= MOST_LINES };
      }
      if (status !== 'Running' && status !== 'Scheduled') {
        throw new Error(`the query of log group ${logGroupName} ended as ${status}: run it again, or for fewer hours`);
      }
      await sleep(POLL);
    }
  } finally {
    client.destroy();
  }
}

/** What is no line of JSON was not written by the function. */
function lineOf(row: ReadonlyMap<string, string>): JsonLine[] {
  try {
    const fields: unknown = JSON.parse(row.get('@message') ?? '');
    const at = Date.parse(`${row.get('@timestamp')?.replace(' ', 'T')}Z`);
    return typeof fields === 'object' && fields !== null ? [{ at, fields: { ...fields } }] : [];
  } catch {
    return [];
  }
}
