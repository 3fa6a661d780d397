import { join } from 'node:path';
import { type Docs, loadAssemblyFromPath, type Method, type Property, type Type, TypeKind } from '@jsii/spec';

/** What readers of API.md, of Construct Hub and of an editor's tooltips find on every part of the public API. */
const types: readonly Type[] = Object.values(loadAssemblyFromPath(join(__dirname, '..', '..'), false).types ?? {});

const methodsOf = (type: Type): readonly Method[] => ('methods' in type && type.methods) || [];
const propertiesOf = (type: Type): readonly Property[] => ('properties' in type && type.properties) || [];
/** What jsii makes of a comment: text, and tags. */
const summary = (docs?: Docs): string => docs?.summary ?? '';

test('the API says of every parameter of a method what it is', () => {
  const silent = types.flatMap((type) =>
    methodsOf(type).flatMap(({ name, parameters = [] }) =>
      parameters.filter(({ docs }) => !summary(docs)).map((parameter) => `${type.name}.${name}: ${parameter.name}`),
    ),
  );
  expect(silent).toEqual([]);
});

test('the API says of every optional property what happens without it', () => {
  const silent = types.flatMap((type) =>
    propertiesOf(type)
      .filter(({ optional, docs }) => optional && !docs?.default)
      .map(({ name }) => `${type.name}.${name}`),
  );
  expect(silent).toEqual([]);
});

test('the API has an example on every class, or on a factory of it', () => {
  const classes = types.filter(({ kind }) => kind === TypeKind.Class);
  expect(classes.length).toBeGreaterThan(8);
  const withExample = (type: Type) =>
    type.docs?.example || methodsOf(type).some((method) => method.static && method.docs?.example);
  expect(classes.filter((type) => !withExample(type)).map(({ name }) => name)).toEqual([]);
});

test('the API has an example on every factory of a landing event', () => {
  const factories = types.filter(({ name }) => name === 'LandingEvent').flatMap(methodsOf);
  const silent = factories.filter((method) => method.static && !method.docs?.example);
  expect(factories.length).toBeGreaterThan(20);
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test('the API has names that no language reserves for itself', () => {
  // jsii renames a member that is a keyword of the target language: readers would not find it by its name
  const reserved = new Set([
    'and',
    'class',
    'def',
    'del',
    'from',
    'func',
    'global',
    'import',
    'lambda',
    'pass',
    'range',
  ]);
  const members = types.flatMap((type) =>
    [...methodsOf(type), ...propertiesOf(type)].map(({ name }) => ({ type: type.name, name })),
  );
  expect(members.filter(({ name }) => reserved.has(name))).toEqual([]);
});
