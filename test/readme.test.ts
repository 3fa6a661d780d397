import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');
const README = join(ROOT, 'README.md');

/** The pages under `docs/`, records of decisions and all. */
const PAGES = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => join(ROOT, 'docs', name));

/** What the examples take for granted, also where they are translated into other languages. */
const [PREAMBLE = '', POSTAMBLE = ''] = readFileSync(join(ROOT, 'rosetta', 'default.ts-fixture'), 'utf8').split(
  '/// here\n',
);

interface Example {
  /** In which it is compiled; beside the README, so that packages are found. */
  readonly file: string;
  /** The page that has it. */
  readonly page: string;
  /** Of its first line in the page. */
  readonly line: number;
  readonly code: string;
  readonly source: string;
  /** Lines of the source before the code. */
  readonly before: number;
}

function examples(path: string, markdown = readFileSync(path, 'utf8')): Example[] {
  const page = relative(ROOT, path);
  return [...markdown.matchAll(/^```ts(?: nofixture)?\n(.*?)^```$/gms)].map((match, index) => {
    const code = match[1] as string;
    const complete = /^import /m.test(code);
    return {
      file: join(ROOT, `${page.replaceAll('/', '-')}.example-${index + 1}.ts`),
      page,
      line: markdown.slice(0, match.index).split('\n').length + 1,
      code,
      source: complete ? code : `${PREAMBLE}\n${code}${POSTAMBLE}`,
      before: complete ? 0 : PREAMBLE.split('\n').length,
    };
  });
}

/** What the compiler has to say of each example, by line of its page. One program for all: most of its time goes into aws-cdk-lib. */
function diagnose(all: readonly Example[]): Map<Example, string[]> {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [README] }, ts.sys, ROOT);
  // an example may declare what the reader goes on with
  const compilerOptions: ts.CompilerOptions = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost(compilerOptions);
  const { fileExists, readFile } = host;
  const sources = new Map(all.map(({ file, source }) => [file, source]));
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  const program = ts.createProgram([...sources.keys()], compilerOptions, host);
  return new Map(all.map((example) => [example, diagnosticsOf(program, example)]));
}

function diagnosticsOf(program: ts.Program, { file, page, line, before }: Example): string[] {
  const source = program.getSourceFile(file) as ts.SourceFile;
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
    const at = ts.getLineAndCharacterOfPosition(source, diagnostic.start ?? 0).line;
    return `${page}:${line + at - before}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
  });
}

describe('README.md', () => {
  const all = examples(README);
  const more = PAGES.flatMap((page) => examples(page));
  const wrong: Example = {
    ...(examples(README, "```ts\nrefresh.addDataSet('Sales', { dataSet: 'sales' });\n```\n")[0] as Example),
    file: join(ROOT, 'README.wrong.ts'),
  };
  let said: Map<Example, string[]>;

  beforeAll(() => {
    said = diagnose([...all, ...more, wrong]);
  }, 60_000);

  it('README.md has an example of five lines on its first screen', () => {
    expect(all[0]?.line).toBeLessThan(15);
    expect(all[0]?.code.trim().split('\n')).toHaveLength(5);
  });

  it('README.md has TypeScript examples that compile', () => {
    expect(all.flatMap((example) => said.get(example))).toEqual([]);
  });

  it('README.md has at most 200 lines', () => {
    expect(readFileSync(README, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(200);
  });

  it('README.md leads to pages whose TypeScript examples compile', () => {
    expect(more.length).toBeGreaterThan(10);
    expect(more.flatMap((example) => said.get(example))).toEqual([]);
  });

  it('README.md would not pass with an example that does not compile', () => {
    expect(said.get(wrong)).toEqual([
      expect.stringMatching(/^README.md:2: Type 'string' is not assignable to type 'SpiceDataSet'/),
    ]);
  });
});

describe('links', () => {
  const kit = ['CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md'].map((name) => join(ROOT, name));

  it.each([README, ...kit, ...PAGES].map((file) => relative(ROOT, file)))('links of %s lead somewhere', (name) => {
    expect(brokenLinks(join(ROOT, name))).toEqual([]);
  });
});

/** Relative links to files that are not there, or to headings that their file does not have. */
function brokenLinks(file: string): string[] {
  const links = [...prose(file).matchAll(/\]\(([^)\s]+)[^)]*\)|(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, inline, html]) => (inline ?? html) as string,
  );
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) {
      return false;
    }
    const [path = '', heading] = link.split('#');
    const target = path ? resolve(dirname(file), path) : file;
    return !existsSync(target) || (heading !== undefined && !headings(target).includes(heading));
  });
}

function prose(file: string): string {
  return readFileSync(file, 'utf8').replace(/^```.*?^```$/gms, '');
}

/** As GitHub names the headings of a page. */
function headings(file: string): string[] {
  return [...prose(file).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    (title as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
