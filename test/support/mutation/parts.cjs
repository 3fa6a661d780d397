const { dirname } = require('node:path');
const { mutate } = require('../../../stryker.config.json');

/**
 * The files that are mutated, in parts that take some minutes each: those of one folder, and each of the run time's own.
 * Each is what Stryker's `--mutate` takes.
 */
exports.parts = () =>
  Object.values(Object.groupBy(mutate, (file) => (dirname(file) === 'lambda' ? file : dirname(file)))).map((files) =>
    files.join(','),
  );

if (require.main === module) {
  console.log(JSON.stringify(exports.parts()));
}
