import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_LANGUAGES, apiIndex, apiPages } from '../site/api-pages';
import { pageOf, picturesOf, placeOf, titleOf } from '../site/page';

const repository = {
  url: 'https://example.com/project',
  pages: new Set(['README.md', 'SECURITY.md', 'docs/security.md', 'docs/adr/README.md', 'docs/adr/0001-x.md']),
  kindOf: (path: string) => ({ 'sim/checks': 'folder', 'lib/index.ts': 'file' })[path] as 'file' | 'folder' | undefined,
};

describe('a page of the site', () => {
  test.each([
    ['README.md', 'index.md'],
    ['SECURITY.md', 'project/security.md'],
    ['docs/security.md', 'security.md'],
    ['docs/adr/README.md', 'adr/index.md'],
    ['docs/adr/0001-x.md', 'adr/0001-x.md'],
    ['examples/README.md', 'examples/index.md'],
  ])('the page of %s is at %s', (file, place) => {
    expect(placeOf(file)).toBe(place);
  });

  test.each([
    ['README.md', 'docs/security.md#x', './security.md#x'],
    ['README.md', 'SECURITY.md', './project/security.md'],
    ['docs/security.md', '../README.md', './index.md'],
    ['docs/security.md', 'adr/README.md', './adr/index.md'],
    ['docs/adr/0001-x.md', '../security.md', '../security.md'],
    ['README.md', 'API.md', './api/typescript/index.md'],
    [
      'docs/security.md',
      '../API.md#cdk-spice-refresh.LandingEvent.schedule',
      './api/typescript/LandingEvent.md#cdk-spice-refresh.LandingEvent.schedule',
    ],
    ['docs/security.md', '../lib/index.ts', 'https://example.com/project/blob/main/lib/index.ts'],
    ['docs/security.md', '../sim/checks/', 'https://example.com/project/tree/main/sim/checks'],
    ['README.md', 'docs/pictures/flow.svg', './pictures/flow.svg'],
    ['README.md', '#install', '#install'],
    ['README.md', 'https://example.org/a.md', 'https://example.org/a.md'],
  ])('the page of %s leads by %s to %s', (file, link, to) => {
    expect(pageOf(file, `# T\n\n[a](${link})\n`, repository)).toBe(`# T\n\n[a](${to})\n`);
  });

  test('a page with a link that leads nowhere fails, and says which', () => {
    expect(() => pageOf('README.md', '[a](docs/gone.md)', repository)).toThrow(
      'README.md links to docs/gone.md, which does not exist',
    );
  });

  test('a page keeps its examples as they are', () => {
    const example = '```md\n[a](docs/security.md)\n```';
    expect(pageOf('README.md', `${example}\n`, repository)).toBe(`${example}\n`);
  });

  test('a page brings its pictures, and has the title that it begins with', () => {
    expect(picturesOf('docs/design.md', '# A `title`\n![x](pictures/a.svg) [b](b.md)')).toEqual([
      'docs/pictures/a.svg',
    ]);
    expect(titleOf('# A `title`\n')).toBe('A title');
  });
});

describe('the API on the site', () => {
  const pages = apiPages(readFileSync(join(__dirname, '..', 'API.md'), 'utf8'), 'typescript');
  const textOf = (type: string): string => pages.find(({ name }) => name === type)?.text ?? '';

  test('each type of the API has a page, with the type as its title and the other languages below', () => {
    expect(pages.length).toBeGreaterThan(40);
    expect(textOf('SpiceRefresh')).toMatch(
      /^# SpiceRefresh <a id="cdk-spice-refresh.SpiceRefresh"><\/a>\n\n\*\*TypeScript\*\* · \[Python\]\(\.\.\/python\/SpiceRefresh\.md\)/,
    );
  });

  test('a type links to another one on its page, and stays on its page for its own members', () => {
    const links = pages.flatMap(({ name, text }) =>
      [...text.matchAll(/href="([^"#]*)#([^".]+)\.(\w+)/g)].map(([, path, , type]) => [name, type, path] as const),
    );
    expect(links.length).toBeGreaterThan(400);
    expect(links.filter(([name, type, path]) => path !== (name === type ? '' : `./${type}`))).toEqual([]);
  });

  test('every anchor of the reference is on one of the pages', () => {
    const anchors = (text: string): string[] =>
      [...text.matchAll(/ id="(cdk-spice-refresh[^"]+)"/g)].map(([, id]) => id as string);
    const reference = readFileSync(join(__dirname, '..', 'API.md'), 'utf8');
    expect(pages.flatMap(({ text }) => anchors(text)).sort()).toEqual(anchors(reference).sort());
  });

  test('a page shows type parameters, and does not take them for elements', () => {
    const [page] = apiPages(
      '## Structs <a name="S"></a>\n### A <a name="A" id="p.A"></a>\n- List<Map<<a href="#p.B">B</a>>, `List<x>`',
      'java',
    );
    expect(page?.text).toContain('- List&lt;Map&lt;<a href="./B#p.B">B</a>>, `List<x>`');
  });

  test('the index of a language lists every type with a sentence', () => {
    const index = apiIndex(pages, 'typescript');
    expect(index.match(/^# .*/)?.[0]).toBe('# API in TypeScript');
    expect(index.match(/^\| \[\w+\]\(\.\/\w+\.md\) \| \w.+ \|$/gm)).toHaveLength(pages.length);
    expect(Object.keys(API_LANGUAGES)).toHaveLength(5);
  });
});
