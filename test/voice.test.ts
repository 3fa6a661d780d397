import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..');

/** Words that plain technical English does without, and what stands in their place. CONTRIBUTING.md has the manner. */
const BANNED: Readonly<Record<string, RegExp>> = {
  'again, or recreated': /\banew\b/i,
  'fix, restore or resolve': /\bmend(s|ed|ing)?\b/i,
  'the operator, the caller, the sender or a principal': /\b(nobody|somebody|whoever)\b/i,
  'your own, or customer managed': /\bof one.s own\b/i,
  'is in, or SQS moves it to': /\blies in\b/i,
  'reported, published or said': /\btold\b/i,
};

const read = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs', 'lib', 'lambda', 'cli'].flatMap((name) =>
  /\.md$/.test(name)
    ? [join(ROOT, name)]
    : readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|md|json)$/.test(file))
        .map((file) => join(ROOT, name, file)),
);

function findings(file: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      Object.entries(BANNED).flatMap(([instead, word]) =>
        word.test(line)
          ? [`${relative(ROOT, file)}:${index + 1}: "${word.exec(line)?.[0]}"; write instead: ${instead}`]
          : [],
      ),
    );
}

test('README, documents, messages and docstrings have no word of the ban list', () => {
  expect(read.length).toBeGreaterThan(100);
  expect(read.flatMap((file) => findings(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test('the ban list names file, line and what to write instead', () => {
  expect(findings(join(ROOT, 'README.md'), 'fine\nNobody mends it')).toEqual([
    'README.md:2: "mends"; write instead: fix, restore or resolve',
    'README.md:2: "Nobody"; write instead: the operator, the caller, the sender or a principal',
  ]);
});
