// What ships bundled: the function, and the command that says how things stand.
import { rmSync } from 'node:fs';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import license from 'rollup-plugin-license';
import { absentOnLambda } from './rollup/absent-on-lambda.mjs';
import { builtins } from './rollup/builtins.mjs';

const compile = [
  nodeResolve({ exportConditions: ['node'], preferBuiltins: true, extensions: ['.ts', '.mjs', '.js'] }),
  commonjs(),
  json(),
];

function onwarn(warning, warn) {
  // the AWS SDK's modules import each other in circles on purpose
  if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules'))) {
    return;
  }
  warn(warning);
  throw new Error(warning.message);
}

/** ES modules, tree-shaken, with what a turn seldom needs split off and loaded on demand. */
const lambda = {
  input: 'lambda/index.ts',
  // what the chunks share stays in the entry, exported: a file less to find, read and link
  preserveEntrySignatures: 'allow-extension',
  output: { dir: 'bundle', format: 'es', entryFileNames: 'index.mjs', chunkFileNames: '[name].mjs', sourcemap: false },
  plugins: [
    { name: 'nothing-of-before', renderStart: ({ dir }) => rmSync(dir, { recursive: true, force: true }) },
    absentOnLambda(),
    builtins(),
    ...compile,
    esbuild({ target: 'node24', minify: true, tsconfig: false }),
    // what the bundle is made of ships with its licences
    license({ thirdParty: { output: 'bundle/THIRD-PARTY-LICENSES.txt' } }),
  ],
  onwarn,
};

/** One file, with every way the AWS SDK knows to find credentials. */
const cli = {
  input: 'cli/main.ts',
  output: {
    file: 'bin/cdk-spice-refresh.mjs',
    format: 'es',
    banner: '#!/usr/bin/env node',
    inlineDynamicImports: true,
  },
  external: /^node:/,
  plugins: [
    ...compile,
    esbuild({ target: 'node22', minify: true, tsconfig: false }),
    license({ thirdParty: { output: 'bin/THIRD-PARTY-LICENSES.txt' } }),
  ],
  onwarn,
};

export default [lambda, cli];
