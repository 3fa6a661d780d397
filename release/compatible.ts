import { spawnSync } from 'node:child_process';
import { ROOT, run } from './run';

/** `npm run api:compatible`: the API, after `npm run compile`, has everything that the last release had. */
const NAME = 'cdk-spice-refresh';

const { status, stdout, stderr } = spawnSync('npm', ['view', `${NAME}@latest`, 'version', '--loglevel=error'], {
  encoding: 'utf8',
});
if (status === 0) {
  run('jsii-diff', [`npm:${NAME}@latest`, ROOT, '--ignore-file', '.compatignore', '--error-on', 'prod']);
  console.log(`passed   no breaking change since ${stdout.trim()} but those in .compatignore`);
} else if (stderr.includes('E404')) {
  console.log('skipped  nothing is released that the API could be compared with');
} else {
  console.error(stderr);
  process.exitCode = 1;
}
