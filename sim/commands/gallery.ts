import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gallery } from '../gallery/draw';

/** `npm run gallery`: the pictures of the examples as they are now become those that examples/README.md shows. */
const FOLDER = join(__dirname, '..', '..', 'examples', 'pictures');

void gallery().then((pictures) => {
  mkdirSync(FOLDER, { recursive: true });
  for (const [example, drawn] of pictures) {
    writeFileSync(join(FOLDER, `${example}.svg`), drawn);
  }
});
