import * as fc from 'fast-check';
import { parse } from '../../../lambda/message/parse';
import { write } from '../../../lambda/message/write';
import { anyMessage } from '../../support/arbitraries';
import { ARN, aLandingMessage, NOON, OTHER_ARN, settings } from '../../support/rows';

test('any message reads as it was before it was written', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      expect(parse(write(message))).toEqual(message);
    }),
  );
});

test('a message that was read says settings once, as it did before', () => {
  const body = JSON.stringify({
    ...aLandingMessage(NOON),
    dataSets: [{ arns: [ARN, OTHER_ARN], settings: settings() }],
  });
  expect(write(parse(body))).toBe(body);
});
