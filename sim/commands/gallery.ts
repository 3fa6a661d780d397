import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawDashboard } from '../gallery/dashboard-day';
import { gallery } from '../gallery/draw';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, 'examples', 'pictures');

/**
 * `npm run gallery`: the pictures of the examples as they are now become those that examples/README.md shows, that of the
 * dashboard the one in docs/monitoring.md.
 */
async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const [example, drawn] of await gallery()) {
    writeFileSync(join(FOLDER, `${example}.svg`), drawn);
  }
  writeFileSync(join(ROOT, 'docs', 'pictures', 'dashboard.svg'), await drawDashboard());
}

void main();
