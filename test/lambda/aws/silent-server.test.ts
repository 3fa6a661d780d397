import { createServer, type ServerResponse } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDbLedger } from '../../../lambda/aws/dynamodb-ledger';
import { EventBus } from '../../../lambda/aws/event-bridge-bus';
import { QuickSightClients } from '../../../lambda/aws/quick-sight-clients';
import { QuickSightSdk } from '../../../lambda/aws/quick-sight-sdk';
import { SqsQueue } from '../../../lambda/aws/sqs-queue';
import { clientConfig } from '../../../lambda/aws/timeouts';
import { BRIEF, type CallLimits, CREATE, DESCRIBE, QUICK } from '../../../lambda/timing';
import { OutcomeDetailType } from '../../../lib/private/contract';
import { close, listen } from '../../support/local/loopback';
import { ARN, aRow, aWake, NOON, PUBLISHER } from '../../support/rows';

/** The shipped limits, in a world that is twenty times as fast; connecting to this machine itself takes its time. */
const scaled = ({ attempts, requestTimeout }: CallLimits): CallLimits => ({
  attempts,
  connectionTimeout: requestTimeout / 20,
  requestTimeout: requestTimeout / 20,
});

/** How often a request was received since the test began, and what becomes of it. */
let requests = 0;
let answer: (response: ServerResponse) => void;

/** Accepts every connection and every request. */
const server = createServer((request, response) => {
  request.resume();
  requests++;
  answer(response);
});

const NEVER = (): void => {};
const HALF_AN_ANSWER = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"Ingestion');
};

const ENVIRONMENT = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
const before = ENVIRONMENT.map((name) => [name, process.env[name]] as const);

beforeAll(async () => {
  process.env.AWS_ENDPOINT_URL = await listen(server);
  process.env.AWS_REGION = 'eu-west-1';
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
});

afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
  await close(server);
});

/** The first call of a process loads what all others have. */
beforeAll(async () => {
  answer = (response) => response.writeHead(400).end();
  for (const [, , call] of CALLS) {
    await outcomeOf(call());
  }
});

beforeEach(() => {
  requests = 0;
});

const ROLE = { arn: 'arn:aws:iam::444455556666:role/access' };
const OUTCOME = { detailType: OutcomeDetailType.STARTED, at: NOON, dataSetArn: ARN, reason: 'a test', next: 'looks' };

const quickSight = (signal?: AbortSignal): QuickSightSdk =>
  new QuickSightSdk(
    new QuickSightClients('eu-west-1', {
      create: scaled(CREATE),
      describe: scaled(DESCRIBE),
      assumeRole: scaled(BRIEF),
    }),
    signal,
  );
const ledger = (signal?: AbortSignal): DynamoDbLedger =>
  new DynamoDbLedger(new DynamoDBClient(clientConfig(scaled(QUICK))), 'ledger', signal);
const queue = (signal?: AbortSignal): SqsQueue =>
  new SqsQueue(new SQSClient(clientConfig(scaled(QUICK))), `${process.env.AWS_ENDPOINT_URL}/queue`, '', signal);
const bus = (signal?: AbortSignal): EventBus =>
  new EventBus(EventBus.client(scaled(BRIEF)), 'outcomes', PUBLISHER, signal);

/** Every call of AWS that the function makes, and how often it is made when there is no answer. */
const CALLS: readonly [string, number, (signal?: AbortSignal) => Promise<unknown>][] = [
  ['CreateIngestion', CREATE.attempts, (signal) => quickSight(signal).createIngestion(ARN, 'i', 'FULL_REFRESH')],
  ['DescribeIngestion', DESCRIBE.attempts, (signal) => quickSight(signal).describeIngestion(ARN, 'i')],
  ['GetItem', QUICK.attempts, (signal) => ledger(signal).read(ARN)],
  ['Scan', QUICK.attempts, (signal) => ledger(signal).scan()],
  ['PutItem', QUICK.attempts, (signal) => ledger(signal).write(aRow())],
  ['SendMessage', QUICK.attempts, (signal) => queue(signal).wake(aWake(), 0)],
  ['SendMessageBatch', QUICK.attempts, (signal) => queue(signal).sendAgain([{ id: 'm', body: '{}', delaySeconds: 0 }])],
  ['PutEvents', BRIEF.attempts, (signal) => bus(signal).publish([OUTCOME])],
];

/** What a call came to: QuickSight's are answers, the others errors. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await call);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

describe('a server that accepts and never answers', () => {
  beforeEach(() => {
    answer = NEVER;
  });

  test.each(CALLS)('%s is made %d time(s) and given up', async (_name, attempts, call) => {
    expect(await outcomeOf(call())).toMatch(/TimeoutError/);
    expect(requests).toBe(attempts);
  });

  test('a role that STS does not answer for is given up, and QuickSight is not called', async () => {
    expect(await quickSight().createIngestion(ARN, 'i', 'FULL_REFRESH', ROLE)).toMatchObject({
      apiError: { error: 'NetworkError', message: expect.stringContaining('TimeoutError') },
    });
    expect(requests).toBe(BRIEF.attempts);
  });
});

describe('a server that stops in the middle of its answer', () => {
  beforeEach(() => {
    answer = HALF_AN_ANSWER;
  });

  test.each(CALLS)('%s is given up when its answer stops in the middle', async (_name, _attempts, call) => {
    expect(await outcomeOf(call())).toMatch(/Error/);
  });
});

describe('an invocation that is over', () => {
  test.each(CALLS)('%s is not made after the end of its invocation', async (_name, _attempts, call) => {
    answer = NEVER;
    expect(await outcomeOf(call(AbortSignal.abort()))).toMatch(/AbortError/);
    expect(requests).toBe(0);
  });

  test.each(CALLS)(
    '%s that is under way ends at once with its invocation, and is not made again',
    async (_name, _attempts, call) => {
      const over = new AbortController();
      answer = () => over.abort();
      expect(await outcomeOf(call(over.signal))).toMatch(/AbortError/);
      expect(requests).toBe(1);
    },
  );
});
