import { letsIn } from '../../../cli/doctor/service-access';
import { Policies } from '../../../sim/aws/iam';
import { deployExample } from '../../../sim/template/example-apps';

const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/Landing';
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:queue';
const REQUEST = {
  service: 'events.amazonaws.com',
  action: 'sqs:SendMessage',
  resource: QUEUE,
  sourceArn: RULE,
  sourceAccount: '111122223333',
};
const ALLOW = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: QUEUE,
};

/** IAM, of which an independent model is at hand here; the command does not carry it along. */
const judged = (policy: object): Promise<boolean> =>
  new Policies().allows(
    {
      principal: REQUEST.service,
      action: REQUEST.action,
      resource: QUEUE,
      accountId: '111122223333',
      context: {
        'aws:SourceArn': RULE,
        'aws:SourceAccount': '111122223333',
        'aws:SecureTransport': 'true',
        'aws:PrincipalIsAWSService': 'true',
      },
    },
    policy,
  );

test.each<[string, boolean, ...object[]]>([
  ['the service by name', true, ALLOW],
  ['one of several services', true, { ...ALLOW, Principal: { Service: ['sns.amazonaws.com', REQUEST.service] } }],
  ['everybody', true, { ...ALLOW, Principal: '*' }],
  ['another service', false, { ...ALLOW, Principal: { Service: 'sns.amazonaws.com' } }],
  ['no more than to deny it', false, { ...ALLOW, Effect: 'Deny' }],
  ['every action of SQS, in other case', true, { ...ALLOW, Action: ['SQS:*'] }],
  ['another action', false, { ...ALLOW, Action: 'sqs:ReceiveMessage' }],
  ['another queue', false, { ...ALLOW, Resource: `${QUEUE}2` }],
  ['the rule', true, { ...ALLOW, Condition: { ArnEquals: { 'aws:SourceArn': RULE } } }],
  ['rules like it', true, { ...ALLOW, Condition: { ArnLike: { 'aws:SourceArn': [`${RULE}?`, `${RULE}*`] } } }],
  ['another rule', false, { ...ALLOW, Condition: { ArnLike: { 'aws:SourceArn': `${RULE}-2` } } }],
  ['the account', true, { ...ALLOW, Condition: { StringEquals: { 'AWS:SourceAccount': '111122223333' } } }],
  ['another account', false, { ...ALLOW, Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } }],
  ['a name with a star, taken at its word', false, { ...ALLOW, Condition: { StringEquals: { 'aws:SourceArn': '*' } } }],
  ['in a later statement', true, { ...ALLOW, Action: 'sqs:ReceiveMessage' }, ALLOW],
])('a policy that allows %s lets EventBridge in: %s', async (_, expected, ...Statement) => {
  const policy = { Version: '2012-10-17', Statement };
  expect(letsIn(JSON.stringify(policy), REQUEST)).toBe(expected);
  expect(await judged(policy)).toBe(expected);
});

test.each([undefined, '', '{}'])('no policy (%j) lets no service in', (policy) => {
  expect(letsIn(policy, REQUEST)).toBe(false);
});

test('the policies that the construct writes let every rule in', () => {
  const { rules, queues, environment } = deployExample();
  const asked = rules.flatMap(({ arn: sourceArn, targets }) =>
    targets.flatMap((target) =>
      [target.arn, target.deadLetterArn].map((resource = '') => {
        const policy = queues.find(({ arn }) => arn === resource)?.policy;
        const request = { ...REQUEST, resource, sourceArn, sourceAccount: environment.account };
        return letsIn(JSON.stringify(policy), request);
      }),
    ),
  );
  expect(asked.length).toBeGreaterThan(5);
  expect(asked).not.toContain(false);
});
