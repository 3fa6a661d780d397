import { templatesNow, writeGolden } from '../support/golden';

/** `npm run golden`: the templates of the examples as they are now become those that the test compares with. */
for (const [stack, template] of templatesNow()) {
  writeGolden(stack, template);
  console.log(`test/golden/${stack}.template.json`);
}
