import * as fc from 'fast-check';
import { printable } from '../../lambda/printable';

test.each([
  ['a sequence of a terminal', 'a\u001b[31mb\u001b]0;title\u0007c', 'abc'],
  ['a sequence of a terminal in one character', 'a\u009b2Jb', 'ab'],
  ['a control character', 'a\u0000\u0007\u007f\u0085b', 'ab'],
  ['a mark that turns the direction of writing', 'a\u202e\u2066\u200f\u061cb', 'ab'],
  ['a character that is not seen', 'a\u200b\u00ad\ufeff\u{e0041}b', 'ab'],
  ['a separator of lines', 'a\u2028\u2029b', 'ab'],
  ['half a character', 'a\ud800b', 'ab'],
])('a character such as %s is taken out', (_what, text, left) => {
  expect(printable(text)).toBe(left);
});

test.each(['two\nlines', 'Größe 10 µs: 表 💥 ≤ 5 €'])('a text that people write stays: %j', (text) => {
  expect(printable(text)).toBe(text);
});

test('what is left of any text is printable', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const left = printable(text);
      expect(left.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(printable(left)).toBe(left);
    }),
  );
});
