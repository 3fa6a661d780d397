import { BlockList, isIP } from 'node:net';
import { type Condition, invalid, type Leaf, onString, show, text } from './value';

/** Exact values and blocks of addresses: an IP address in a pattern is a range of one. */

/** event-ruler reads only these spellings as addresses, so `::ffff:10.0.0.1` stays a plain string. */
const ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|[\da-fA-F:]*:[\da-fA-F:]*)$/;

/**
 * An exact value. Numbers are equal whatever their notation: AWS matches 300 with 300.0 (recorded result
 * `number_comparison_float`), though the User Guide once said it compares the text. Two spellings of the same IP
 * address are equal too, since event-ruler compiles an address to a range of one.
 */
export function exactly(expected: Leaf): Condition {
  if (typeof expected === 'string' && isAddress(expected)) {
    const block = new BlockList();
    block.addAddress(expected, family(expected));
    return isIn(block);
  }
  return (value) => value === expected;
}

/** An IPv4 or IPv6 block. A block of a single address is refused by event-ruler: the exact value does that. */
export function cidr(operand: unknown, path: string): Condition {
  const [address = '', bits = '', ...rest] = text(operand, 'cidr', path).split('/');
  const most = isAddress(address) && family(address) === 'ipv4' ? 31 : 127;
  if (!isAddress(address) || !/^\d+$/.test(bits) || rest.length > 0 || Number(bits) > most) {
    throw invalid(
      `"cidr" of "${path}" is ${show(operand)}; it must be an IP address, one "/" and the mask bits ` +
        '(IPv4: 0 to 31, IPv6: 0 to 127)',
    );
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family(address));
  return isIn(block);
}

function isIn(block: BlockList): Condition {
  return onString((value) => isAddress(value) && block.check(value, family(value)));
}

function isAddress(value: string): boolean {
  return ADDRESS.test(value) && isIP(value) !== 0;
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
