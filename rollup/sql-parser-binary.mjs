import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BINARY = 'sqlparser_rs_wasm_bg.wasm';

/** The SQL parser reads its WebAssembly from a file beside its package: in the bundle it is beside the chunk. */
export function sqlParserBinary() {
  return {
    name: 'sql-parser-binary',
    transform(code, id) {
      if (!id.endsWith('/sqlparser-ts/dist/index.mjs')) {
        return null;
      }
      const path = `../wasm/${BINARY}`;
      if (!code.includes(path)) {
        this.error(`${id} does not name ${path} any more: look how it loads its WebAssembly now`);
      }
      this.emitFile({ type: 'asset', fileName: BINARY, source: readFileSync(join(dirname(id), path)) });
      return { code: code.replaceAll(path, `./${BINARY}`), map: null };
    },
  };
}
