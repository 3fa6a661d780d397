import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAssemblyFromPath } from '@jsii/spec';
import ts from 'typescript';

/** What `npm pack` ships, unpacked into a fresh app as `npm install` would: it synthesizes, and its function loads. */
const ROOT = join(__dirname, '..');

/** What `.jsii` says of a class, an interface or one of their members. */
interface ApiMember {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly custom?: unknown };
}

interface ApiType extends ApiMember {
  readonly kind: string;
  readonly abstract?: boolean;
  readonly base?: string;
  readonly initializer?: unknown;
  readonly methods?: readonly ApiMember[];
  readonly properties?: readonly ApiMember[];
}

let app: string;
let files: string[];

beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'package-'));
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', app], { cwd: ROOT });
  const [{ filename, files: listed }] = JSON.parse(packed.toString());
  files = listed.map(({ path }: { path: string }) => path);
  const installed = join(app, 'node_modules', 'cdk-spice-refresh');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(app, filename), '--strip-components=1', '-C', installed]);
  // its peers, and nothing else of ours
  for (const peer of ['aws-cdk-lib', 'constructs', '@aws-cdk']) {
    symlinkSync(join(ROOT, 'node_modules', peer), join(app, 'node_modules', peer));
  }
}, 60_000);

afterAll(() => rmSync(app, { recursive: true, force: true }));

test('the package ships the compiled library, the bundled function and its licences, and no source', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      '.jsii',
      '.jsii.gz',
      'LICENSE',
      'NOTICE',
      'README.md',
      'build/index.js',
      'build/index.d.ts',
      'bin/cdk-spice-refresh.mjs',
      'bin/THIRD-PARTY-LICENSES.txt',
      'bundle/index.mjs',
      'bundle/THIRD-PARTY-LICENSES.txt',
    ]),
  );
  expect(files.filter((file) => /(^|\/)(lambda|cli|test|sim|bench)\/|(?<!\.d)\.ts$/.test(file))).toEqual([]);
});

test('the package ships the pages that its messages name, and no records of decisions or measurements', () => {
  const pages = files.filter((file) => file.startsWith('docs/'));
  expect(pages).toEqual(expect.arrayContaining(['docs/runbook.md', 'docs/security.md', 'docs/landing-events.md']));
  expect(pages.filter((page) => /adr|performance|mutants|outside|testing|local|verified|releasing/.test(page))).toEqual(
    [],
  );
});

test('the package ships a command that may be run as it is', () => {
  expect(statSync(join(ROOT, 'bin', 'cdk-spice-refresh.mjs')).mode & 0o111).toBe(0o111);
});

test.each(['bundle', 'bin'])('the package ships each licence text of %s once', (folder) => {
  const texts = readFileSync(join(ROOT, folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8').split('\n---\n');
  const alike = texts.map((text) => text.replace(/^(Name|Version|License): .*$/gm, '').trim());
  expect(new Set(alike).size).toBe(alike.length);
});

test.each([
  ['function', 'bundle'],
  ['command', 'bin'],
])('the package ships a bill of materials of the %s that names what its licences name', (bill, folder) => {
  interface Component {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly licenses: readonly unknown[];
  }
  const { bomFormat, components } = JSON.parse(readFileSync(join(ROOT, 'sbom', `${bill}.json`), 'utf8'));
  const listed = (components as Component[]).map(
    ({ group, name, version }) => [group, name].filter(Boolean).join('/') + `@${version}`,
  );
  const licensed = [
    ...readFileSync(join(ROOT, folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8').matchAll(/^Name: (.*)\nVersion: (.*)$/gm),
  ].map(([, name, version]) => `${name}@${version}`);
  expect(bomFormat).toBe('CycloneDX');
  expect(licensed.length).toBeGreaterThan(10);
  expect(listed).toEqual(expect.arrayContaining(licensed));
  expect((components as Component[]).filter(({ licenses = [] }) => licenses.length === 0)).toEqual([]);
});

describe('the API in other languages', () => {
  const types = (): ApiType[] => {
    const { types = {} } = loadAssemblyFromPath(join(app, 'node_modules', 'cdk-spice-refresh'));
    return Object.values(types) as ApiType[];
  };

  test('the API has constructors only for what is constructed or extended', () => {
    const constructible = types().filter(({ kind, initializer }) => kind === 'class' && initializer);
    expect(constructible.map(({ name }) => name).sort()).toEqual([
      'DataAsOf',
      'DataSetAccessRole',
      'DoctorPolicy',
      'LandingEvent',
      'LandingEventForwarding',
      'SpiceRefresh',
      'SpiceRefreshMonitoring',
    ]);
  });

  test('the API has one class to extend, a landing event, and no base class besides', () => {
    expect(
      types()
        .filter(({ abstract }) => abstract)
        .map(({ name }) => name),
    ).toEqual(['LandingEvent']);
    expect([...new Set(types().flatMap(({ base }) => base ?? []))]).toEqual(['constructs.Construct']);
  });

  test('the API says of every type and every member what it is', () => {
    const silent = types().flatMap(({ name, docs, methods = [], properties = [] }) => [
      ...(docs?.summary ? [] : [name]),
      ...[...methods, ...properties]
        .filter((member) => !member.docs?.summary)
        .map((member) => `${name}.${member.name}`),
    ]);
    expect(silent).toEqual([]);
  });

  test('the API says of a member of SpiceRefresh what its interface says', () => {
    const membersOf = (type: string) =>
      types()
        .filter(({ name }) => name === type)
        .flatMap(({ methods = [], properties = [] }) => [...methods, ...properties]);
    const implemented = new Map(membersOf('SpiceRefresh').map(({ name, docs }) => [name, docs]));
    for (const { name, docs } of [...membersOf('ISpiceRefresh'), ...membersOf('IRefreshMetrics')]) {
      const said = implemented.get(name);
      // a class may say more tags than its interface, such as what it throws
      expect({ name, docs: { ...said, custom: docs?.custom && said?.custom } }).toEqual({ name, docs });
    }
  });

  test('the API has nothing internal in its declarations', () => {
    const declarations = files.filter((file) => /^build\/(?!private\/).*\.d\.ts$/.test(file));
    expect(declarations.length).toBeGreaterThan(10);
    const internal = declarations.flatMap((file) =>
      readFileSync(join(app, 'node_modules', 'cdk-spice-refresh', file), 'utf8')
        .split('\n')
        .filter((line) => /@internal|^\s+[\w\s]*\b_\w+/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(internal).toEqual([]);
  });

  // jsii's strict rules forbid stripInternal, since a base class that is internal would be missed by what extends it
  test('the API has declarations that miss nothing of what is stripped from them', () => {
    const build = join(ROOT, 'build');
    const program = ts.createProgram([join(build, 'index.d.ts')], {
      module: ts.ModuleKind.Node20,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      types: [],
    });
    const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(build));
    expect(own.length).toBeGreaterThan(10);
    const diagnostics = own.flatMap((file) => program.getSemanticDiagnostics(file));
    expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  }, 60_000);

  test('the API is compiled by rules that are strict but for stripInternal', () => {
    const tsconfig = JSON.parse(readFileSync(join(ROOT, 'tsconfig.jsii.json'), 'utf8'));
    expect(tsconfig.compilerOptions.stripInternal).toBe(true);
    delete tsconfig.compilerOptions.stripInternal;
    const file = join(app, 'tsconfig.strict.json');
    writeFileSync(file, JSON.stringify(tsconfig));
    const jsii = join(ROOT, 'node_modules', '.bin', 'jsii');
    const { status, stdout, stderr } = spawnSync(jsii, ['validate-tsconfig', file], { encoding: 'utf8' });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  }, 60_000);
});

test.each(['bundle', 'bin'])(
  'the package ships nothing in %s under a licence that asks more than to be named',
  (folder) => {
    const licences = readFileSync(join(ROOT, folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8').matchAll(/^License: (.*)$/gm);
    const names = [...new Set([...licences].map(([, name]) => name))];
    expect(names.length).toBeGreaterThan(0);
    expect(
      names.filter((name) => !['Apache-2.0', 'MIT', 'MIT-0', '0BSD', 'BSD-3-Clause', 'ISC'].includes(name ?? '')),
    ).toEqual([]);
  },
);

test('the package synthesizes in a fresh app, without a bundler, and deploys the function that it ships', () => {
  writeFileSync(
    join(app, 'app.js'),
    `const { App, Stack } = require('aws-cdk-lib');
     const { LandingEvent, SpiceDataSet, SpiceRefresh } = require('cdk-spice-refresh');
     const app = new App({ outdir: 'cdk.out' });
     const refresh = new SpiceRefresh(new Stack(app, 'Fresh'), 'SpiceRefresh');
     refresh.addDataSet('Sales', {
       dataSet: SpiceDataSet.fromDataSetId('sales'),
       refreshOn: [LandingEvent.fromPattern({ source: ['fresh'] })],
     });
     app.synth();`,
  );
  execFileSync(process.execPath, ['app.js'], { cwd: app });
  const assets = readdirSync(join(app, 'cdk.out')).filter((name) => name.startsWith('asset.'));
  expect(assets.map((asset) => existsSync(join(app, 'cdk.out', asset, 'index.mjs')))).toEqual([true]);
}, 60_000);

test('the function that it ships loads and answers an empty batch', () => {
  const load = `import('./node_modules/cdk-spice-refresh/bundle/index.mjs')
    .then(({ handler }) => handler({ Records: [] }, { getRemainingTimeInMillis: () => 60000 }))
    .then((answer) => console.log(JSON.stringify(answer)));`;
  const env = {
    AWS_REGION: 'eu-west-1',
    LEDGER_TABLE: 'ledger',
    QUEUE_URL: 'https://queue',
    DEAD_LETTER_QUEUE_URL: 'https://dead-letter-queue',
    EVENT_BUS: 'default',
    DEPLOYMENT: 'deployment',
    POWERTOOLS_METRICS_NAMESPACE: 'SpiceRefresh',
  };
  const answer = execFileSync(process.execPath, ['-e', load], { cwd: app, env: { ...process.env, ...env } });
  expect(JSON.parse(answer.toString().trim().split('\n').at(-1) ?? '')).toEqual({ batchItemFailures: [] });
}, 60_000);

test('the command that it ships runs with npx, and needs nothing beside it', () => {
  // as npm installs it
  const { bin } = JSON.parse(readFileSync(join(app, 'node_modules', 'cdk-spice-refresh', 'package.json'), 'utf8'));
  const command = join('..', 'cdk-spice-refresh', bin['cdk-spice-refresh']);
  mkdirSync(join(app, 'node_modules', '.bin'));
  chmodSync(join(app, 'node_modules', '.bin', command), 0o755);
  symlinkSync(command, join(app, 'node_modules', '.bin', 'cdk-spice-refresh'));
  const help = execFileSync('npx', ['--no-install', 'cdk-spice-refresh', '--help'], { cwd: app }).toString();
  expect(help).toContain('npx --no cdk-spice-refresh VERB --help');
  // it comes as far as asking AWS
  const env = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_MAX_ATTEMPTS: '1',
  };
  const asked = spawnSync('npx', ['--no-install', 'cdk-spice-refresh', 'status', '--table', 'ledger'], {
    cwd: app,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  expect(asked).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('ECONNREFUSED') });
}, 60_000);
