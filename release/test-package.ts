import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Cdk, FRESH_APPS, folderOf, template } from './fresh-apps';
import { newestCdk } from './newest-cdk';
import { ROOT } from './run';
import { type Language, missing } from './toolchains';

const NAMES = FRESH_APPS.map(({ name }) => name);
const USAGE = `What npm run package made, installed into fresh apps outside the repository: they synthesize, and their templates are equal.

  npm run test:package -- [--newest] [APP…]

  --newest  with the newest CDK that is tested and that the registries of all these apps have, instead of the oldest
            that is supported
  APP       ${NAMES.join('; ')}; all by default

An app whose toolchain is not on the machine is skipped, with a line that says so.`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { newest: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  });
  const unknown = positionals.filter((name) => !NAMES.includes(name));
  if (values.help || unknown.length > 0) {
    console.error(unknown.length > 0 ? `no app ${unknown.join(', ')}\n\n${USAGE}` : USAGE);
    return values.help ? 0 : 2;
  }
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const apps = FRESH_APPS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const languages = [...new Set(apps.map(({ language }) => language))].filter((language) => !missing(language));
  const oldest = devDependencies['aws-cdk-lib'];
  const cdk: Cdk = {
    library: values.newest ? newest(languages, oldest, devDependencies['aws-cdk-lib-newest']) : oldest,
    constructs: devDependencies.constructs,
  };
  console.log(`with aws-cdk-lib ${cdk.library} and constructs ${cdk.constructs}`);
  const parent = mkdtempSync(join(tmpdir(), 'fresh-'));
  const templates = new Map<string, unknown>();
  let failed = 0;
  try {
    for (const app of apps) {
      const start = Date.now();
      const say = (result: string, text = '') =>
        console.log(`${result}  ${app.name.padEnd(24)}${text} (${Math.round((Date.now() - start) / 1_000)} s)`);
      const lacking = missing(app.language);
      if (lacking) {
        say('skipped', lacking);
        continue;
      }
      try {
        const folder = folderOf(parent, app);
        app.synthesize(folder, cdk);
        const different = app.stacks.filter((stack) => {
          const made = template(folder, stack);
          const first = templates.get(stack) ?? made;
          templates.set(stack, first);
          return !isDeepStrictEqual(made, first);
        });
        if (different.length > 0) {
          throw new Error(`its templates are others than those of the apps before: ${different.join(', ')}`);
        }
        say('passed ', app.stacks.join(', '));
      } catch (error) {
        failed += 1;
        say('failed ', String(error));
      }
    }
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

function newest(languages: readonly Language[], oldest: string, alias: string): string {
  const { version, passedOver } = newestCdk(languages, oldest, alias.replace('npm:aws-cdk-lib@', ''));
  for (const [registry, lacking] of Object.entries(passedOver)) {
    console.log(`not the newest that is tested: ${registry} does not have aws-cdk-lib ${lacking.join(', ')}`);
  }
  return version;
}

process.exitCode = main();
