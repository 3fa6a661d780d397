import { App, Aspects, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Bucket, CfnBucket, type CfnBucketProps, EventType, type IBucketRef } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { LandingEvent, type ObjectCreatedOptions } from '../../../../lib';
import { some } from '../../../support/some';
import { add, newRefresh, newStack, rulesOf, templateOf } from '../../../support/stack';

const TOPICS = {
  topicConfigurations: [{ event: 's3:ObjectRemoved:*', topic: 'arn:aws:sns:eu-west-1:111122223333:removed' }],
};
const ON = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
const OFF = { eventBridgeConfiguration: { eventBridgeEnabled: false } };
const RENDERED_TOPICS = { TopicConfigurations: [{ Event: 's3:ObjectRemoved:*', Topic: Match.anyValue() }] };
const RENDERED_ON = { EventBridgeConfiguration: { EventBridgeEnabled: true } };

/** Two data sets wait for objects of the bucket. */
function waitFor(bucket: IBucketRef, options: ObjectCreatedOptions = {}): () => Template {
  const refresh = newRefresh({}, Stack.of(bucket));
  for (const id of ['Sales', 'Stock']) {
    add(refresh, id, { refreshOn: [LandingEvent.objectCreated(bucket, { ...options, keyPrefix: `${id}/` })] });
  }
  return () => templateOf(refresh);
}

function addNotification(bucket: Bucket | ReturnType<typeof Bucket.fromBucketName>, scope: Stack): void {
  bucket.addEventNotification(EventType.OBJECT_REMOVED, new SqsDestination(new Queue(scope, 'Removed')));
}

const cfnBucketOf = (bucket: Bucket) => bucket.node.defaultChild as CfnBucket;

describe('a Bucket without notifications', () => {
  const bucket = new Bucket(newStack(), 'Bucket');
  const template = waitFor(bucket)();

  test('a Bucket without notifications is made to send its events by the custom resource of the CDK, once', () => {
    const [id] = some(Object.keys(template.findResources('AWS::S3::Bucket')));
    template.resourceCountIs('Custom::S3BucketNotifications', 1);
    template.hasResourceProperties('Custom::S3BucketNotifications', {
      BucketName: { Ref: id },
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    });
    expect(some(rulesOf(template))[0].EventPattern).toMatchObject({ detail: { bucket: { name: [{ Ref: id }] } } });
  });

  test('a Bucket without notifications keeps notifications that other apps or people have added: the custom resource reads them first', () => {
    template.hasResourceProperties('Custom::S3BucketNotifications', { Managed: false });
    const [id] = some(Object.keys(template.findResources('AWS::S3::Bucket')));
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: ['s3:PutBucketNotification', 's3:GetBucketNotification'].map((Action) => ({
          Effect: 'Allow',
          Action,
          Resource: { 'Fn::GetAtt': [id, 'Arn'] },
        })),
      },
    });
  });
});

describe('a Bucket that sends its events already', () => {
  test.each<[how: string, make: (stack: Stack) => Bucket, customResources: number]>([
    ['by eventBridgeEnabled', (stack) => new Bucket(stack, 'Bucket', { eventBridgeEnabled: true }), 1],
    [
      'by enableEventBridgeNotification beside another notification',
      (stack) => {
        const bucket = new Bucket(stack, 'Bucket');
        addNotification(bucket, stack);
        bucket.enableEventBridgeNotification();
        return bucket;
      },
      1,
    ],
    [
      'by the notificationConfiguration of its resource',
      (stack) => {
        const bucket = new Bucket(stack, 'Bucket');
        cfnBucketOf(bucket).notificationConfiguration = { ...TOPICS, ...ON };
        return bucket;
      },
      0,
    ],
  ])('a Bucket that sends its events already is left as it is: %s', (_, make, customResources) => {
    const [untouched, used] = [newStack(), newStack()];
    make(untouched);
    const before = templateOf(newRefreshWithDataSet(untouched));
    const after = waitFor(make(used))();
    for (const type of ['AWS::S3::Bucket', 'Custom::S3BucketNotifications']) {
      expect(after.findResources(type)).toEqual(before.findResources(type));
    }
    after.resourceCountIs('Custom::S3BucketNotifications', customResources);
  });

  test('a Bucket that sends its events according to its owner is believed', () => {
    const template = waitFor(new Bucket(newStack(), 'Bucket'), { eventBridgeEnabled: true })();
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
  });
});

function newRefreshWithDataSet(stack: Stack) {
  const refresh = newRefresh({}, stack);
  add(refresh);
  return refresh;
}

describe('a Bucket with notifications in the notificationConfiguration of its resource', () => {
  test('a Bucket with notifications in the notificationConfiguration of its resource gets EventBridge there, beside them', () => {
    const bucket = new Bucket(newStack(), 'Bucket');
    cfnBucketOf(bucket).notificationConfiguration = TOPICS;
    const template = waitFor(bucket)();
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { ...RENDERED_TOPICS, ...RENDERED_ON },
    });
  });

  test.each<[how: string, later: (bucket: Bucket) => void]>([
    [
      'set after addDataSet',
      (bucket) => {
        cfnBucketOf(bucket).notificationConfiguration = TOPICS;
      },
    ],
    [
      'set by an override',
      (bucket) => cfnBucketOf(bucket).addPropertyOverride('NotificationConfiguration.TopicConfigurations', []),
    ],
    [
      'set by an aspect',
      (bucket) =>
        Aspects.of(bucket).add({
          visit: (node) => {
            if (node instanceof CfnBucket) {
              node.notificationConfiguration = TOPICS;
            }
          },
        }),
    ],
  ])(
    'a Bucket with notifications in the notificationConfiguration of its resource fails at synthesis when they are %s: the custom resource would remove them',
    (_, later) => {
      const bucket = new Bucket(newStack(), 'Bucket');
      const synthesized = waitFor(bucket);
      later(bucket);
      expect(synthesized).toThrow(
        'bucket Dashboards/Bucket has notifications in its notificationConfiguration (TopicConfigurations) and others that ' +
          "the CDK's custom resource puts in their place (EventBridgeConfiguration): set notificationConfiguration before " +
          'addDataSet is called and use no addEventNotification, or use addEventNotification alone',
      );
    },
  );

  test('a Bucket with notifications in the notificationConfiguration of its resource fails at synthesis when addEventNotification adds others, which would remove them', () => {
    const bucket = new Bucket(newStack(), 'Bucket');
    cfnBucketOf(bucket).notificationConfiguration = TOPICS;
    const synthesized = waitFor(bucket);
    addNotification(bucket, Stack.of(bucket));
    expect(synthesized).toThrow(
      "(EventBridgeConfiguration,TopicConfigurations) and others that the CDK's custom resource puts in their place " +
        '(QueueConfigurations)',
    );
  });

  test('a Bucket with notifications in the notificationConfiguration of its resource may say there as well that EventBridge is on', () => {
    const bucket = new Bucket(newStack(), 'Bucket');
    const synthesized = waitFor(bucket);
    cfnBucketOf(bucket).notificationConfiguration = ON;
    synthesized().hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration: RENDERED_ON });
  });
});

describe('a Bucket with notifications by addEventNotification', () => {
  test.each(['before', 'after'])(
    'a Bucket with notifications by addEventNotification has EventBridge beside them when they are added %s addDataSet',
    (when) => {
      const stack = newStack();
      const bucket = new Bucket(stack, 'Bucket');
      if (when === 'before') {
        addNotification(bucket, stack);
      }
      const synthesized = waitFor(bucket);
      if (when === 'after') {
        addNotification(bucket, stack);
      }
      synthesized().hasResourceProperties('Custom::S3BucketNotifications', {
        NotificationConfiguration: { EventBridgeConfiguration: {}, QueueConfigurations: [Match.anyValue()] },
      });
    },
  );
});

describe('a bucket whose notifications another stack adds', () => {
  const NAME = 'landing';

  /** The bucket, and a stack that adds a notification by a reference or by its name. */
  function twoStacks(make: (stack: Stack) => Bucket | CfnBucket, name?: string) {
    const app = new App();
    const bucket = make(new Stack(app, 'Lake'));
    const elsewhere = new Stack(app, 'Cleaning');
    const reference = Bucket.fromBucketName(elsewhere, 'Landing', name ?? bucket.bucketRef.bucketName);
    addNotification(reference, elsewhere);
    return bucket;
  }
  const removed =
    'bucket Lake/Bucket has notifications that Cleaning/Landing adds, which would be removed when EventBridge is turned on ' +
    'here: call enableEventBridgeNotification() of that one, and pass eventBridgeEnabled: true';

  test('a bucket whose notifications another stack adds keeps them: the custom resource reads them first', () => {
    const bucket = twoStacks((stack) => new Bucket(stack, 'Bucket'));
    waitFor(bucket)().hasResourceProperties('Custom::S3BucketNotifications', { Managed: false });
  });

  test.each<[what: string, name: string | undefined, make: (stack: Stack) => Bucket | CfnBucket]>([
    [
      'a Bucket that has notifications of its own',
      undefined,
      (stack) => {
        const bucket = new Bucket(stack, 'Bucket');
        addNotification(bucket, stack);
        return bucket;
      },
    ],
    ['a CfnBucket', undefined, (stack) => new CfnBucket(stack, 'Bucket')],
    ['a CfnBucket by its name', NAME, (stack) => new CfnBucket(stack, 'Bucket', { bucketName: NAME })],
    [
      'a CfnBucket with others',
      undefined,
      (stack) => new CfnBucket(stack, 'Bucket', { notificationConfiguration: TOPICS }),
    ],
  ])(
    'a bucket whose notifications another stack adds fails at synthesis when they would be removed: %s',
    (_, name, make) => {
      expect(waitFor(twoStacks(make, name))).toThrow(removed);
    },
  );

  test('a bucket whose notifications another stack adds has a way out: EventBridge is turned on where they are added', () => {
    const app = new App();
    const bucket = new CfnBucket(new Stack(app, 'Lake'), 'Bucket');
    const elsewhere = new Stack(app, 'Cleaning');
    const reference = Bucket.fromBucketName(elsewhere, 'Landing', bucket.ref);
    addNotification(reference, elsewhere);
    reference.enableEventBridgeNotification();
    expect(waitFor(bucket, { eventBridgeEnabled: true })).not.toThrow();
  });

  test('a bucket is accepted when the notifications of another stack are those of another bucket', () => {
    const bucket = twoStacks((stack) => new CfnBucket(stack, 'Bucket', { bucketName: 'attic' }), NAME);
    expect(waitFor(bucket)).not.toThrow();
  });
});

describe('a CfnBucket', () => {
  const cfnBucket = (notificationConfiguration?: CfnBucketProps['notificationConfiguration']) =>
    new CfnBucket(newStack(), 'Bucket', { notificationConfiguration });

  test.each<[what: string, given: CfnBucketProps['notificationConfiguration'], expected: object]>([
    ['without notifications', undefined, RENDERED_ON],
    ['with others', TOPICS, { ...RENDERED_TOPICS, ...RENDERED_ON }],
    ['with others and EventBridge', { ...TOPICS, ...ON }, { ...RENDERED_TOPICS, ...RENDERED_ON }],
    ['with a list of none', { topicConfigurations: [] }, RENDERED_ON],
  ])('%s sends its events', (_, given, NotificationConfiguration) => {
    waitFor(cfnBucket(given))().hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration });
  });

  test.each<[what: string, given: CfnBucketProps['notificationConfiguration']]>([
    ['at synthesis', Lazy.any({ produce: () => ON })],
    ['at deployment', Fn.conditionIf('Live', ON, OFF) as never],
    ['at deployment, in part', { eventBridgeConfiguration: Fn.conditionIf('Live', {}, {}) }],
    [
      'at deployment, but for its parts',
      { eventBridgeConfiguration: { eventBridgeEnabled: Fn.conditionIf('A', true, false) } },
    ],
  ])('a CfnBucket is left as it is when its notifications are known %s', (_, given) => {
    const bucket = cfnBucket(given);
    expect(waitFor(bucket)).not.toThrow();
    expect(bucket.notificationConfiguration).toBe(given);
  });

  const message =
    'bucket Dashboards/Bucket has a notificationConfiguration without EventBridge: ' +
    'add eventBridgeConfiguration: { eventBridgeEnabled: true } to it';

  test.each<[what: string, given: CfnBucketProps['notificationConfiguration']]>([
    ['off', OFF],
    ['undefined on purpose', { eventBridgeConfiguration: undefined }],
    ['known at synthesis to be absent', Lazy.any({ produce: () => TOPICS })],
  ])('a CfnBucket fails at synthesis when EventBridge is %s', (_, given) => {
    expect(waitFor(cfnBucket(given))).toThrow(message);
  });

  test.each<[what: string, later: (bucket: CfnBucket) => void]>([
    [
      'its notificationConfiguration is set after addDataSet',
      (bucket) => {
        bucket.notificationConfiguration = TOPICS;
      },
    ],
    [
      'it is switched off by an override',
      (bucket) =>
        bucket.addPropertyOverride('NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled', false),
    ],
    [
      'its notifications are deleted by an override',
      (bucket) => bucket.addPropertyDeletionOverride('NotificationConfiguration'),
    ],
  ])('a CfnBucket fails at synthesis when %s', (_, later) => {
    const bucket = cfnBucket();
    const synthesized = waitFor(bucket);
    later(bucket);
    expect(synthesized).toThrow(message);
  });
});
