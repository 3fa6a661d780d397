import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InterfaceType, loadAssemblyFromPath, TypeKind } from '@jsii/spec';

/** Every property that a caller can set is set in a test of the library, and described in API.md. */
const ROOT = join(__dirname, '..', '..');
const types = Object.values(loadAssemblyFromPath(ROOT, false).types ?? {});
const structs = types.filter((type): type is InterfaceType => type.kind === TypeKind.Interface && !!type.datatype);

const TESTS = join(ROOT, 'test', 'lib');
const tests = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(TESTS, file), 'utf8'))
  .join('\n');

/** As a key of an object: `name: …`, or `name` alone. */
const isSet = (name: string): boolean => new RegExp(`(?<![\\w.'])${name}\\b(?=\\s*[:,}])`).test(tests);

const properties = structs.flatMap(({ name: struct, properties = [] }) =>
  properties.map(({ name, docs }) => ({ struct, name, docs, property: `${struct}.${name}` })),
);

test('every property of the API that can be set is set in a test', () => {
  expect(properties.length).toBeGreaterThan(100);
  expect(properties.filter(({ name }) => !isSet(name)).map(({ property }) => property)).toEqual([]);
});

test('a property that no test sets is found', () => {
  expect(isSet('encryptionKey')).toBe(true);
  expect(isSet('encryptionKe')).toBe(false);
});

test('every property of the API that can be set has a sentence in API.md', () => {
  const reference = readFileSync(join(ROOT, 'API.md'), 'utf8');
  const plain = reference.replace(/\s+/g, ' ');
  const silent = properties.filter(({ docs }) => {
    const summary = (docs?.summary ?? '').replace(/\s+/g, ' ').trim();
    return summary.length < 10 || !plain.includes(summary);
  });
  expect(silent.map(({ property }) => property)).toEqual([]);
});
