import { errorLine } from '../../cli/aws/error-line';
import { run } from '../support/command';
import { ALL_VERBS, EveryVerb } from '../support/local/every-verb';

// the first call loads the AWS SDK, and the SDK waits before it tries again
jest.setTimeout(180_000);

/** Each verb where credentials, region, account or AWS itself are not as they should be. */
let verbs: EveryVerb;

beforeAll(async () => {
  verbs = await EveryVerb.start();
});

afterAll(() => verbs.stop());

const THROTTLED: Readonly<Record<string, string>> = {
  's3:GetBucketNotification': 'SlowDown',
  's3:GetObject': 'SlowDown',
  'lambda:GetFunctionConcurrency': 'TooManyRequestsException',
  'lambda:ListEventSourceMappings': 'TooManyRequestsException',
  'sts:GetCallerIdentity': 'Throttling',
};
const throttling = (action: string) => ({ code: THROTTLED[action] ?? 'ThrottlingException', message: 'Rate exceeded' });

test.each(['discover', 'refresh', 'status', 'redrive'])(
  '%s goes on where the first of each of its calls is throttled',
  async (verb) => {
    const { status, err, actions } = await verbs.ask(verb);
    const asked = new Set<string>();
    const once = (action: string) => {
      const isFirst = !asked.has(action);
      asked.add(action);
      return isFirst ? throttling(action) : undefined;
    };
    const ran = await verbs.ask(verb, { refuse: once });
    expect([ran.status, ran.err, new Set(ran.actions)]).toEqual([status, err, new Set(actions)]);
  },
);

test.each(ALL_VERBS)('%s says which call is throttled, and what to do', async (verb) => {
  const { actions } = await verbs.ask(verb);
  const [action = ''] = actions;
  const { status, err } = await verbs.ask(verb, {
    refuse: (asked) => (asked === action ? throttling(action) : undefined),
  });
  expect([status, err]).toEqual([
    1,
    `AWS throttles ${action}, and did so until the retries were over: Rate exceeded. Run it again in a minute\n`,
  ]);
});

test.each(ALL_VERBS)('%s says that credentials have expired, or are not known', async (verb) => {
  const refusing = (code: string, message: string) => verbs.ask(verb, { refuse: () => ({ code, message }) });
  expect(
    await refusing('ExpiredTokenException', 'The security token included in the request is expired'),
  ).toMatchObject({
    status: 1,
    err:
      'the AWS credentials have expired: The security token included in the request is expired. ' +
      'Sign in again, such as with aws sso login\n',
  });
  expect(
    await refusing('UnrecognizedClientException', 'The security token included in the request is invalid'),
  ).toMatchObject({
    status: 1,
    err: expect.stringMatching(/^AWS does not know these credentials: .* that the region is of their partition\n$/),
  });
});

test.each(ALL_VERBS)('%s names the missing region, and the missing credentials', async (verb) => {
  const { AWS_REGION: region, AWS_ACCESS_KEY_ID: key, ...rest } = process.env;
  const nowhere = {
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  try {
    process.env = { ...rest, ...nowhere, AWS_ACCESS_KEY_ID: key };
    expect(await verbs.ask(verb)).toMatchObject({
      status: 1,
      err: 'no AWS region: set AWS_REGION, or pass --region\n',
    });
    process.env = { ...rest, ...nowhere, AWS_REGION: region };
    expect(await verbs.ask(verb)).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^no AWS credentials: .*\. Set AWS_PROFILE, or pass --profile\n$/),
    });
  } finally {
    process.env = { ...rest, AWS_REGION: region, AWS_ACCESS_KEY_ID: key };
  }
});

test.each(ALL_VERBS)('%s says that AWS is not reached, and where it looked', async (verb) => {
  const before = process.env.AWS_ENDPOINT_URL;
  try {
    // a port that nothing listens on
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:9';
    const { status, err } = await verbs.ask(verb);
    expect(status).toBe(1);
    expect(err).toMatch(
      /^AWS does not answer: .*127\.0\.0\.1:9\. Check AWS_REGION or --region, the network and its proxy\n$/,
    );
  } finally {
    process.env.AWS_ENDPOINT_URL = before;
  }
});

test('a region that does not exist is said by the name that was not found', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND quicksight.eu-wst-1.amazonaws.com'), {
    code: 'ENOTFOUND',
    hostname: 'quicksight.eu-wst-1.amazonaws.com',
  });
  expect(errorLine(error)).toMatch(/^AWS does not answer at quicksight\.eu-wst-1\.amazonaws\.com: .* Check AWS_REGION/);
});

test.each([
  ['refresh', 'stock'],
  ['status'],
  ['history', 'stock'],
  ['pause', 'stock'],
  ['resume', 'stock'],
  ['forget', 'stock'],
  ['redrive'],
  ['doctor'],
])('a stack that is in another account is an error of %s that says where it looked', async (...args) => {
  await verbs.ask('status');
  expect(await run([...args, '--stack', 'Elsewhere'])).toMatchObject({
    status: 1,
    err: 'no stack Elsewhere in account 111122223333, region eu-west-1: check the name, --profile and --region\n',
  });
});

test('a table that is in another account is an error of status, too', async () => {
  const missing = { code: 'ResourceNotFoundException', message: 'Requested resource not found' };
  await verbs.ask('status', { refuse: (action) => (action === 'dynamodb:Scan' ? missing : undefined) });
  expect(await run(['status', '--table', 'elsewhere'])).toMatchObject({
    status: 1,
    err: 'no table elsewhere in account 111122223333, region eu-west-1: check the name, --profile and --region\n',
  });
});

test('history of a function that has no log says so', async () => {
  const { status, err } = await verbs.ask('history', { changes: { logs: {} } });
  expect(status).toBe(1);
  expect(err).toMatch(/^no log group \w+: the function has not run yet, or its log was deleted\n$/);
});
