import { Token } from 'aws-cdk-lib';
import type { ObjectCreatedOptions } from '../../landing-event-options';
import { ignoredKeys } from './ignored-keys';
import { checkKeyPart, isEmptyObject } from './key-part';

/** Which keys count. */
interface KeyFilters {
  /** What the pattern asks of a key: one of these; none of them is any key. */
  readonly filters: readonly unknown[];
  readonly ignoreKeys: string[];
}

export function keyFilters(options: ObjectCreatedOptions): KeyFilters {
  const prefixes = several('keyPrefix', options.keyPrefix, options.keyPrefixes);
  const suffixes = several('keySuffix', options.keySuffix, options.keySuffixes);
  const empty = options.ignoreEmptyObjects ? suffixes.find(isEmptyObject) : undefined;
  if (empty !== undefined) {
    throw new Error(
      `ignoreEmptyObjects leaves out every object that ends with '${empty}', since such a marker has 0 bytes: ` +
        'leave ignoreEmptyObjects out, or wait for the markers by a landing event of their own',
    );
  }
  const begins = prefixes.filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other)));
  const ends = suffixes.filter((one) => !suffixes.some((other) => other !== one && one.endsWith(other)));
  return {
    filters: beginningAndEnding(begins, ends),
    ignoreKeys: ignoredKeys(options.ignoreKeys, { prefixes: begins, suffixes: ends }),
  };
}

function beginningAndEnding(prefixes: readonly string[], suffixes: readonly string[]): unknown[] {
  if (prefixes.length > 0 && suffixes.length > 0) {
    const keys = prefixes.flatMap((prefix) => suffixes.flatMap((suffix) => overlaps(prefix, suffix)));
    const wildcards = prefixes.flatMap((prefix) => suffixes.map((suffix) => `${literal(prefix)}*${literal(suffix)}`));
    return [...wildcards.map((wildcard) => ({ wildcard })), ...new Set(keys)];
  }
  return [...prefixes.map((prefix) => ({ prefix })), ...suffixes.map((suffix) => ({ suffix }))];
}

/**
 * The keys that begin with one and end with the other, but are too short for both beside each other, as `orders/_SUCCESS`
 * for `orders/` and `/_SUCCESS`: a wildcard does not match them. Of a prefix or suffix that is not known yet, none is.
 */
function overlaps(prefix: string, suffix: string): string[] {
  if (Token.isUnresolved(prefix) || Token.isUnresolved(suffix)) {
    return [];
  }
  const lengths = Array.from({ length: Math.min(prefix.length, suffix.length) }, (_, at) => at + 1);
  return lengths
    .filter((length) => prefix.endsWith(suffix.slice(0, length)))
    .map((length) => prefix + suffix.slice(length));
}

/** An empty one filters nothing, which in a list can only be a mistake: the others would be for nothing. */
function several(
  name: 'keyPrefix' | 'keySuffix',
  one: string | undefined,
  list: readonly string[] | undefined,
): string[] {
  const plural = `${name}es`;
  if (list && (list.length === 0 || list.includes(''))) {
    throw new Error(`${plural} must hold at least one string, and no empty one: got ${JSON.stringify(list)}`);
  }
  const parts = [...new Set([...(one ? [one] : []), ...(list ?? [])])];
  for (const part of parts) {
    checkKeyPart(part === one ? name : plural, part);
  }
  return parts;
}

/** In a wildcard a backslash stands before what stands for itself. */
function literal(part: string): string {
  return part.replaceAll('\\', '\\\\');
}
