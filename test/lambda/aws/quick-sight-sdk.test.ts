import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { QuickSightClients } from '../../../lambda/aws/quick-sight-clients';
import { QuickSightSdk } from '../../../lambda/aws/quick-sight-sdk';
import { kindOf } from '../../../lambda/ingestion/api-error';
import type { ApiError, CreateAnswer } from '../../../lambda/ports';
import type { AssumedRole } from '../../../lib/private/contract';
import { close, listen } from '../../support/local/loopback';
import { ARN, NOON, OTHER_ARN } from '../../support/rows';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly authorization: string;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const requests: Request[] = [];
let answers: Answer[] = [];

/** QuickSight's REST protocol: JSON in and out, the name of an error in a header. */
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, body, authorization: headers.authorization ?? '' });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, request);
  });
});

const json =
  (status: number, value: object, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };

const error = (status: number, name: string): Answer =>
  json(status, { Message: `about ${name}`, RequestId: 'r' }, { 'x-amzn-errortype': name });

const reset: Answer = (_response, request) => request.socket.destroy();

/** The service has done its part, and half of its answer comes through. */
const half =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response, request) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': '100', ...headers });
    response.write('{"IngestionSta', () => request.socket.destroy());
  };

const ENVIRONMENT = [
  'AWS_ENDPOINT_URL_QUICKSIGHT',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
] as const;
const before = ENVIRONMENT.map((name) => [name, process.env[name]] as const);
let clients: QuickSightClients;
let quickSight: QuickSightSdk;

beforeAll(async () => {
  process.env.AWS_ENDPOINT_URL_QUICKSIGHT = await listen(server);
  process.env.AWS_ENDPOINT_URL_STS = process.env.AWS_ENDPOINT_URL_QUICKSIGHT;
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

beforeEach(() => {
  requests.length = 0;
  clients = new QuickSightClients();
  quickSight = new QuickSightSdk(clients);
});

const createIngestion = (...given: readonly Answer[]): Promise<CreateAnswer> => {
  answers = [...given];
  return quickSight.createIngestion(ARN, 'ingestion-1', 'FULL_REFRESH');
};

describe('CreateIngestion', () => {
  const created = json(201, { Arn: 'a', IngestionId: 'ingestion-1', IngestionStatus: 'INITIALIZED', RequestId: 'r' });

  test('CreateIngestion names the data set, the id and the type', async () => {
    expect(await createIngestion(created)).toEqual({ created: true });
    expect(requests).toMatchObject([
      { method: 'PUT', path: '/accounts/111122223333/data-sets/sales/ingestions/ingestion-1' },
    ]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ IngestionType: 'FULL_REFRESH' });
  });

  test('CreateIngestion asks for an incremental refresh when that was decided', async () => {
    answers = [created];
    await quickSight.createIngestion(ARN, 'ingestion-1', 'INCREMENTAL_REFRESH');
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ IngestionType: 'INCREMENTAL_REFRESH' });
  });

  test('CreateIngestion is sent to the region of the data set', async () => {
    answers = [created];
    await quickSight.createIngestion(ARN, 'ingestion-1', 'FULL_REFRESH');
    await quickSight.createIngestion(OTHER_ARN, 'ingestion-2', 'FULL_REFRESH');
    expect(requests[0]?.authorization).toContain('/eu-west-1/quicksight/');
    expect(requests[1]?.authorization).toContain('/us-east-1/quicksight/');
  });

  test('CreateIngestion encodes an id with special characters, colons and all', async () => {
    answers = [created];
    await quickSight.createIngestion(ARN.replace('sales', 'a:b=c@d+e'), 'ingestion-1', 'FULL_REFRESH');
    const [, id = ''] = /data-sets\/([^/]*)\/ingestions\/ingestion-1$/.exec(requests[0]?.path ?? '') ?? [];
    expect(decodeURIComponent(id)).toBe('a:b=c@d+e');
    expect(id).not.toMatch(/[:=@+]/);
  });

  test.each([
    ['AccessDeniedException', 401],
    ['InvalidParameterValueException', 400],
    ['ResourceNotFoundException', 404],
    ['ThrottlingException', 429],
    ['LimitExceededException', 409],
    ['ResourceExistsException', 409],
    ['InternalFailureException', 500],
    ['SomethingNewException', 418],
  ])('CreateIngestion answers %s with its name and status, and is sent once', async (name, status) => {
    expect(await createIngestion(error(status, name))).toEqual({
      apiError: { error: name, message: `about ${name}`, status },
    });
    expect(requests).toHaveLength(1);
  });

  test('CreateIngestion reads the name of an error that comes with a namespace and an address', async () => {
    const named = error(409, 'com.amazonaws.quicksight#LimitExceededException:http://internal.amazon.com/');
    expect(await createIngestion(named)).toMatchObject({ apiError: { error: 'LimitExceededException', status: 409 } });
  });

  test('CreateIngestion keeps the status of an answer that is not JSON', async () => {
    const page: Answer = (response) => response.writeHead(503, { 'content-type': 'text/html' }).end('<html>');
    const answer = await createIngestion(page);
    expect(answer).toMatchObject({ apiError: { error: expect.not.stringMatching(/^(Throttl|LimitE|Access)/) } });
    expect(requests).toHaveLength(1);
  });

  test('CreateIngestion is in doubt when the connection breaks, and is sent once', async () => {
    const answer = await createIngestion(reset);
    expect(answer).toMatchObject({ apiError: { error: 'NetworkError' } });
    expect('apiError' in answer && answer.apiError).not.toHaveProperty('status');
    expect(requests).toHaveLength(1);
  });

  test.each([
    [201, {}],
    [409, {}],
    [409, { 'x-amzn-errortype': 'ResourceExistsException' }],
    [500, { 'x-amzn-errortype': 'InternalFailureException' }],
  ])('CreateIngestion never takes half an answer of status %i for a refusal', async (status, headers) => {
    const answer = await createIngestion(half(status, headers));
    const { apiError } = answer as { apiError: ApiError };
    expect(['ambiguous', 'alreadyExists']).toContain(kindOf(apiError));
    expect(requests).toHaveLength(1);
  });

  test('CreateIngestion is in doubt when no server listens', async () => {
    const endpoint = process.env.AWS_ENDPOINT_URL_QUICKSIGHT;
    process.env.AWS_ENDPOINT_URL_QUICKSIGHT = 'http://127.0.0.1:1';
    const answer = await new QuickSightSdk(new QuickSightClients()).createIngestion(ARN, 'ingestion-1', 'FULL_REFRESH');
    process.env.AWS_ENDPOINT_URL_QUICKSIGHT = endpoint;
    expect(answer).toMatchObject({ apiError: { error: 'NetworkError', message: expect.stringMatching(/\w+: \S/) } });
  });
});

describe('DescribeIngestion', () => {
  const described = (ingestion: object): Answer => json(200, { Ingestion: ingestion, RequestId: 'r' });
  const describing = (...given: readonly Answer[]): ReturnType<QuickSightSdk['describeIngestion']> => {
    answers = [...given];
    return quickSight.describeIngestion(ARN, 'ingestion-1');
  };

  test('DescribeIngestion reads a completed ingestion', async () => {
    const answer = await describing(
      described({
        Arn: 'a',
        IngestionStatus: 'COMPLETED',
        CreatedTime: NOON / 1_000,
        IngestionTimeInSeconds: 300,
        RowInfo: { RowsIngested: 10, RowsDropped: 0, TotalRowsInDataset: 10 },
      }),
    );
    expect(answer).toEqual({
      ingestion: { status: 'COMPLETED', createdAt: NOON, seconds: 300, rowsIngested: 10, rowsDropped: 0 },
    });
    expect(requests).toMatchObject([
      { method: 'GET', path: '/accounts/111122223333/data-sets/sales/ingestions/ingestion-1', body: '' },
    ]);
  });

  test('DescribeIngestion reads a failed ingestion', async () => {
    const failed = { IngestionStatus: 'FAILED', ErrorInfo: { Type: 'QUERY_TIMEOUT', Message: 'too slow' } };
    expect(await describing(described(failed))).toEqual({
      ingestion: { status: 'FAILED', error: { type: 'QUERY_TIMEOUT', message: 'too slow' } },
    });
  });

  test('DescribeIngestion keeps no control character of what QuickSight says, and no more than fits', async () => {
    const text = 'a\u001b[2Jb\u009b31mc\u202ed\u0000';
    const failed = { IngestionStatus: text, ErrorInfo: { Type: text, Message: text.padEnd(2_000, '.') } };
    expect(await describing(described(failed))).toEqual({
      ingestion: { status: 'abcd', error: { type: 'abcd', message: `${'abcd'.padEnd(999, '.')}…` } },
    });
    const refused = json(400, { Message: text }, { 'x-amzn-errortype': 'Odd' });
    expect(await describing(refused)).toEqual({ apiError: { error: 'Odd', message: 'abcd', status: 400 } });
  });

  test('DescribeIngestion reads an error without type and message, and an ingestion without any field', async () => {
    expect(await describing(described({ IngestionStatus: 'FAILED', ErrorInfo: {} }))).toEqual({
      ingestion: { status: 'FAILED', error: { type: 'UNKNOWN', message: '' } },
    });
    expect(await describing(json(200, {}))).toEqual({ ingestion: { status: 'UNKNOWN' } });
  });

  test('DescribeIngestion passes on a status that is not known here', async () => {
    expect(await describing(described({ IngestionStatus: 'PAUSED' }))).toEqual({ ingestion: { status: 'PAUSED' } });
  });

  test.each([
    ['AccessDeniedException', 401],
    ['InvalidParameterValueException', 400],
    ['ResourceNotFoundException', 404],
  ])('DescribeIngestion answers %s with its name and status', async (name, status) => {
    expect(await describing(error(status, name))).toEqual({
      apiError: { error: name, message: `about ${name}`, status },
    });
  });

  test('DescribeIngestion is sent again when it was throttled: it counts against no quota', async () => {
    const answer = await describing(error(429, 'ThrottlingException'), described({ IngestionStatus: 'RUNNING' }));
    expect(answer).toEqual({ ingestion: { status: 'RUNNING' } });
    expect(requests).toHaveLength(2);
  });
});

describe('a client with a role', () => {
  const ROLE: AssumedRole = { arn: 'arn:aws:iam::444455556666:role/access', externalId: 'sales' };
  const created = json(201, { Arn: 'a', IngestionId: 'ingestion-1', IngestionStatus: 'INITIALIZED', RequestId: 'r' });

  /** STS's query protocol: XML out. */
  const assumed =
    (key: string, expiresIn = 3_600_000): Answer =>
    (response) => {
      const expiration = new Date(Date.now() + expiresIn).toISOString();
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
            `<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>` +
            `<Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
        );
    };
  const refused =
    (status: number, code: string): Answer =>
    (response) => {
      response
        .writeHead(status, { 'content-type': 'text/xml' })
        .end(`<ErrorResponse><Error><Code>${code}</Code><Message>not you</Message></Error></ErrorResponse>`);
    };
  const create = (role: AssumedRole, arn = ARN) => quickSight.createIngestion(arn, 'ingestion-1', 'FULL_REFRESH', role);

  test('a client with a role asks STS in its own region for it, with the external id, and calls as that role', async () => {
    quickSight = new QuickSightSdk(new QuickSightClients('eu-central-1'));
    answers = [assumed('ASIAROLE'), created];
    expect(await create(ROLE)).toEqual({ created: true });
    expect(requests).toHaveLength(2);
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: ROLE.arn,
      ExternalId: 'sales',
      RoleSessionName: 'cdk-spice-refresh',
    });
    expect(requests[0]?.authorization).toContain('/eu-central-1/sts/');
    expect(requests[1]?.authorization).toMatch(/Credential=ASIAROLE\/\d+\/eu-west-1\/quicksight/);
  });

  test('a client with a role sends no external id where there is none', async () => {
    answers = [assumed('ASIAROLE'), created];
    await create({ arn: ROLE.arn });
    expect(new URLSearchParams(requests[0]?.body).has('ExternalId')).toBe(false);
  });

  test('a client with a role keeps the credentials for all later calls', async () => {
    answers = [assumed('ASIAROLE'), created, json(200, { Ingestion: { IngestionStatus: 'RUNNING' } }), created];
    await create(ROLE);
    await quickSight.describeIngestion(ARN, 'ingestion-1', ROLE);
    await create({ ...ROLE }, ARN.replace('sales', 'stock'));
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'PUT', 'GET', 'PUT']);
  });

  test('a client with a role asks again when the credentials are about to expire', async () => {
    answers = [assumed('ASIAONE', 30_000), created, assumed('ASIATWO'), created];
    await create(ROLE);
    await create(ROLE);
    expect(requests[3]?.authorization).toContain('Credential=ASIATWO/');
  });

  test("a client with a role does not mix up roles, nor a role and the function's own permissions", async () => {
    answers = [assumed('ASIAONE'), created, assumed('ASIATWO'), created, assumed('ASIATHREE'), created, created];
    await create(ROLE);
    await create({ ...ROLE, arn: `${ROLE.arn}-2` });
    await create({ ...ROLE, externalId: 'stock' });
    await quickSight.createIngestion(ARN, 'ingestion-1', 'FULL_REFRESH');
    const keys = requests.map(({ authorization }) => /Credential=(\w+)/.exec(authorization)?.[1]);
    expect(keys).toEqual(['test', 'ASIAONE', 'test', 'ASIATWO', 'test', 'ASIATHREE', 'test']);
  });

  test('a role that may not be assumed is an answer, and QuickSight is not called', async () => {
    answers = [refused(403, 'AccessDenied')];
    expect(await create(ROLE)).toEqual({ apiError: { error: 'AccessDenied', message: 'not you', status: 403 } });
    expect(await quickSight.describeIngestion(ARN, 'ingestion-1', ROLE)).toMatchObject({
      apiError: { error: 'AccessDenied' },
    });
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test('a role is assumed at the next call when it could not be at the last', async () => {
    answers = [refused(403, 'AccessDenied'), assumed('ASIAROLE'), created];
    await create(ROLE);
    expect(await create(ROLE)).toEqual({ created: true });
  });

  test('forged messages that name roles do not pile up clients', async () => {
    answers = [refused(403, 'AccessDenied')];
    for (let at = 0; at <= 100; at++) {
      await create({ arn: `${ROLE.arn}-${at}` });
    }
    expect((clients as unknown as { clients: Map<string, unknown> }).clients.size).toBeLessThanOrEqual(100);
  }, 30_000);
});
