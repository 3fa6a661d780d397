import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesOf } from './changelog';
import { ROOT } from './run';

/** `npm run release:notes`: what CHANGELOG.md says of package.json's version. */
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
console.log(changesOf(version).toString());
