import { newRow } from '../../lambda/row';
import { ARN, NOON, settings } from '../support/rows';

describe('newRow', () => {
  test('a new row knows nothing but the settings', () => {
    expect(newRow(ARN, settings(), NOON)).toEqual({
      dataSetArn: ARN,
      schema: 1,
      version: 0,
      settings: settings(),
      settingsAt: NOON,
      calls: [],
      reason: 'nothing has landed yet',
    });
  });
});
