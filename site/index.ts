import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, run } from '../release/run';
import { API_LANGUAGES, apiIndex, apiPages, byKind } from './api-pages';
import { CONTENTS } from './contents';
import { pageOf, picturesOf, placeOf, titleOf } from './page';

/**
 * `npm run site`, after `npm run compile`: README, docs/, examples and the API in five languages as a site in site/dist.
 * Its tools are installed by their own lock file, so that `npm ci` of the repository does not grow.
 */
const SITE = join(ROOT, 'site');
const PAGES = join(SITE, '.pages');
const BASE = 'cdk-spice-refresh';

/** @returns how many pages the site has */
function stage(): number {
  rmSync(PAGES, { recursive: true, force: true });
  const decisions = run('git', ['ls-files', 'docs/adr/0*.md']).trim().split('\n');
  const sections = [...CONTENTS, { title: 'Decisions', pages: decisions }];
  const pages = new Set(sections.flatMap((section) => section.pages));
  const absent = run('git', ['ls-files', 'docs/*.md', 'examples/*.md'])
    .trim()
    .split('\n')
    .filter((file) => !pages.has(file));
  if (absent.length > 0) {
    throw new Error(`add ${absent.join(', ')} to a section of site/contents.ts`);
  }
  const { homepage } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const repository = { url: homepage.replace(/#.*/, ''), pages, kindOf };
  for (const file of pages) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    write(placeOf(file), pageOf(file, text, repository));
    for (const picture of picturesOf(file, text)) {
      cpSync(join(ROOT, picture), join(PAGES, placeOf(picture)));
    }
  }
  const sidebar = sections.map(({ title, pages }) => ({
    text: title,
    items: pages.map((file) => ({
      text: titleOf(readFileSync(join(ROOT, file), 'utf8')),
      link: linkTo(placeOf(file)),
    })),
  }));
  write('contents.json', JSON.stringify({ sidebar: { '/': sidebar, ...stageApi() }, languages: API_LANGUAGES }));
  return readdirSync(PAGES, { recursive: true, encoding: 'utf8' }).filter((name) => /^[^.].*\.md$/.test(name)).length;
}

/** @returns its sidebars, one for each language */
function stageApi(): Record<string, unknown> {
  const languages = Object.keys(API_LANGUAGES);
  const output = join(PAGES, '.reference', 'API.md');
  run('jsii-docgen', ['--output', output, ...languages.flatMap((language) => ['--language', language])]);
  return Object.fromEntries(
    languages.map((language) => {
      const folder = `api/${language}`;
      const pages = apiPages(readFileSync(output.replace('.md', `.${language}.md`), 'utf8'), language);
      write(`${folder}/index.md`, apiIndex(pages, language));
      for (const { name, text } of pages) {
        write(`${folder}/${name}.md`, text);
      }
      const sections = byKind(pages).map(([kind, types]) => ({
        text: kind,
        items: types.map(({ name }) => ({ text: name, link: `/${folder}/${name}` })),
      }));
      return [`/${folder}/`, sections];
    }),
  );
}

const linkTo = (place: string): string => `/${place.replace(/(index)?\.md$/, '')}`;

function kindOf(path: string): 'file' | 'folder' | undefined {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
  return found && (found.isDirectory() ? 'folder' : 'file');
}

function write(place: string, text: string): void {
  mkdirSync(dirname(join(PAGES, place)), { recursive: true });
  // two files of one place would be one page
  writeFileSync(join(PAGES, place), text, { flag: 'wx' });
}

function step<T>(name: string, work: () => T): T {
  const start = Date.now();
  const result = work();
  console.log(`done     ${name.padEnd(8)}(${Math.round((Date.now() - start) / 1_000)} s)`);
  return result;
}

function main(): void {
  const tool = (name: string) => join(SITE, 'node_modules', '.bin', name);
  if (process.env.CI || !existsSync(tool('vitepress'))) {
    step('install', () => run('npm', ['ci', '--prefer-offline'], { cwd: SITE }));
  }
  const pages = step('pages', stage);
  step('build', () => run(tool('vitepress'), ['build', SITE]));
  step('links', () => run('node', [join(SITE, 'links.mjs'), `${BASE}/`, String(pages)]));
  console.log(`${pages} pages in site/dist; read them with site/node_modules/.bin/vitepress preview site`);
}

main();
