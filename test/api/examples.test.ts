import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The examples of the README and of the docstrings, which readers of other languages see in theirs. */
const ROOT = join(__dirname, '..', '..');
const LANGUAGES = ['csharp', 'go', 'java', 'python'];

interface Snippet {
  readonly translations: Readonly<Record<string, { readonly source: string }>>;
  readonly location: { readonly api: { readonly api: string; readonly fqn?: string } };
  readonly didCompile?: boolean;
}

let said: { status: number | null; stdout: string; stderr: string };
let snippets: Snippet[];

beforeAll(() => {
  said = spawnSync('npm', ['run', '-s', 'examples'], { cwd: ROOT, encoding: 'utf8' });
  const tablet = JSON.parse(gunzipSync(readFileSync(join(ROOT, '.jsii.tabl.json.gz'))).toString());
  snippets = Object.values(tablet.snippets);
}, 240_000);

test('the examples compile', () => {
  expect(said).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(snippets.filter(({ didCompile }) => !didCompile)).toEqual([]);
});

test('each example is there in every language', () => {
  expect(snippets.length).toBeGreaterThan(40);
  const missing = snippets.filter(({ translations }) => LANGUAGES.some((language) => !translations[language]?.source));
  expect(missing.map(({ location }) => location)).toEqual([]);
});

test('the examples of the README and those of the docstrings are among them', () => {
  const kinds = new Set(snippets.map(({ location }) => location.api.api));
  expect([...kinds]).toEqual(expect.arrayContaining(['moduleReadme', 'type', 'member']));
});

test('an example reads in Python as people write it there', () => {
  const python = snippets.map(({ translations }) => translations.python?.source ?? '');
  expect(python.find((source) => source.includes('add_data_set("Sales"'))).toContain('key_prefix="sales/"');
});
