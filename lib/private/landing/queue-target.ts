import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { TemplateInput } from '../template-input';

/** EventBridge's own maximum: undelivered events are tried for a day, then kept in the queue for undelivered events. */
const RETRY_POLICY = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };

export interface TargetQueues {
  readonly queue: IQueue;
  readonly undeliveredQueue: IQueue;
}

/** The queue as target of a rule, with what the rule makes of an event. */
export function queueTarget(
  queues: TargetQueues,
  inputTemplate: string,
  inputPathsMap: Readonly<Record<string, string>>,
): ReturnType<IRuleTarget['bind']> {
  return target(queues, new TemplateInput({ inputTemplate, inputPathsMap }));
}

/** The queue as target of a rule, with a message that is always the same. */
export function constantTarget(queues: TargetQueues, message: object): ReturnType<IRuleTarget['bind']> {
  return target(queues, RuleTargetInput.fromObject(message));
}

function target({ queue, undeliveredQueue }: TargetQueues, input: RuleTargetInput): ReturnType<IRuleTarget['bind']> {
  return {
    arn: queue.queueArn,
    deadLetterConfig: { arn: undeliveredQueue.queueArn },
    retryPolicy: RETRY_POLICY,
    input,
    targetResource: queue,
  };
}
