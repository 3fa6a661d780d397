import * as fc from 'fast-check';
import { formatBytes, formatNumber, table } from '../../../cli/terminal/table';
import { oneLine, paint, plain, Terminal } from '../../../cli/terminal/terminal';

class Written {
  text = '';
  constructor(readonly isTTY = false) {}
  write(text: string): void {
    this.text += text;
  }
}

const printed = (text: string, isTTY: boolean, environment: NodeJS.ProcessEnv = {}): string => {
  const out = new Written(isTTY);
  new Terminal(out, new Written(), environment).print(text);
  return out.text;
};

test('text is coloured on a terminal, and plain in a pipe', () => {
  const text = `it is ${paint('red', 'late')}`;
  expect(printed(text, true)).toBe('it is \u001b[31mlate\u001b[39m\n');
  expect(printed(text, false)).toBe('it is late\n');
});

test('NO_COLOR and FORCE_COLOR decide before the terminal does', () => {
  expect(printed(paint('red', 'late'), true, { NO_COLOR: '1' })).toBe('late\n');
  expect(printed(paint('red', 'late'), false, { FORCE_COLOR: '1' })).toBe('\u001b[31mlate\u001b[39m\n');
});

test('nothing that a text brings makes a terminal do anything', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b[31m', '\u009b2J', '\u001b]0;x\u0007'))),
      (parts) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
        expect(printed(parts.join(''), true)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      },
    ),
  );
});

test('text of AWS is one line', () => {
  expect(oneLine(' a\n b\u001b[2J\u0000\u202e ')).toBe('a b');
});

test('JSON escapes what a terminal would act upon', () => {
  const out = new Written(true);
  new Terminal(out, new Written(), {}).json({ name: 'a\u009b\u202e\u{e0041}' });
  expect(out.text).toBe('{"name":"a\\u009b\\u202e\\udb40\\udc41"}\n');
  expect(JSON.parse(out.text)).toEqual({ name: 'a\u009b\u202e\u{e0041}' });
});

test('progress is written only to terminals', () => {
  const [terminal, pipe] = [new Written(true), new Written()];
  for (const err of [terminal, pipe]) {
    const each = new Terminal(new Written(), err, {});
    each.progress('1 of 2');
    each.endProgress();
  }
  expect(terminal.text).toBe('\r\u001b[2K1 of 2\r\u001b[2K');
  expect(pipe.text).toBe('');
});

test('a table is aligned whatever is painted in it, numbers to the right', () => {
  const columns = [{ heading: 'name' }, { heading: 'rows', right: true }, { heading: 'tag' }];
  const text = table(columns, [
    [paint('green', 'a'), '12', 'yes'],
    ['longer', '1,234', ''],
  ]);
  expect(plain(text)).toBe(['name     rows  tag', 'a          12  yes', 'longer  1,234'].join('\n'));
});

test.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_536, '1.5 KB'],
  [400 * 1_024 ** 2, '400 MB'],
  [3 * 1_024 ** 5, '3072 TB'],
])('a size of %d bytes is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('large numbers are grouped', () => {
  expect(formatNumber(1_234_567)).toBe('1,234,567');
});
