import type { LandingMessage } from '../../lib/private/contract';

/**
 * Whether what landed is an object that does not count, such as a staging file. EventBridge cannot ask one field both to
 * begin like this and not to be like that, so it sends the key, and this is asked here.
 */
export function isIgnored({ key, ignoreKeys = [] }: LandingMessage): boolean {
  return key !== undefined && ignoreKeys.some((wildcard) => isLike(key, wildcard));
}

/** A star is any run of characters. Each part is looked for once, so that no key and no wildcard takes long. */
function isLike(key: string, wildcard: string): boolean {
  const [head = '', ...parts] = wildcard.split('*');
  const tail = parts.pop();
  if (tail === undefined) {
    return key === head;
  }
  if (!key.startsWith(head)) {
    return false;
  }
  let from = head.length;
  for (const part of parts) {
    const at = key.indexOf(part, from);
    if (at < 0) {
      return false;
    }
    from = at + part.length;
  }
  return key.length - tail.length >= from && key.endsWith(tail);
}
