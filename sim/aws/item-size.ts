import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * The size of an item as DynamoDB documents it: names and text in UTF-8, two digits a byte and one, lists and maps three
 * bytes and one for each element.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue({ S, N, B, L, M }: AttributeValue): number {
  if (S !== undefined) {
    return Buffer.byteLength(S);
  }
  if (N !== undefined) {
    const digits = N.replace(/\D/g, '').replace(/^0+|0+$/g, '').length;
    return Math.ceil(digits / 2) + 1 + (N.startsWith('-') ? 1 : 0);
  }
  if (B !== undefined) {
    return B.length;
  }
  if (L !== undefined) {
    return 3 + L.reduce((sum, value) => sum + 1 + sizeOfValue(value), 0);
  }
  return M === undefined ? 1 : 3 + Object.keys(M).length + sizeOf(M);
}
