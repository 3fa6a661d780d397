import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gallery } from '../../sim/gallery/draw';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const PICTURES = join(EXAMPLES, 'pictures');

let pictures: Map<string, string>;

beforeAll(async () => {
  pictures = await gallery();
}, 120_000);

test.each(readdirSync(PICTURES))('the picture %s shows what the example does now', (file) => {
  const drawn = pictures.get(file.replace('.svg', ''));
  // not toEqual: the difference would be a page of paths
  const current = readFileSync(join(PICTURES, file), 'utf8') === drawn;
  expect(current ? 'current' : 'stale: look at what has changed, and draw it with npm run gallery').toBe('current');
});

test('every picture is drawn, and is on the page of the examples', () => {
  expect(readdirSync(PICTURES).sort()).toEqual([...pictures.keys()].map((example) => `${example}.svg`).sort());
  const page = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
  expect([...pictures.keys()].filter((example) => !page.includes(`(pictures/${example}.svg)`))).toEqual([]);
});

test('every example of TypeScript is on the page, with a sentence', () => {
  const page = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
  const files = readdirSync(join(EXAMPLES, 'typescript'));
  expect(files.filter((file) => !page.includes(`(typescript/${file})`))).toEqual([]);
});
