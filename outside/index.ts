import { parseArgs } from 'node:util';
import { cdk } from './cdk';
import { eventRuler } from './event-ruler';
import type { Judge, Verdict } from './judge';
import { cfnLint } from './linters/cfn-lint';
import { checkov } from './linters/checkov';
import { parliament } from './linters/parliament';
import { localStack } from './localstack';
import { moto } from './moto';
import { missing } from './tools/machine';
import { verbs } from './verbs';

const { seed: commitSeed }: { seed: () => number } = require('../test/support/jest/seed.cjs');

const JUDGES: readonly Judge[] = [eventRuler, cfnLint, checkov, parliament, moto, verbs, cdk, localStack];

const USAGE = `What we made, judged by software that others wrote. docs/outside.md says what each judge is asked.

  npm run test:outside -- [--seed N] [JUDGE…]

  --seed N   where random inputs begin; SEED, or else the commit's own, by default
  JUDGE      ${JUDGES.map(({ name }) => name).join(', ')}; all by default`;

/** Findings of one judge that are printed: the first ones tell. */
const FINDINGS = 10;

type Result = 'passed' | 'failed' | 'skipped';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: String(commitSeed()) },
      help: { type: 'boolean' },
    },
  });
  const unknown = positionals.filter((name) => !JUDGES.some((judge) => judge.name === name));
  const seed = Number(values.seed);
  if (values.help || unknown.length > 0 || !Number.isSafeInteger(seed)) {
    console.error(values.help ? USAGE : `no judge ${unknown.join(', ')} or no seed ${values.seed}\n\n${USAGE}`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const counts: Record<Result, number> = { passed: 0, failed: 0, skipped: 0 };
  for (const judge of JUDGES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    counts[await hear(judge, seed)] += 1;
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

/** Asks one judge, and prints its line. */
async function hear(judge: Judge, seed: number): Promise<Result> {
  const start = Date.now();
  const print = (result: Result, text: string): Result => {
    const seconds = Math.round((Date.now() - start) / 1_000);
    console.log(`${result.padEnd(7)}  ${judge.name.padEnd(12)}  ${text} (${seconds} s)`);
    return result;
  };
  const lacking = judge.needs.map(missing).filter((why) => why !== undefined);
  if (lacking.length > 0) {
    return print('skipped', lacking.join(', '));
  }
  let verdict: Verdict;
  try {
    verdict = await judge.judge({ seed });
  } catch (error) {
    return print('failed', (error as Error).stack ?? String(error));
  }
  const { figures, findings } = verdict;
  if (findings.length === 0) {
    return print('passed', figures);
  }
  const more = findings.length > FINDINGS ? [`… and ${findings.length - FINDINGS} more`] : [];
  return print('failed', [figures, ...findings.slice(0, FINDINGS), ...more].join('\n    '));
}

void main();
