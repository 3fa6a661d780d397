import { stripVTControlCharacters } from 'node:util';

/**
 * What a terminal or a text field acts upon instead of showing it: control characters but the line feed, format
 * characters, which turn the direction of writing or are not seen, and halves of characters. With them, one text can look
 * like another.
 */
export const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text that a message, AWS or an error brought, as it may be kept, logged and shown. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, '');
}
