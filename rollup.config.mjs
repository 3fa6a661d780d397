// The function as it ships: ES modules, tree-shaken, with what a turn seldom needs split off and loaded on demand.
import { rmSync } from 'node:fs';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import license from 'rollup-plugin-license';
import { absentOnLambda } from './rollup/absent-on-lambda.mjs';
import { builtins } from './rollup/builtins.mjs';

export default {
  input: 'lambda/index.ts',
  // what the chunks share stays in the entry, exported: a file less to find, read and link
  preserveEntrySignatures: 'allow-extension',
  output: { dir: 'bundle', format: 'es', entryFileNames: 'index.mjs', chunkFileNames: '[name].mjs', sourcemap: false },
  plugins: [
    { name: 'nothing-of-before', renderStart: ({ dir }) => rmSync(dir, { recursive: true, force: true }) },
    absentOnLambda(),
    builtins(),
    nodeResolve({ exportConditions: ['node'], preferBuiltins: true, extensions: ['.ts', '.mjs', '.js'] }),
    commonjs(),
    json(),
    esbuild({ target: 'node24', minify: true, tsconfig: false }),
    // what the bundle is made of ships with its licences
    license({ thirdParty: { output: 'bundle/THIRD-PARTY-LICENSES.txt' } }),
  ],
  onwarn(warning, warn) {
    // the AWS SDK's modules import each other in circles on purpose
    if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules'))) {
      return;
    }
    warn(warning);
    throw new Error(warning.message);
  },
};
