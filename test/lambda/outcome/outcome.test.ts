import { dataSetIdOf, toEvent } from '../../../lambda/outcome/outcome';
import { HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { OUTCOME_SOURCE, OutcomeDetailType } from '../../../lib/private/contract';
import { ARN, landedAt, NOON, OTHER_ARN, PUBLISHER } from '../../support/rows';

test('the id of a data set is all that stands behind the slash of its ARN', () => {
  expect(dataSetIdOf(ARN)).toBe('sales');
  expect(dataSetIdOf(`${ARN}:2=a`)).toBe('sales:2=a');
});

test('an outcome goes on the bus under its source and detail type, about its data set', () => {
  const event = toEvent(
    {
      detailType: OutcomeDetailType.STARTED,
      at: NOON,
      dataSetArn: ARN,
      reason: 'quiet',
      next: 'looks',
    },
    PUBLISHER,
  );
  expect(event).toMatchObject({
    Source: OUTCOME_SOURCE,
    DetailType: 'SPICE Refresh Started',
    Time: new Date(NOON),
    Resources: [ARN],
  });
  expect(JSON.parse(event.Detail)).toEqual({
    version: 1,
    functionName: 'refresh',
    dataSet: 'sales',
    dataSetId: 'sales',
    dataSetArn: ARN,
    reason: 'quiet',
    next: 'looks',
  });
});

test('an outcome on the bus has its times in words and its numbers as they are', () => {
  const { Detail } = toEvent(
    {
      detailType: OutcomeDetailType.SUCCEEDED,
      at: NOON,
      dataSetArn: ARN,
      reason: 'fresh',
      next: 'waits for the next landing',
      ingestionId: 'ingestion-1',
      landings: landedAt(NOON - HOUR, NOON - MINUTE),
      freshThrough: NOON - SECOND,
      lagSeconds: 3_600,
      ingestionSeconds: 60,
      rows: 7,
      rowsDropped: 0,
      until: NOON + HOUR,
    },
    PUBLISHER,
  );
  expect(JSON.parse(Detail)).toEqual({
    version: 1,
    functionName: 'refresh',
    dataSet: 'sales',
    dataSetId: 'sales',
    dataSetArn: ARN,
    reason: 'fresh',
    next: 'waits for the next landing',
    ingestionId: 'ingestion-1',
    landings: 2,
    firstLanding: '2026-11-23T11:00:00.000Z',
    lastLanding: '2026-11-23T11:59:00.000Z',
    freshThrough: '2026-11-23T11:59:59.000Z',
    lagSeconds: 3_600,
    ingestionSeconds: 60,
    rows: 7,
    rowsDropped: 0,
    until: '2026-11-23T13:00:00.000Z',
  });
});

test('an outcome names a data set of another region as metrics, log and status do', () => {
  const outcome = {
    detailType: OutcomeDetailType.STARTED,
    at: NOON,
    dataSetArn: OTHER_ARN,
    reason: 'quiet',
    next: 'looks',
  };
  expect(JSON.parse(toEvent(outcome, PUBLISHER).Detail)).toMatchObject({
    dataSet: 'us-east-1/orders',
    dataSetId: 'orders',
  });
});
