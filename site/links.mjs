// Every link of the built site leads to a page, and to a heading that the page has. Links elsewhere are not followed.
import { join } from 'node:path';
import { LinkChecker } from 'linkinator';

const [folder, fewest] = process.argv.slice(2);
const { links, passed } = await new LinkChecker().check({
  path: folder,
  serverRoot: join(import.meta.dirname, 'dist'),
  recurse: true,
  cleanUrls: true,
  checkFragments: true,
  concurrency: 16,
  linksToSkip: ['^https?://(?!127\\.0\\.0\\.1|localhost)'],
});
for (const { url, parent, status } of links.filter(({ state }) => state === 'BROKEN')) {
  console.error(`${parent}: ${url} (${status || 'no such heading'})`);
}
const reached = links.filter(({ state }) => state === 'OK').length;
if (reached < Number(fewest)) {
  console.error(`only ${reached} of at least ${fewest} pages were reached from the first one`);
}
process.exitCode = passed && reached >= Number(fewest) ? 0 : 1;
