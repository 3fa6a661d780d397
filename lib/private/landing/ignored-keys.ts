import { Token } from 'aws-cdk-lib';

/** What jobs write before they are done, and objects that hold no data: see docs/adr/0026. */
const STAGING = [
  '_temporary/*',
  '*/_temporary/*',
  '_spark_metadata/*',
  '*/_spark_metadata/*',
  '*/.spark-staging-*',
  '*.crc',
  '*/',
  '*_$folder$',
];

/** They are part of every input template of their rule, which has a limit. */
const MOST = 30;

/** Prefixes and suffixes of the keys that are waited for. */
interface Wanted {
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
}

/** The wildcards of keys to leave out: those given, or those of staging files, unless they are just what is waited for. */
export function ignoredKeys(given: readonly string[] | undefined, wanted: Wanted): string[] {
  if (given === undefined) {
    return STAGING.filter((wildcard) => mayMatch(wildcard, wanted) && neverMatching(wildcard, wanted) === undefined);
  }
  if (given.length > MOST) {
    throw new Error(`ignoreKeys must hold at most ${MOST} wildcards: got ${given.length}`);
  }
  for (const wildcard of given) {
    if (Token.isUnresolved(wildcard)) {
      throw new Error('ignoreKeys must be known at synthesis: got a token, pass strings');
    }
    if (wildcard === '' || wildcard.length > 1_024 || /[<>]/.test(wildcard)) {
      throw new Error(`ignoreKeys must hold strings of 1 to 1024 characters without < and >: got '${wildcard}'`);
    }
    const keys = neverMatching(wildcard, wanted);
    if (keys !== undefined) {
      throw new Error(`ignoreKeys would leave out every key ${keys}: got '${wildcard}'`);
    }
  }
  return [...given];
}

/** Whether there are keys that are waited for and like the wildcard: of others the template need not speak. */
function mayMatch(wildcard: string, { prefixes, suffixes }: Wanted): boolean {
  const [head = '', tail = ''] = [wildcard.split('*').at(0), wildcard.split('*').at(-1)];
  return (
    (prefixes.length === 0 || prefixes.some((each) => each.startsWith(head) || head.startsWith(each))) &&
    (suffixes.length === 0 || suffixes.some((each) => each.endsWith(tail) || tail.endsWith(each)))
  );
}

/** Which of the keys that are waited for are all like the wildcard. */
function neverMatching(wildcard: string, { prefixes, suffixes }: Wanted): string | undefined {
  const [head = '', ...rest] = wildcard.split('*');
  for (const prefix of prefixes.length > 0 ? prefixes : ['']) {
    for (const suffix of suffixes.length > 0 ? suffixes : ['']) {
      if (rest.length > 0 && isLike(prefix, suffix, head, rest)) {
        return (
          [prefix && `that begins with '${prefix}'`, suffix && `that ends with '${suffix}'`]
            .filter((each) => each !== '')
            .join(' and ') || 'of the bucket'
        );
      }
    }
  }
  return undefined;
}

/** Whether what is known of a key, its prefix and its suffix, is enough for a wildcard with stars, whatever is between. */
function isLike(prefix: string, suffix: string, head: string, rest: readonly string[]): boolean {
  const tail = rest.at(-1) ?? '';
  if (!prefix.startsWith(head) || !suffix.endsWith(tail)) {
    return false;
  }
  const known = [prefix.slice(head.length), suffix.slice(0, suffix.length - tail.length)];
  // each part stands in the one or, after those that do, in the other
  let [text = '', ...more] = known;
  for (const part of rest.slice(0, -1)) {
    while (!text.includes(part) && more.length > 0) {
      [text = '', ...more] = more;
    }
    if (!text.includes(part)) {
      return false;
    }
    text = text.slice(text.indexOf(part) + part.length);
  }
  return true;
}
