const { pathToFileURL } = require('node:url');
const { transformSync } = require('esbuild');

/** For packages that load parts of themselves by `import()`, which Jest has no way to do without a flag of Node's. */
module.exports = {
  process: (source, path) =>
    transformSync(source, {
      format: 'cjs',
      platform: 'node',
      supported: { 'dynamic-import': false },
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(path).href) },
    }),
};
