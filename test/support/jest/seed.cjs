const { execFileSync } = require('node:child_process');

/** The seed of a run: `SEED`, or else the commit's own, so that what turns red is what the commit has changed. */
exports.seed = () => {
  const { SEED } = process.env;
  if (SEED === undefined || SEED === '') {
    return Number.parseInt(execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).slice(0, 7), 16);
  }
  const seed = Number(SEED);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0x7fffffff) {
    throw new Error(`SEED must be a whole number from 0 to ${0x7fffffff}: got ${SEED}`);
  }
  return seed;
};

if (require.main === module) {
  console.log(exports.seed());
}
