import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { DataSetModel } from '../sim/aws/quick-sight-model';
import { glueJobStateChange, s3ObjectCreated } from '../sim/samples';
import { deployExample } from '../sim/template/example-apps';
import { LocalStack } from './local-stack';

const HELP = `npm run local [-- --speed N]

The example app between live servers on this machine, with the function as it ships.
  --speed N   seconds of its time that pass in a real one, 1 to 100 (10)
`;

/** What a person may type. */
const COMMANDS: Readonly<
  Record<string, { readonly about: string; run(stack: LocalStack, argument: string): unknown }>
> = {
  land: {
    about: 'land KEY      a file lands in the bucket, such as sales/1.parquet or forecast/1.parquet',
    run: (stack, key) =>
      stack.eventBus.put(s3ObjectCreated(stack.deployment.physicalName('LandingBucket'), key || 'sales/1.parquet')),
  },
  job: {
    about: 'job           the Glue job load-inventory succeeds',
    run: (stack) => stack.eventBus.put(glueJobStateChange('load-inventory', 'SUCCEEDED')),
  },
  allow: {
    about: 'allow ID      the owner of a data set tags it: forecast bears no tag yet',
    run: (stack, id) => {
      const dataSet = stack.quickSight.model.dataSet(arnOf(stack, id || 'forecast'));
      if (!dataSet) {
        throw new Error(`QuickSight knows no data set ${id}`);
      }
      dataSet.tags = { 'spice-refresh': 'allowed' };
    },
  },
  redrive: {
    about: 'redrive       moves the messages of the dead-letter queue back',
    run: async (stack) => say(`${await stack.sqs.redrive(stack.deadLetterArn, stack.mapping.queueArn)} moved`),
  },
  ledger: {
    about: 'ledger        what each data set waits for',
    run: async (stack) => {
      for (const [arn, { reason }] of await stack.dynamodb.rows()) {
        say(`${arn.slice(arn.indexOf('/') + 1)}: ${reason}`);
      }
    },
  },
  skip: {
    about: 'skip MINUTES  time passes',
    run: (stack, minutes) => stack.skip(Number(minutes || 15) * 60_000),
  },
};

const say = (line: string): void => console.log(line);

const arnOf = ({ deployment: { environment } }: LocalStack, id: string): string =>
  `arn:${environment.partition}:quicksight:${environment.region}:${environment.account}:dataset/${id}`;

/** What the function says, for people: its log lines are JSON. */
function tell(line: string): void {
  try {
    const { timestamp, level, message } = JSON.parse(line);
    if (message) {
      say(`${timestamp.slice(11, 19)} ${level === 'ERROR' ? '! ' : ''}${message}`);
    }
  } catch {
    say(line);
  }
}

function introduce(stack: LocalStack, speed: number): void {
  const { eventBus, sqs, dynamodb, quickSight, sts } = stack;
  say(`\nThe example app on this machine; ${speed} seconds of its time pass in a real one.\n`);
  for (const [name, { proxy }] of Object.entries({
    EventBridge: eventBus,
    SQS: sqs,
    DynamoDB: dynamodb,
    QuickSight: quickSight,
    STS: sts,
  })) {
    say(`  ${name.padEnd(12)}${proxy.endpoint}`);
  }
  say('\nFrom another terminal, an event as AWS would send it, such as');
  say(
    `  curl ${eventBus.proxy.endpoint} -H 'x-amz-target: AWSEvents.PutEvents' -d '${JSON.stringify({
      Entries: [
        {
          Source: 'aws.glue',
          DetailType: 'Glue Job State Change',
          Detail: JSON.stringify({ jobName: 'load-inventory', state: 'SUCCEEDED' }),
        },
      ],
    })}'\n\nOr here:`,
  );
  for (const { about } of Object.values(COMMANDS)) {
    say(`  ${about}`);
  }
  say('Ctrl-C ends it, and leaves nothing behind.\n');
}

async function obey(stack: LocalStack, line: string): Promise<void> {
  const [word = '', argument = ''] = line.trim().split(/\s+/);
  const command = COMMANDS[word];
  if (!command) {
    say(word && `${word}? There are ${Object.keys(COMMANDS).join(', ')}`);
    return;
  }
  try {
    await command.run(stack, argument);
  } catch (error) {
    say(String(error));
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { speed: { type: 'string', default: '10' }, help: { type: 'boolean' } } });
  if (values.help) {
    say(HELP);
    return;
  }
  const deployment = deployExample();
  const dataSet = (id: string, tags: Record<string, string>): DataSetModel => ({
    arn: `arn:aws:quicksight:${deployment.environment.region}:${deployment.environment.account}:dataset/${id}`,
    tags,
    quota: 32,
    whileActive: 'queue',
    plan: () => ({ seconds: 60, status: 'COMPLETED', rowsIngested: 1_200_000, rowsDropped: 0 }),
  });
  const allowed = { 'spice-refresh': 'allowed' };
  const stack = await LocalStack.start(deployment, {
    speed: Number(values.speed),
    dataSets: [dataSet('sales', allowed), dataSet('inventory', allowed), dataSet('forecast', {})],
    onLine: tell,
  });
  introduce(stack, Number(values.speed));
  const input = createInterface({ input: process.stdin });
  input.on('line', (line) => void obey(stack, line));
  const end = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    // Ctrl-D, or the terminal is gone
    input.once('close', resolve);
  });
  await end;
  input.close();
  await stack.stop();
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
