import { isIP } from 'node:net';
import { type Condition, invalid, type Leaf, onString, show, text } from './value';

/**
 * Exact values and blocks of addresses: an IP address in a pattern is a block of one. event-ruler compares the
 * hexadecimal digits of addresses, 8 of IPv4 and 32 of IPv6, from the left and no further than it must (CIDR.java,
 * ByteMachine.java). So `::/80` does not take `10.0.0.1`, and yet `::/1` does: its first digit is between 0 and 7.
 */

/** event-ruler reads only these spellings as addresses, so `::ffff:10.0.0.1` stays a plain string. */
const ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|[\da-fA-F:]*:[\da-fA-F:]*)$/;

/**
 * An exact value. Numbers are equal whatever their notation: AWS matches 300 with 300.0 (recorded result
 * `number_comparison_float`), though the User Guide once said it compares the text. Two spellings of the same IP
 * address are equal too, since event-ruler compiles an address to a range of one.
 */
export function exactly(expected: Leaf): Condition {
  if (typeof expected === 'string' && isAddress(expected)) {
    const digits = digitsOf(expected);
    return isBetween(digits, digits);
  }
  return (value) => value === expected;
}

/** An IPv4 or IPv6 block. A block of a single address is refused by event-ruler: the exact value does that. */
export function cidr(operand: unknown, path: string): Condition {
  const [address = '', bits = '', ...rest] = text(operand, 'cidr', path).split('/');
  const most = isAddress(address) && digitsOf(address).length === IPV4_DIGITS ? 31 : 127;
  if (!isAddress(address) || !/^\d+$/.test(bits) || rest.length > 0 || Number(bits) > most) {
    throw invalid(
      `"cidr" of "${path}" is ${show(operand)}; it must be an IP address, one "/" and the mask bits ` +
        '(IPv4: 0 to 31, IPv6: 0 to 127)',
    );
  }
  const digits = digitsOf(address);
  const free = (1n << BigInt(digits.length * 4 - Number(bits))) - 1n;
  const first = BigInt(`0x${digits}`) & ~free;
  return isBetween(hex(first, digits.length), hex(first | free, digits.length));
}

/** A value that has fewer digits must be between by those that it has; of one that has more, the first are compared. */
function isBetween(first: string, last: string): Condition {
  return onString((value) => {
    if (!isAddress(value)) {
      return false;
    }
    const digits = digitsOf(value).slice(0, first.length);
    const { length } = digits;
    return length < first.length
      ? first.slice(0, length) < digits && digits < last.slice(0, length)
      : first <= digits && digits <= last;
  });
}

function isAddress(value: string): boolean {
  return ADDRESS.test(value) && isIP(withoutZeros(value)) !== 0;
}

/** Java, in which event-ruler is written, reads `010.0.0.1` as decimal; Node takes no zeros in front. */
function withoutZeros(address: string): string {
  return address.includes(':') ? address : address.replace(/\b0+(?=\d)/g, '');
}

const IPV4_DIGITS = 8;

/** IPv6 addresses that stand for one of IPv4, as `::ffff:a00:1`, are that one. */
function digitsOf(address: string): string {
  if (!address.includes(':')) {
    return address
      .split('.')
      .map((byte) => hex(BigInt(byte), 2))
      .join('');
  }
  const [head = [], tail] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = [...head, ...Array(8 - head.length - (tail?.length ?? 0)).fill('0'), ...(tail ?? [])];
  const digits = groups.map((group) => group.padStart(4, '0').toLowerCase()).join('');
  return digits.startsWith(`${'0'.repeat(20)}ffff`) ? digits.slice(24) : digits;
}

function hex(number: bigint, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
