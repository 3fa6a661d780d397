import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

type Import = readonly [file: string, source: string];

const FORBIDDEN: readonly Import[] = [
  // run time knows nothing of deploy time
  ['lambda/a1.ts', "import { Stack } from 'aws-cdk-lib';\nexport const one = Stack;"],
  ['lambda/a2.ts', "import type { Stack } from 'aws-cdk-lib';\nexport type One = Stack;"],
  ['lambda/a3.ts', "import { Queue } from 'aws-cdk-lib/aws-sqs';\nexport const one = Queue;"],
  ['lambda/a4.ts', "import { Construct } from 'constructs';\nexport const one = Construct;"],
  ['lambda/a5.ts', "export * from 'aws-cdk-lib';"],
  ['lambda/a6.ts', "export const one = await import('aws-cdk-lib');"],
  ['lambda/a7.ts', "import { SpiceRefresh } from '../lib/spice-refresh';\nexport const one = SpiceRefresh;"],
  ['lambda/a8.ts', "import { SpiceRefresh } from '../lib/index';\nexport const one = SpiceRefresh;"],
  ['lambda/a9.ts', "import { SpiceRefresh } from '../lib';\nexport const one = SpiceRefresh;"],
  ['lambda/a10.ts', "import { wholeSeconds } from '../lib/private/check';\nexport const one = wholeSeconds;"],
  ['lambda/a11.ts', "import { SpiceRefresh } from 'cdk-spice-refresh';\nexport const one = SpiceRefresh;"],
  ['lambda/aws/b1.ts', "import { Stack } from 'aws-cdk-lib';\nexport const one = Stack;"],
  ['lambda/aws/b2.ts', "import { DataSetAccess } from '../../lib/access';\nexport const one = DataSetAccess;"],
  ['lambda/aws/b3.ts', "import { SpiceRefresh } from '../../lib';\nexport const one = SpiceRefresh;"],
  [
    'lambda/aws/b4.ts',
    "import { LandingRules } from '../../lib/private/landing/landing-rules';\nexport const one = LandingRules;",
  ],
  // deploy time knows nothing of run time
  ['lib/c1.ts', "import { SQSClient } from '@aws-sdk/client-sqs';\nexport const one = SQSClient;"],
  ['lib/c2.ts', "import type { Client } from '@smithy/types';\nexport type One = Client;"],
  ['lib/c3.ts', "import { Logger } from '@aws-lambda-powertools/logger';\nexport const one = Logger;"],
  ['lib/c4.ts', "import { createHandler } from '../lambda/handler';\nexport const one = createHandler;"],
  ['lib/c5.ts', "import { SqsQueue } from '../lambda/aws/queue';\nexport const one = SqsQueue;"],
  ['lib/c6.ts', "import { handler } from '../lambda';\nexport const one = handler;"],
  ['lib/private/d1.ts', "import { SQSClient } from '@aws-sdk/client-sqs';\nexport const one = SQSClient;"],
  [
    'lib/private/landing/d3.ts',
    "import { createHandler } from '../../../lambda/handler';\nexport const one = createHandler;",
  ],
  ['lib/private/d2.ts', "import { parse } from '../../lambda/message/parse';\nexport const one = parse;"],
];

const ALLOWED: readonly Import[] = [
  ['lambda/e1.ts', "import { SCHEMA } from '../lib/private/contract';\nexport const one = SCHEMA;"],
  ['lambda/e2.ts', "import { parse } from './message';\nexport const one = parse;"],
  ['lambda/message/e8.ts', "import { SCHEMA } from '../../lib/private/contract';\nexport const one = SCHEMA;"],
  ['lambda/aws/e3.ts', "import { SCHEMA } from '../../lib/private/contract';\nexport const one = SCHEMA;"],
  ['lambda/aws/e4.ts', "import { SQSClient } from '@aws-sdk/client-sqs';\nexport const one = SQSClient;"],
  ['lib/e5.ts', "import { Stack } from 'aws-cdk-lib';\nexport const one = Stack;"],
  ['lib/e6.ts', "import { SCHEMA } from './private/contract';\nexport const one = SCHEMA;"],
  ['lib/private/e7.ts', "import { DataSetAccess } from '../access';\nexport const one = DataSetAccess;"],
];

/** The contract imports nothing: one at a time, for it is one file. */
const CONTRACT = ['./check', '../access', 'aws-cdk-lib', '@aws-sdk/client-sqs', 'node:fs'];

/** The imports that Biome, set up as it is here, forbids in these files, read from a folder of their own. */
function forbidden(files: readonly Import[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'seam-'));
  try {
    copyFileSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    for (const [file, source] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${source}\n`);
    }
    const { stdout } = spawnSync(
      join(ROOT, 'node_modules', '.bin', 'biome'),
      ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none'],
      { cwd: folder, encoding: 'utf8' },
    );
    const { summary, diagnostics } = JSON.parse(stdout) as {
      summary: { changed: number; unchanged: number };
      diagnostics: { category: string; location: { path: string } }[];
    };
    // biome.json is one more
    expect(summary.changed + summary.unchanged).toBe(files.length + 1);
    return diagnostics
      .filter(({ category }) => category === 'lint/style/noRestrictedImports')
      .map(({ location }) => location.path)
      .sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As its test is named: folder, import statement, and the file. */
function named([file, source]: Import): [string, string, string] {
  return [dirname(file), source.split('\n', 1).join(), file];
}

describe('the seam between deploy time and run time', () => {
  const found = forbidden([...FORBIDDEN, ...ALLOWED]);

  test.each(FORBIDDEN.map(named))('lint fails when a file in %s says %s', (_folder, _import, file) => {
    expect(found).toContain(file);
  });

  test.each(ALLOWED.map(named))('lint lets a file in %s say %s', (_folder, _import, file) => {
    expect(found).not.toContain(file);
  });

  test.each(CONTRACT)('lint fails when the contract imports %s', (module) => {
    const contract = 'lib/private/contract.ts';
    expect(forbidden([[contract, `import { one } from '${module}';\nexport const two = one;`]])).toEqual([contract]);
  });

  test('lint lets the contract export', () => {
    expect(forbidden([['lib/private/contract.ts', 'export const SCHEMA = 1;']])).toEqual([]);
  });
});
