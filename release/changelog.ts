import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser, type Release } from 'keep-a-changelog';
import { ROOT } from './run';

/**
 * What CHANGELOG.md says of a version; before its release that is under "Unreleased".
 *
 * @throws if it says nothing
 */
export function changesOf(version: string, text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')): Release {
  const { releases } = parser(text);
  const release = releases.find((one) => one.version === version) ?? releases.find((one) => !one.version);
  if (!release || release.isEmpty()) {
    throw new Error(`CHANGELOG.md has no changes of ${version}: add them under "Unreleased"`);
  }
  return release;
}
