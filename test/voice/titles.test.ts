import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { titlesOf } from '../support/words-of-code';

const TESTS = join(__dirname, '..');

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Words that need a subject before them: a title that begins with one goes on from its `describe`. */
const NEED_A_SUBJECT = words(
  'that which who whose and but or not never only also even still as if than to do does are have had was were can ' +
    'cannot may must might would will should take say stand count keep win stay come begin differ ship fade say have ' +
    'make allow know however long just once again later soon merged known asked accepted throttled added',
);

/** Words after which the subject comes later, behind a comma or a colon. */
const SUBJECT_COMES_LATER = words(
  'of in at with without when while where after before for by from under on until through among whatever although ' +
    'since because between during',
);

/** Plurals and other nouns that tests are about. What else ends in `s`, such as `keeps`, is taken for a verb. */
const NOUNS = words(
  'access alarms always besides calls connections crashes decisions events factories fields its landings links ' +
    'messages metrics numbers polls prefixes progress queries queues requests resources retries rows rules settings ' +
    'several staleness status targets this times tokens',
);

/** What a title lacks to be a sentence, if anything. */
function lackOf(title: string): string | undefined {
  const [first = ''] = title.split(/[\s:,]/);
  const said = title.replace(/%[a-z#]|\$\{[^}]*\}|\$\w+/gi, '').match(/[a-z]{2,}/gi) ?? [];
  if (said.length < 2) {
    return 'it is only a parameter';
  }
  if (NEED_A_SUBJECT.has(first) || (/^[a-z]+s$/.test(first) && !NOUNS.has(first))) {
    return `"${first}" has no subject`;
  }
  if (SUBJECT_COMES_LATER.has(first) && !/[,:]/.test(title)) {
    return `no subject follows "${first} …"`;
  }
  return undefined;
}

const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));

test('the title of every test is a sentence with a subject', () => {
  const titles = files.flatMap((file) => titlesOf(join(TESTS, file)).map((title) => ({ file, ...title })));
  expect(titles.length).toBeGreaterThan(1_500);
  expect(
    titles.flatMap(({ file, line, text }) => {
      const lack = lackOf(text);
      return lack ? [`${relative('.', join(TESTS, file))}:${line}: ${text}: ${lack}`] : [];
    }),
  ).toEqual([]);
});

test('no two tests of a file have the same title', () => {
  const twice = files.flatMap((file) => {
    const titles = titlesOf(join(TESTS, file)).map(({ text }) => text);
    return titles.filter((title, at) => titles.indexOf(title) !== at).map((title) => `${file}: ${title}`);
  });
  expect(twice).toEqual([]);
});

test.each([
  ['keeps what lands', '"keeps" has no subject'],
  ['that comes twice counts once', '"that" has no subject'],
  ['is refused', '"is" has no subject'],
  ['with an ingestion in flight', 'no subject follows "with …"'],
  ['%s', 'it is only a parameter'],
  ['$name: %j', 'it is only a parameter'],
])('the title %j is no sentence: %s', (title, lack) => {
  expect(lackOf(title)).toBe(lack);
});

test.each(['a landing is never lost', 'without a row, nothing is done', 'alarms are created', '%s is refused'])(
  'the title %j is a sentence',
  (title) => {
    expect(lackOf(title)).toBeUndefined();
  },
);
