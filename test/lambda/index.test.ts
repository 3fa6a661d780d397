import { Environment } from '../../lib/private/contract';

const before = { ...process.env };
const load = (): { handler?: unknown } => {
  let loaded: { handler?: unknown } = {};
  jest.isolateModules(() => {
    loaded = require('../../lambda/index') as typeof import('../../lambda/index');
  });
  return loaded;
};

beforeEach(() => {
  process.env = {
    ...before,
    AWS_REGION: 'eu-west-1',
    [Environment.LEDGER_TABLE]: 'ledger',
    [Environment.QUEUE_URL]: 'https://sqs/queue',
    [Environment.DEAD_LETTER_QUEUE_URL]: 'https://sqs/dead-letters',
    [Environment.EVENT_BUS]: 'default',
    [Environment.DEPLOYMENT]: 'deployment',
  };
});

afterAll(() => {
  process.env = { ...before };
});

test('the function has a handler when its environment is complete', () => {
  expect(load().handler).toBeInstanceOf(Function);
});

test.each([
  Environment.LEDGER_TABLE,
  Environment.QUEUE_URL,
  Environment.DEAD_LETTER_QUEUE_URL,
  Environment.EVENT_BUS,
  Environment.DEPLOYMENT,
])('without %s the function does not start, and says what is missing', (name) => {
  for (const value of ['', undefined]) {
    process.env[name] = value;
    if (value === undefined) {
      delete process.env[name];
    }
    expect(load).toThrow(`the environment variable ${name} is not set`);
  }
});
