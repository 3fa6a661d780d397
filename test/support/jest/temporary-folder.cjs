const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Each synthesis leaves an assembly in the temporary folder, and a run makes hundreds: all of them go with the run. */
module.exports = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'test-'));
  process.env.TMPDIR = folder;
  globalThis.removeTemporaryFolder = () => rmSync(folder, { recursive: true, force: true });
};
