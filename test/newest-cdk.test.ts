import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The other tests run with the oldest CDK that the library supports. Here the compiled library meets the newest one,
 * which validates templates by rules of its own: CloudFormation's schemas, and what is known to fail at deployment.
 */
const ROOT = join(__dirname, '..');
const EXAMPLES = readdirSync(join(ROOT, 'examples', 'typescript')).filter((name) => name.endsWith('.ts'));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'newest-cdk-'));
  const library = join(folder, 'node_modules', 'cdk-spice-refresh');
  mkdirSync(library, { recursive: true });
  for (const name of ['build', 'bundle', 'package.json']) {
    cpSync(join(ROOT, name), join(library, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules', 'aws-cdk-lib-newest'), join(folder, 'node_modules', 'aws-cdk-lib'));
  symlinkSync(join(ROOT, 'node_modules', 'constructs'), join(folder, 'node_modules', 'constructs'));
  for (const example of EXAMPLES) {
    cpSync(join(ROOT, 'examples', 'typescript', example), join(folder, example));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Synthesizes an app, with what the CDK finds in its templates as errors. */
function synthesize(app: string): { status: number | null; stderr: string; resources: number } {
  const outdir = join(folder, `out-${app}`);
  const { status, stderr } = spawnSync(join(ROOT, 'node_modules', '.bin', 'tsx'), [app], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ '@aws-cdk/core:validateAgainstDefaultRules': true }),
    },
  });
  const templates = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  const resources = templates.map((name) =>
    Object.keys(JSON.parse(readFileSync(join(outdir, name), 'utf8')).Resources),
  );
  return { status, stderr, resources: resources.flat().length };
}

test.each(EXAMPLES)(
  'the newest CDK finds nothing to fix in the templates of %s',
  (example) => {
    const { status, stderr, resources } = synthesize(example);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(resources).toBeGreaterThan(10);
  },
  60_000,
);

test('it would: a template that cannot be deployed fails', () => {
  writeFileSync(
    join(folder, 'broken.ts'),
    `import { App, CfnResource, Stack } from 'aws-cdk-lib';
     const stack = new Stack(new App(), 'Broken');
     new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeout: 'long' } });`,
  );
  expect(synthesize('broken.ts')).toMatchObject({ status: 1, stderr: expect.stringContaining('VisibilityTimeout') });
}, 60_000);
