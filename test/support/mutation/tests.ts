import { globSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The tests that look for mutants, as one file for Jest: what they import is loaded once for each mutant, and not once
 * for each of the tests' files.
 */
const TESTS = [
  'test/lambda/*.test.ts',
  'test/lambda/{pace,message,ingestion,outcome,invocation}/*.test.ts',
  'test/lambda/aws/dynamodb-ledger.test.ts',
];

/** They need the bundle, and say nothing about a single file of the run time. */
const SYNTHESIZED = ['test/lambda/{index,timing}.test.ts'];

/** They take longest, and find last what the others have not. */
const LONGEST = ['test/lambda/handler.test.ts', 'test/lambda/reconcile.test.ts'];

const root = join(__dirname, '../../..');
const others = globSync(TESTS, { cwd: root, exclude: [...SYNTHESIZED, ...LONGEST] });
for (const file of [...others.sort(), ...LONGEST]) {
  require(join(root, file));
}
