/** Where objects are: everything below a prefix, or one object. */
export interface S3Location {
  readonly bucket: string;
  /** Not encoded; empty: the whole bucket. */
  readonly prefix: string;
}

/** `s3://bucket/prefix` and the https forms that QuickSight's manifests may have. */
export function s3Location(uri: string): S3Location | undefined {
  const [, bucket, prefix = ''] = /^s3[an]?:\/\/([a-z0-9.-]+)\/?(.*)$/.exec(uri) ?? [];
  if (bucket !== undefined) {
    return { bucket, prefix };
  }
  try {
    const { hostname, pathname } = new URL(uri);
    const path = decodeURIComponent(pathname.slice(1));
    const [, host] = /^([a-z0-9.-]+)\.s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?$/.exec(hostname) ?? [];
    if (host !== undefined) {
      return { bucket: host, prefix: path };
    }
    const slash = path.indexOf('/');
    return /^s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?$/.test(hostname) && path !== ''
      ? { bucket: slash < 0 ? path : path.slice(0, slash), prefix: slash < 0 ? '' : path.slice(slash + 1) }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What a manifest of QuickSight's names: `{ fileLocations: [{ URIs: […] }, { URIPrefixes: […] }] }`.
 *
 * @returns `undefined` if it is none, or names something that is not in S3
 */
export function manifestLocations(text: string): S3Location[] | undefined {
  try {
    const { fileLocations } = JSON.parse(text) as {
      fileLocations: { URIs?: string[]; URIPrefixes?: string[] }[];
    };
    const locations = fileLocations
      .flatMap(({ URIs = [], URIPrefixes = [] }) => [...URIs, ...URIPrefixes])
      .map(s3Location);
    return locations.length > 0 && locations.every((each) => each !== undefined)
      ? (locations as S3Location[])
      : undefined;
  } catch {
    return undefined;
  }
}
