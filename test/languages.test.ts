import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAssemblyFromPath } from '@jsii/spec';

/** The page for users of other languages: what it shows is what `npm run test:package` runs. */
const ROOT = join(__dirname, '..');
const page = readFileSync(join(ROOT, 'docs', 'languages.md'), 'utf8');

interface Typed {
  readonly name: string;
  readonly type: { readonly fqn?: string };
}

interface Method {
  readonly name?: string;
  readonly parameters?: readonly Typed[];
}

interface Type extends Method {
  readonly name: string;
  readonly kind: string;
  readonly datatype?: boolean;
  readonly initializer?: Method;
  readonly methods?: readonly Method[];
  readonly properties?: readonly Typed[];
}

test.each([
  ['python', 'python/s3_burst.py'],
  ['java', 'java/src/main/java/example/S3Burst.java'],
  ['go', 'go/main.go'],
  ['csharp', 'dotnet/Program.cs'],
])('the first app in %s is examples/%s', (language, file) => {
  const shown = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1];
  expect(shown).toBe(readFileSync(join(ROOT, 'examples', file), 'utf8'));
});

test('the page names every struct that a method or a constructor takes, and that other structs hold', () => {
  const types = Object.values(loadAssemblyFromPath(ROOT).types ?? {}) as Type[];
  const structs = new Set(
    types.filter(({ kind, datatype }) => kind === 'interface' && datatype).map(({ name }) => name),
  );
  const nameOf = ({ type }: Typed): string => type.fqn?.split('.')[1] ?? '';
  const taken = types.flatMap(({ initializer, methods = [], properties = [], datatype }) =>
    [...(initializer ? [initializer] : []), ...methods]
      .flatMap(({ parameters = [] }) => parameters)
      .concat(datatype ? properties : [])
      .map(nameOf)
      .filter((name) => structs.has(name)),
  );
  const named = [...page.matchAll(/^\| .* \| `(\w+)` \|$/gm)].map(([, name]) => name as string);
  expect(named.sort()).toEqual([...new Set(taken)].sort());
});

test('the methods on the page exist', () => {
  const types = Object.values(loadAssemblyFromPath(ROOT).types ?? {}) as Type[];
  const named = [...page.matchAll(/^\| (`.*`) \| `\w+` \|$/gm)].flatMap(([, cell = '']) => [
    ...cell.matchAll(/`(\w+)\.(\w+)`/g),
  ]);
  expect(named.length).toBeGreaterThan(15);
  const gone = named.filter(
    ([, type, method]) => !types.find(({ name }) => name === type)?.methods?.some(({ name }) => name === method),
  );
  expect(gone.map(([whole]) => whole)).toEqual([]);
});
