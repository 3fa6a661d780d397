import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readRows } from './ledger-rows';
import { print, statusOf } from './status';

const USAGE = `Why is it stale? What each data set of a SpiceRefresh is doing, from its ledger.

  npx cdk-spice-refresh status --table NAME [--json] [DATA_SET_ID…]

  --table NAME   the ledger table: the output StatusCommand of a SpiceRefreshMonitoring, or the
                 resource AWS::DynamoDB::Table of the stack
  --json         one line of JSON, an object for each data set
  DATA_SET_ID    only these data sets

Credentials and region are found as by every AWS tool: AWS_PROFILE, AWS_REGION and the like.
They need dynamodb:Scan on the table and, if it has a key of its own, kms:Decrypt on that.`;

/** The command line. Answers the exit code: 0 if it could say how things stand, 1 if not, 2 if it was options wrongly. */
export async function main(args: readonly string[], now = Date.now()): Promise<number> {
  const options = parse(args);
  if (typeof options === 'string') {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const client = new DynamoDBClient({});
  try {
    const rows = await readRows(client, options.table);
    const statuses = rows.map((row) => statusOf(row, now));
    const unknown = options.dataSetIds.filter((id) => !statuses.some(({ dataSetId }) => dataSetId === id));
    if (unknown.length > 0) {
      const known = statuses.map(({ dataSetId }) => dataSetId).sort();
      throw new Error(`no data set ${unknown.join(', ')} in ${options.table}: there are ${known.join(', ') || 'none'}`);
    }
    const chosen = statuses.filter(
      ({ dataSetId }) => options.dataSetIds.length === 0 || options.dataSetIds.includes(dataSetId),
    );
    process.stdout.write(options.json ? `${JSON.stringify(chosen)}\n` : print(chosen, now));
    return 0;
  } catch (error) {
    const { name, message } = error as Error;
    console.error(name === 'Error' ? message : `${name}: ${message}`);
    return 1;
  } finally {
    client.destroy();
  }
}

interface Options {
  readonly help: boolean;
  readonly table: string;
  readonly json: boolean;
  readonly dataSetIds: readonly string[];
}

/** What was options, or what is wrong with it. */
function parse(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { table: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    const [command, ...dataSetIds] = positionals;
    const { table = '', json = false, help = false } = values;
    if (!help && command !== 'status') {
      return `expected the command status, got ${command ?? 'none'}`;
    }
    return help || table ? { help, table, json, dataSetIds } : 'expected --table NAME, the ledger table';
  } catch (error) {
    return (error as Error).message;
  }
}
