const { seed } = require('./seed.cjs');

/**
 * Property tests draw from the seed of the run, which fast-check prints when one fails. It is loaded where it is used.
 * Nobody reads the shortest example that finds a mutant, so none is looked for.
 */
jest.mock('fast-check', () => {
  const fc = jest.requireActual('fast-check');
  fc.configureGlobal({ seed: seed(), endOnFailure: process.env.STRYKER_MUTATOR_WORKER !== undefined });
  return fc;
});
