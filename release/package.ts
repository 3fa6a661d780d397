import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, run } from './run';
import { LANGUAGES, missing } from './toolchains';

const USAGE = `What is published, into packages/.

  npm run package -- [--sources LANGUAGE]…

  --sources LANGUAGE  generate its sources and do not build them: ${LANGUAGES.join(', ')}

A language whose toolchain is not on the machine has its sources generated and not built, with a line that says so.`;

function main(): void {
  const { values } = parseArgs({
    options: { sources: { type: 'string', multiple: true, default: [] }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const before = untracked();
  rmSync(join(ROOT, 'packages'), { recursive: true, force: true });
  for (const script of ['bundle', 'compile', 'examples']) {
    step(script, () => run('npm', ['run', '-s', script]));
  }
  for (const language of LANGUAGES) {
    const lacking = values.sources.includes(language) ? 'as --sources says' : missing(language);
    step(language, () => generate(language, lacking !== undefined), lacking && `sources only: ${lacking}`);
  }
  const left = untracked().filter((line) => !before.includes(line));
  if (left.length > 0) {
    throw new Error(`packaging left what git does not know in the tree:\n${left.join('\n')}`);
  }
}

function generate(language: string, codeOnly: boolean): void {
  // every example was translated by the step before
  const examples = ['--rosetta-tablet', '.jsii.tabl.json.gz', '--rosetta-unknown-snippets', 'fail'];
  run('jsii-pacmak', ['--targets', language, '--no-npmignore', ...examples, ...(codeOnly ? ['--code-only'] : [])]);
}

function untracked(): string[] {
  return run('git', ['status', '--porcelain']).split('\n').filter(Boolean);
}

function step(name: string, work: () => void, remark?: string): void {
  const start = Date.now();
  work();
  const seconds = Math.round((Date.now() - start) / 1_000);
  console.log(`${remark ? 'skipped' : 'done   '}  ${name.padEnd(9)}${remark ? `${remark} ` : ''}(${seconds} s)`);
}

main();
