import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { commentsOf, titlesOf } from '../support/words-of-code';

const ROOT = join(__dirname, '..', '..');

/** Words that plain technical English does without, and what stands in their place. CONTRIBUTING.md has the manner. */
const BANNED: Readonly<Record<string, RegExp>> = {
  'again, or recreated': /\banew\b/i,
  'fix, restore or resolve': /\bmend(s|ed|ing)?\b/i,
  'the operator, the caller, the sender or a principal': /\b(nobody|somebody|whoever)\b/i,
  'your own, or customer managed': /\bof one.s own\b/i,
  'is in, or SQS moves it to': /\blies in\b/i,
  'reported, published or said': /\btold\b/i,
};

const filesOf = (folders: readonly string[], name: RegExp): string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => name.test(file))
      .map((file) => join(ROOT, folder, file)),
  );

/** Read as a whole: documents, messages, docstrings and names. */
const read = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].map((file) => join(ROOT, file)),
  ...filesOf(['docs', 'lib', 'lambda', 'cli'], /\.(ts|md|json)$/),
];

/** Where only what is said about the code is read: an identifier may well be one of them. */
const code = filesOf(['sim', 'local', 'test', 'bench', 'integ', 'outside', 'release', 'examples'], /\.(ts|mjs|cjs)$/);

function findings(file: string, text: string, first = 1): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      Object.entries(BANNED).flatMap(([instead, word]) =>
        word.test(line)
          ? [`${relative(ROOT, file)}:${index + first}: "${word.exec(line)?.[0]}"; write instead: ${instead}`]
          : [],
      ),
    );
}

test('all documents, messages and docstrings have no word of the ban list', () => {
  expect(read.length).toBeGreaterThan(100);
  expect(read.flatMap((file) => findings(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test('the comments and the titles of tests have no word of the ban list', () => {
  expect(code.length).toBeGreaterThan(300);
  expect(
    code.flatMap((file) =>
      [...commentsOf(file), ...titlesOf(file, { groups: true })].flatMap(({ line, text }) =>
        findings(file, text, line),
      ),
    ),
  ).toEqual([]);
});

test('the ban list names file, line and what to write instead', () => {
  expect(findings(join(ROOT, 'README.md'), 'fine\nNobody mends it')).toEqual([
    'README.md:2: "mends"; write instead: fix, restore or resolve',
    'README.md:2: "Nobody"; write instead: the operator, the caller, the sender or a principal',
  ]);
});

test('the ban list reads comments and titles of code, and no identifiers', () => {
  const text = "// somebody\nconst told = 1; // told\ndescribe('anew', () => {\n  test('mends', nobody);\n});\n";
  const file = join(ROOT, 'test', 'x.test.ts');
  expect([...commentsOf(file, text), ...titlesOf(file, { groups: true, text })]).toEqual([
    { line: 1, text: '// somebody' },
    { line: 2, text: '// told' },
    { line: 3, text: 'anew' },
    { line: 4, text: 'mends' },
  ]);
});
