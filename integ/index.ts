import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const NEEDS = `What only AWS can say, asked in a real account. docs/verified.md says what each answer settles.

It needs
  - credentials of an account that nothing else uses, bootstrapped (npx --no cdk bootstrap) in eu-west-1
  - an Enterprise subscription of QuickSight there, with a few KB of SPICE capacity
  - about an hour

It costs at most 2 USD beside the subscription: two KMS keys for a few days; functions, queues, a table and one run of a workflow by use. It uses
up a day of ingestions of its own three data sets. It deletes everything that it makes; the key waits 7 days.

  npm run integ -- --yes      deploys, asks, and deletes
  npm run integ -- --keep     the same, and leaves everything in place after a failure
`;

/** An assertion that does not hold fails the deployment of its stack, and names the answer. */
function main(args: readonly string[]): number {
  if (!args.includes('--yes') && !args.includes('--keep')) {
    console.log(NEEDS);
    return 0;
  }
  const cdk = (...command: string[]): number =>
    spawnSync('npx', ['cdk', ...command, '--app', `tsx ${join(__dirname, 'app.ts')}`, '--all'], { stdio: 'inherit' })
      .status ?? 1;
  const status = cdk('deploy', '--require-approval', 'never', '--outputs-file', 'integ/.answers.json');
  const destroyed = status !== 0 && args.includes('--keep') ? 0 : cdk('destroy', '--force');
  return status || destroyed;
}

process.exitCode = main(process.argv.slice(2));
