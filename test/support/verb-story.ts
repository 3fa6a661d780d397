import { App, Stack } from 'aws-cdk-lib';
import type { DynamoDbLedger } from '../../lambda/aws/dynamodb-ledger';
import { parse } from '../../lambda/message/parse';
import { HOUR } from '../../lambda/time';
import { LandingEvent, SpiceDataSet, SpiceRefresh } from '../../lib';
import { type RetryMessage, SCHEMA } from '../../lib/private/contract';
import type { Template } from '../../sim/template/intrinsics';
import { type Ran, run } from './command';
import { aFailure, aRow, landedAt, NOON } from './rows';

/** A deployed stack of `storyTemplate`, and how its queues are reached, whatever answers for AWS. */
export interface VerbWorld {
  readonly account: string;
  readonly ledger: DynamoDbLedger;
  putDeadLetter(body: string): Promise<void>;
  /** Bodies of what has been sent to the queue so far. */
  sent(): Promise<readonly string[]>;
}

export const STORY_STACK = 'Dashboards';
const REGION = 'eu-west-1';

/** Two data sets that a job refreshes. */
export function storyTemplate(account: string): Template {
  const app = new App();
  const stack = new Stack(app, STORY_STACK, { env: { account, region: REGION } });
  const refresh = new SpiceRefresh(stack, 'Refresh');
  for (const id of ['sales', 'stock']) {
    refresh.addDataSet(id, {
      dataSet: SpiceDataSet.fromDataSetId(id),
      refreshOn: [LandingEvent.fromPattern({ source: ['loader'], detail: { table: [id] } })],
    });
  }
  return app.synth().getStackByName(STORY_STACK).template;
}

/**
 * Each verb that reads or changes what is deployed, once. The same for the local account and for a model of AWS that others
 * wrote: where they differ, one of them is wrong.
 *
 * @returns what is wrong
 */
export async function verbStory(world: VerbWorld): Promise<string[]> {
  const { account, ledger } = world;
  const arn = (id: string): string => `arn:aws:quicksight:${REGION}:${account}:dataset/${id}`;
  const fresh = { through: NOON - 2 * HOUR, at: NOON - 2 * HOUR };
  const failure = aFailure({ at: NOON - HOUR, message: 'table stock does not exist' });
  await ledger.write(aRow({ dataSetArn: arn('sales'), version: 0, fresh }));
  await ledger.write(aRow({ dataSetArn: arn('stock'), version: 0, pending: landedAt(NOON - HOUR), failure }));
  await ledger.write(aRow({ dataSetArn: arn('gone'), version: 0, fresh }));
  const { at: failedAt, error, message } = failure;
  const retry: RetryMessage = { schema: SCHEMA, kind: 'retry', dataSetArn: arn('stock'), failedAt, error, message };
  await world.putDeadLetter(JSON.stringify(retry));

  const findings: string[] = [];
  let now = NOON;
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
  };
  const verb = async (name: string, ...args: string[]): Promise<Ran> =>
    run([name, ...args, '--stack', STORY_STACK], { now: () => now, sleep });
  const expectation = (what: string, ran: Ran, status: number, said: RegExp): void => {
    if (ran.status !== status || !said.test(ran.out)) {
      findings.push(`${what}: status ${ran.status}, expected ${status} and ${said}: ${ran.out}${ran.err}`);
    }
  };

  const { out } = await verb('status', '--json');
  const groups = (JSON.parse(out || '[]') as { name: string; group: string }[])
    .map(({ name, group }) => `${name} ${group}`)
    .sort()
    .join();
  if (groups !== 'gone inOrder,sales inOrder,stock actionRequired') {
    findings.push(`status: ${groups || out}`);
  }
  const doctor = await verb('doctor', '--json');
  const { findings: found = [], notChecked } = JSON.parse(doctor.out || '{}') as {
    findings?: { check: string; subject: string }[];
    notChecked?: string[];
  };
  const checks = found.map(({ check, subject }) => `${check} ${subject.replace(/ .*/, '')}`).sort();
  if (`${checks}` !== 'deadLetters queue,failed stock,tag stock' || notChecked?.length !== 0) {
    findings.push(`doctor: ${doctor.out}${doctor.err}`);
  }
  // it hides for some seconds what it shows, so it comes after doctor, which counts
  expectation(
    'redrive',
    await verb('redrive'),
    0,
    /^1 message in the dead-letter queue:\n {2}stock: SQL_TABLE_NOT_FOUND: table stock/,
  );
  expectation('refresh', await verb('refresh', 'sales'), 0, /^1 data set asked for at /);
  expectation('pause', await verb('pause', 'sales'), 1, /^sales: the function has not read it yet/);
  const kinds = (await world.sent())
    .map((body) => parse(body))
    .map(({ kind, ...rest }) => `${kind} ${JSON.stringify(rest)}`)
    .sort();
  if (
    !kinds[0]?.startsWith('landing ') ||
    !kinds[1]?.startsWith('pause ') ||
    kinds.some((kind) => !kind.includes(arn('sales')))
  ) {
    findings.push(`the queue has ${kinds.join(' and ') || 'nothing'}`);
  }
  expectation('forget', await verb('forget', 'gone'), 0, /^gone: forgotten: nothing pending, fresh through /);
  if (await ledger.read(arn('gone'))) {
    findings.push('forget: the row is still there');
  }
  expectation('history', await verb('history', 'sales'), 0, /^the log has nothing about sales in the last 24 h/);
  expectation('a data set that is not there', await verb('forget', 'gone'), 1, /^$/);
  return findings;
}
