/**
 * Takes Node.js' own modules from `process.getBuiltinModule`. An import of one reads every one of its exports, and with
 * those that are made when they are first read, it loads what nobody asked for: `node:fs` the promises, the directory
 * watcher and readline, `node:process` the report and the streams of the terminal.
 */
export function builtins() {
  return {
    name: 'builtins',
    // those loaded on demand are so already
    resolveDynamicImport: (id) => (String(id).startsWith('node:') ? { id, external: true } : null),
    resolveId: (id) => (id.startsWith('node:') ? `\0${id}` : null),
    load: (id) =>
      id.startsWith('\0node:')
        ? {
            code: `export default process.getBuiltinModule('${id.slice(1)}');`,
            syntheticNamedExports: true,
            moduleSideEffects: false,
          }
        : null,
  };
}
