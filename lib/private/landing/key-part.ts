import { Token } from 'aws-cdk-lib';

/** S3's limit for a key: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const KEY_BYTES = 1_024;

/** Bytes that Hive's partition paths, which hold a percent sign and digits too, never have encoded: spaces, and letters beyond ASCII. */
const URL_ENCODED = /%(20|[89A-F][0-9A-F])/i;

/** Ends of the keys of objects that are empty by design: markers that a job was done, and folders. */
const EMPTY_OBJECTS = ['_SUCCESS', '/', '_$folder$'];

/** Refuses what no key, or hardly any, begins or ends with: a rule that never matches says nothing. */
export function checkKeyPart(name: string, part: string): void {
  if (Token.isUnresolved(part)) {
    return;
  }
  const [problem, remedy] = problemOf(name.startsWith('keyPrefix'), part) ?? [];
  if (problem !== undefined) {
    throw new Error(`${name} would never match: ${problem}; ${remedy}: got '${part}'`);
  }
}

function problemOf(isPrefix: boolean, part: string): readonly [problem: string, remedy: string] | undefined {
  if (/^[a-z0-9]+:\/\//i.test(part)) {
    const key = part.replace(/^[^/]+\/\/[^/]*\/?/, '');
    return ['a key has neither scheme nor bucket in it', key === '' ? 'leave it out' : `pass '${key}'`];
  }
  if (isPrefix && part.startsWith('/')) {
    const key = part.replace(/^\/+/, '');
    return [
      'keys do not begin with a slash',
      `${key === '' ? 'leave it out' : `pass '${key}'`}, or take LandingEvent.fromPattern for a bucket in which they do`,
    ];
  }
  if (part.includes('*')) {
    return [
      'a star stands for itself',
      `${isPrefix ? 'whatever follows a prefix' : 'whatever comes before a suffix'} matches without one; for wildcards take LandingEvent.fromPattern`,
    ];
  }
  if (URL_ENCODED.test(part)) {
    return ['keys are not URL-encoded in events', `pass '${decoded(part)}'`];
  }
  if (Buffer.byteLength(part) > KEY_BYTES) {
    return [`a key has at most ${KEY_BYTES} bytes`, `this has ${Buffer.byteLength(part)}`];
  }
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part.replaceAll('%20', ' ');
  }
}

/** Whether the objects whose keys end like this have no bytes. */
export function isEmptyObject(suffix: string): boolean {
  return EMPTY_OBJECTS.some((end) => suffix.endsWith(end));
}
