const { existsSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Each synthesis leaves an assembly in the temporary folder, and a run makes hundreds: all of them go with the run. */
module.exports = async () => {
  if (!existsSync(join(__dirname, '..', '..', '..', 'bundle', 'index.mjs'))) {
    throw new Error('there is no bundle of the function, which every synthesis takes: npm run bundle');
  }
  const folder = mkdtempSync(join(tmpdir(), 'test-'));
  process.env.TMPDIR = folder;
  globalThis.removeTemporaryFolder = () => rmSync(folder, { recursive: true, force: true });
};
