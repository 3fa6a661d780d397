import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { platformApps } from '../../examples/typescript/platform';
import { toEvent } from '../../lambda/outcome/outcome';
import { OutcomeDetailType } from '../../lib/private/contract';
import { matches } from '../../sim/aws/event-pattern/event-pattern';
import { deployed, rulesOf } from '../support/stack';

const { platform, marketing } = platformApps();
const stackOf = (name: string) =>
  [...platform.node.children, ...marketing.node.children].find(({ node }) => node.id === name) as Stack;

test.each([
  ['SpiceIreland', true],
  ['SpiceVirginia', false],
])('what %s has refreshed is a landing in the other app: %p', (name, isLanding) => {
  const { account, region } = stackOf(name);
  const dataSetArn = `arn:aws:quicksight:${region}:${account}:dataset/sales`;
  const outcome = { detailType: OutcomeDetailType.SUCCEEDED, at: 0, dataSetArn, reason: 'fresh', next: 'waits' };
  const { Source, DetailType, Detail } = toEvent(outcome, { functionName: 'refresh', account, region });
  const event = { source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail) };
  const marketingTemplate = Template.fromStack(stackOf('Marketing'));
  const [rule] = rulesOf(marketingTemplate);
  const pattern = deployed(marketingTemplate, rule?.EventPattern);
  expect([matches(pattern, event)]).toEqual([isLanding]);
});
