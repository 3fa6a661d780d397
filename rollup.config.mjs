// What ships bundled: the function, and the command.
import { rmSync } from 'node:fs';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import license from 'rollup-plugin-license';
import { absentOnLambda } from './rollup/absent-on-lambda.mjs';
import { billOfMaterials } from './rollup/bill-of-materials.mjs';
import { builtins } from './rollup/builtins.mjs';
import { errorsByName } from './rollup/errors-by-name.mjs';
import { executable } from './rollup/executable.mjs';
import { preparedPlan } from './rollup/prepared-plan.mjs';
import { sqlParserBinary } from './rollup/sql-parser-binary.mjs';
import { thirdPartyLicences } from './rollup/third-party-licences.mjs';

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
  // the bill of materials looks for other bundlers, to name the one at work
  if (warning.plugin === 'rollup-plugin-sbom' && warning.message.includes('auto-registration of tool')) {
    return;
  }
  warn(warning);
  throw new Error(warning.message);
}

/** Nothing of a build before. */
const emptied = () => ({
  name: 'emptied',
  renderStart: ({ dir }) => rmSync(dir, { recursive: true, force: true }),
});

/** ES modules, tree-shaken, with what a turn seldom needs split off and loaded on demand. */
const lambda = {
  input: 'lambda/index.ts',
  // what the chunks share stays in the entry, exported: a file less to find, read and link
  preserveEntrySignatures: 'allow-extension',
  output: { dir: 'bundle', format: 'es', entryFileNames: 'index.mjs', chunkFileNames: '[name].mjs', sourcemap: false },
  plugins: [
    emptied(),
    absentOnLambda(),
    errorsByName(),
    builtins(),
    ...compile,
    esbuild({ target: 'node24', minify: true, tsconfig: false }),
    // what the bundle is made of ships with its licences
    license({ thirdParty: { output: thirdPartyLicences('bundle') } }),
    ...billOfMaterials('function'),
  ],
  onwarn,
};

/** The command: each verb and each client of the AWS SDK in a chunk that is loaded when it is needed. */
const cli = {
  input: 'cli/main.ts',
  output: {
    dir: 'bin',
    format: 'es',
    entryFileNames: 'cdk-spice-refresh.mjs',
    chunkFileNames: '[name].mjs',
    banner: ({ isEntry }) => (isEntry ? '#!/usr/bin/env node' : ''),
  },
  external: /^node:/,
  plugins: [
    emptied(),
    sqlParserBinary(),
    preparedPlan(),
    ...compile,
    esbuild({ target: 'node22', minify: true, tsconfig: false }),
    license({ thirdParty: { output: thirdPartyLicences('bin') } }),
    ...billOfMaterials('command'),
    executable(),
  ],
  onwarn,
};

export default [lambda, cli];
