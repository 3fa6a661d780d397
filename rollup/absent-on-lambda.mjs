/**
 * What the AWS SDK looks for and a Lambda function has not, by the end of the module's path, and what stands in for it.
 * The SDK would not only load it with every cold start: before the first request it would look for each of the files.
 */
const ABSENT = {
  // credentials are in the environment; the default chain would go on to single sign-on, profiles and metadata servers
  '/@aws-sdk/credential-provider-node/dist-es/index.js':
    "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  // ~/.aws/config and ~/.aws/credentials
  '/@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js':
    "export { CONFIG_PREFIX_SEPARATOR } from './constants'; " +
    'export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });',
  // an endpoint of one's own for each account was tried by DynamoDB and given up
  '/@aws-sdk/middleware-endpoint-discovery/dist-es/index.js': `
    export const resolveEndpointDiscoveryConfig = (config) => config;
    export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector() {}, configFileSelector() {} };`,
  // the region is in the environment; this would ask the metadata server of an instance
  '/@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js':
    'export const getInstanceMetadataRegion = async () => undefined;',
  // hashes for a Node.js without its own
  '/@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': 'export const Sha256Js = undefined;',
  '/@smithy/core/dist-es/submodules/checksum/md5/Md5Js.js': 'export const Md5Js = undefined;',
  // of the retry mode that AWS calls experimental
  '/@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js':
    "export { StandardRetryStrategy as AdaptiveRetryStrategy } from './StandardRetryStrategy';",
};

/** Fails if the SDK does not load one of these any more: then its stand-in has become something else. */
export function absentOnLambda() {
  const found = new Set();
  return {
    name: 'absent-on-lambda',
    load(id) {
      const end = Object.keys(ABSENT).find((path) => id.endsWith(path));
      if (end === undefined) {
        return null;
      }
      found.add(end);
      return { code: ABSENT[end], moduleSideEffects: false };
    },
    buildEnd(error) {
      const missing = Object.keys(ABSENT).filter((path) => !found.has(path));
      if (!error && missing.length > 0) {
        this.error(`not in the bundle any more, so what stands in for it must go or move: ${missing.join(', ')}`);
      }
    },
  };
}
