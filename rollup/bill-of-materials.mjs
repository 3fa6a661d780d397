import { mkdirSync, writeFileSync } from 'node:fs';
import sbom from 'rollup-plugin-sbom';

const OUT = 'sbom';

/**
 * What is bundled, as CycloneDX has it: `sbom/NAME.json`, beside the bundle and not in it, since all of that is
 * deployed. Without times, so that a build can be repeated.
 */
export function billOfMaterials(name) {
  const made = `${OUT}/${name}.json`;
  return [
    sbom({
      outDir: OUT,
      outFilename: name,
      saveTimestamp: false,
      includeWellKnown: false,
      rootComponentType: 'library',
    }),
    {
      name: 'beside-the-bundle',
      generateBundle: {
        order: 'post',
        handler(_options, bundle) {
          mkdirSync(OUT, { recursive: true });
          writeFileSync(made, bundle[made].source);
          delete bundle[made];
        },
      },
    },
  ].flat();
}
