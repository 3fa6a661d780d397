const { default: Sequencer } = require('@jest/test-sequencer');

/** Jest only knows how long a file takes once it has run it: on a clean checkout the longest would come late, and alone. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const isLongest = ({ path }) => path.endsWith('planted-bugs.test.ts');
    const sorted = super.sort(tests);
    return [...sorted.filter(isLongest), ...sorted.filter((test) => !isLongest(test))];
  }
};
