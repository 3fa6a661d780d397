import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bills of materials that rollup writes, of what ships bundled. */
export const BILLS = ['function', 'command'];

/** A package that is bundled. */
export interface Bundled {
  readonly name: string;
  readonly version: string;
}

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
}

/** What the bills in a folder name, each package once, in the order of their names. */
export function bundled(folder: string): Bundled[] {
  const components = BILLS.flatMap(
    (bill): Component[] => JSON.parse(readFileSync(join(folder, `${bill}.json`), 'utf8')).components,
  );
  const all = components.map(({ group, name, version }) => ({ name: group ? `${group}/${name}` : name, version }));
  const once = new Map(all.map((one) => [`${one.name}@${one.version}`, one]));
  return [...once.keys()].sort().map((key) => once.get(key) as Bundled);
}

/** What has changed between two releases, a line for each package. */
export function bundledChanges(before: readonly Bundled[], after: readonly Bundled[]): string[] {
  const versionsIn = (list: readonly Bundled[], name: string): string =>
    list
      .filter((one) => one.name === name)
      .map(({ version }) => version)
      .join(' and ');
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort();
  return names.flatMap((name) => {
    const [was, is] = [versionsIn(before, name), versionsIn(after, name)];
    if (was === is) {
      return [];
    }
    return [was === '' ? `adds ${name} ${is}` : is === '' ? `removes ${name} ${was}` : `${name} ${was} to ${is}`];
  });
}
