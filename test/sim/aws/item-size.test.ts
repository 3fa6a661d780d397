import { marshall } from '@aws-sdk/util-dynamodb';
import { sizeOf } from '../../../sim/aws/item-size';

test('the size of an item is counted as DynamoDB documents it', () => {
  // "CapacityUnitCalculations" in the developer guide: names and text in UTF-8, two digits a byte and one, lists and
  // maps three bytes and one for each element
  expect(sizeOf(marshall({ ab: 'xyz' }))).toBe(5);
  expect(sizeOf(marshall({ a: 12_345, b: 1_000, c: true, d: new Uint8Array(7) }))).toBe(1 + 4 + 1 + 2 + 1 + 1 + 1 + 7);
  expect(sizeOf(marshall({ a: [1, { b: 'c' }] }))).toBe(1 + 3 + 1 + 2 + 1 + 3 + 1 + 2);
});
