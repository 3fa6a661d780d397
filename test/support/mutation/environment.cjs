const { TestEnvironment } = require('jest-environment-node');

/** The first test that fails finds a mutant: the tests after it are skipped. */
module.exports = class extends TestEnvironment {
  #hasFailed = false;

  async handleTestEvent({ name, test }) {
    if (name === 'test_start' && this.#hasFailed) {
      test.mode = 'skip';
    }
    if (name === 'test_done' && test.errors.length > 0) {
      this.#hasFailed = true;
    }
  }
};
