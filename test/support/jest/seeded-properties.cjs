const { seed } = require('./seed.cjs');

/** Property tests draw from the seed of the run, which fast-check prints when one fails. It is loaded where it is used. */
jest.mock('fast-check', () => {
  const fc = jest.requireActual('fast-check');
  fc.configureGlobal({ seed: seed() });
  return fc;
});
