import { join } from 'node:path';

/**
 * `tsx synthesized.ts FOLDER EXAMPLE…`: the examples in one process, each synthesized into its folder when the process ends,
 * as the CDK does by itself.
 */
const [folder = '', ...examples] = process.argv.slice(2);
for (const example of examples) {
  process.env.CDK_OUTDIR = join(folder, example);
  require(join(__dirname, '..', '..', 'examples', 'typescript', example));
}
