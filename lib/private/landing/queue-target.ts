import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { RuleTargetInput, type RuleTargetInputProperties } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/** EventBridge's own maximum: undelivered events are tried for a day, then kept in the queue for undelivered events. */
const RETRY_POLICY = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };

export interface TargetQueues {
  readonly queue: IQueue;
  readonly undeliveredQueue: IQueue;
}

/** The queue as target of a rule, with what the rule makes of an event. */
export function queueTarget(
  { queue, undeliveredQueue }: TargetQueues,
  inputTemplate: string,
  inputPathsMap: Readonly<Record<string, string>>,
): ReturnType<IRuleTarget['bind']> {
  return {
    arn: queue.queueArn,
    deadLetterConfig: { arn: undeliveredQueue.queueArn },
    retryPolicy: RETRY_POLICY,
    input: new TemplateInput({ inputTemplate, inputPathsMap }),
    targetResource: queue,
  };
}

class TemplateInput extends RuleTargetInput {
  constructor(private readonly properties: RuleTargetInputProperties) {
    super();
  }

  public override bind(): RuleTargetInputProperties {
    return this.properties;
  }
}
