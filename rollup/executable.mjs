import { chmodSync } from 'node:fs';
import { join } from 'node:path';

/** Gives the entries their run bit: what runs them from the npm package inside a wheel or a jar asks for it. */
export function executable() {
  return {
    name: 'executable',
    writeBundle({ dir }, chunks) {
      for (const { fileName, isEntry } of Object.values(chunks)) {
        if (isEntry) {
          chmodSync(join(dir, fileName), 0o755);
        }
      }
    },
  };
}
