const { seed } = require('./seed.cjs');

/**
 * Property tests draw from the seed of the run, which fast-check prints when one fails. It is loaded where it is used.
 * Of a mutant the first example that finds it is enough: a shorter one is not looked for.
 */
jest.mock('fast-check', () => {
  const fc = jest.requireActual('fast-check');
  fc.configureGlobal({ seed: seed(), endOnFailure: process.env.STRYKER_MUTATOR_WORKER !== undefined });
  return fc;
});
