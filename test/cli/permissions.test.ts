import { VERBS } from '../../cli/program';
import { ALL_VERBS, EveryVerb } from '../support/local/every-verb';

// the first call loads the AWS SDK
jest.setTimeout(120_000);

/** Each verb with each of its calls denied: what is missing is said by name. */
let verbs: EveryVerb;

beforeAll(async () => {
  verbs = await EveryVerb.start();
});

afterAll(() => verbs.stop());

test('docs/commands.md has a command line for every verb that calls AWS', () => {
  const asking = VERBS.filter(({ permissions }) => permissions.length > 0).map(({ name }) => name);
  expect([...ALL_VERBS].sort()).toEqual(asking.sort());
});

test.each(ALL_VERBS)('%s names the permission that is missing, whichever it is', async (verb) => {
  const { actions, err } = await verbs.ask(verb);
  expect(err).not.toContain('the local account does not answer');
  expect(actions.length).toBeGreaterThan(0);
  const silent: string[] = [];
  for (const action of actions) {
    const { out, err: said, status } = await verbs.ask(verb, { denied: [action] });
    if (!new RegExp(`credentials lack ${action}\\b`).test(out + said) || /\n\s+at /.test(said) || status > 1) {
      silent.push(`${action}: ${said || out}`);
    }
  }
  expect(silent).toEqual([]);
});

test('forget that may not delete keeps the row, and names the permission', async () => {
  const { actions } = await verbs.ask('forget');
  expect(actions).toContain('dynamodb:DeleteItem');
  const { out, err, status } = await verbs.ask('forget', { denied: ['dynamodb:DeleteItem'] });
  expect([status, out]).toEqual([1, '']);
  expect(err).toMatch(/^the credentials lack dynamodb:DeleteItem: User: test is not authorized/);
});

test.each(ALL_VERBS)('the help of %s lists each permission that it asks for', async (verb) => {
  const { actions } = await verbs.ask(verb);
  const listed = VERBS.find(({ name }) => name === verb)?.permissions.join(', ') ?? '';
  expect(actions.filter((action) => !new RegExp(`\\b${action}\\b`).test(listed))).toEqual([]);
});
