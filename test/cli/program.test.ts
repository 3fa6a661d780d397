import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND, VERBS } from '../../cli/program';
import { run } from '../support/command';
import { commandsPage, documentedCommands } from '../support/documented';

// the first call loads what it needs
jest.setTimeout(60_000);

test('the command fails without a verb, and shows its verbs', async () => {
  const { status, out, err } = await run([]);
  expect(status).toBe(2);
  for (const { name, summary } of VERBS) {
    expect(out + err).toMatch(new RegExp(`^ {2}${name} .*${summary.slice(0, 20)}`, 'm'));
  }
});

test.each(VERBS.map(({ name }) => name))(
  'the help of %s has what it does, an example and the permissions',
  async (name) => {
    const { status, out } = await run([name, '--help']);
    expect(status).toBe(0);
    expect(out).toContain(`${COMMAND} ${name}`);
    const verb = VERBS.find((each) => each.name === name);
    for (const action of verb?.permissions ?? []) {
      expect(out).toContain(`\n  ${action}`);
    }
    for (const example of verb?.examples ?? []) {
      expect(example.split(' ')[0]).toBe(name);
    }
  },
);

test.each(VERBS.map(({ name }) => name))('the help of %s has a full command line for each example', async (name) => {
  const { out } = await run([name, '--help']);
  const examples = VERBS.find((each) => each.name === name)?.examples ?? [];
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) {
    expect(out).toContain(`\n  ${COMMAND} ${example}\n`);
  }
});

test.each<[string[], RegExp]>([
  [['state', '--table', 'x'], /unknown command 'state'/],
  [['status', '--tabel', 'x'], /unknown option '--tabel'[\s\S]*Did you mean --table/],
  [['status', '--table'], /'--table <name>' argument missing/],
])('the command fails when it is called wrongly (%j), and says what is wrong', async (args, message) => {
  const { status, out, err } = await run(args);
  expect([status, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});

test('region and profile are found as by every AWS tool, and may be given', async () => {
  const before = { ...process.env };
  try {
    await run(['status', '--table', 'x', '--region', 'nowhere-1', '--profile', 'none']);
    expect(process.env).toMatchObject({ AWS_REGION: 'nowhere-1', AWS_PROFILE: 'none' });
  } finally {
    process.env = before;
  }
});

test('no page, message or help has npx fetch a command that is not installed', () => {
  const root = join(__dirname, '..', '..');
  const texts = ['lib', 'cli', 'lambda', 'docs', 'examples', 'integ'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|py|md)$/.test(file))
      .map((file) => join(folder, file)),
  );
  const wrong = [...texts, 'README.md', 'CONTRIBUTING.md'].filter((file) =>
    /npx (cdk|cdk-spice-refresh)\b/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(texts.length).toBeGreaterThan(150);
  expect(wrong).toEqual([]);
});

describe('docs/commands.md', () => {
  test.each(VERBS.map(({ name }) => name))('docs/commands.md has a section of %s, with an example', (name) => {
    expect(commandsPage()).toContain(`\n## ${name}\n`);
    expect(documentedCommands().filter((line) => line.split(' ')[0] === name).length).toBeGreaterThan(0);
  });

  test('docs/commands.md has no example that no test compares', () => {
    const folders = [__dirname, join(__dirname, '..', 'local')];
    const tests = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.test.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8').replace(/expectDocumented\(\s+/g, 'expectDocumented(')),
    );
    const compared = (line: string): boolean => tests.some((text) => text.includes(`expectDocumented('${line}'`));
    expect(documentedCommands().filter((line) => !compared(line))).toEqual([]);
  });
});
