import { Lazy } from 'aws-cdk-lib';
import { type IRuleTarget, RuleTargetInput, type RuleTargetInputProperties } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import type { DataSetEntry, LandingMessage } from './contract';
import { charactersAtMost } from './tokens';

/** EventBridge's limit for an input template. */
export const TEMPLATE_CHARACTERS = 8_192;

/** EventBridge's own maximum: undelivered events are tried for a day, then kept in the queue for undelivered events. */
const RETRY_POLICY = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };

export interface LandingTargetProps {
  readonly queue: IQueue;
  readonly undeliveredQueue: IQueue;
  /** The landing message, but for what the event and the data sets bring. */
  readonly message: Omit<LandingMessage, 'time' | 'dataSets'>;
}

/** The queue as target of a rule: its input transformer makes the landing message. */
export class LandingTarget implements IRuleTarget {
  private readonly entries: DataSetEntry[] = [];

  constructor(
    private readonly scope: IConstruct,
    private readonly props: LandingTargetProps,
  ) {}

  /** Whether there was room for it. */
  public add(entry: DataSetEntry): boolean {
    if (charactersAtMost(this.scope, this.inputTemplate([...this.entries, entry])) > TEMPLATE_CHARACTERS) {
      return false;
    }
    this.entries.push(entry);
    return true;
  }

  public bind(): ReturnType<IRuleTarget['bind']> {
    return {
      arn: this.props.queue.queueArn,
      deadLetterConfig: { arn: this.props.undeliveredQueue.queueArn },
      retryPolicy: RETRY_POLICY,
      input: new LandingInput(Lazy.uncachedString({ produce: () => this.inputTemplate(this.entries) })),
      targetResource: this.props.queue,
    };
  }

  /** `<time>` stands outside quotes: the transformer puts them around a string itself. */
  private inputTemplate(dataSets: readonly DataSetEntry[]): string {
    const head = JSON.stringify(this.props.message).slice(0, -1);
    return `${head},"time":<time>,"dataSets":${JSON.stringify(dataSets)}}`;
  }
}

class LandingInput extends RuleTargetInput {
  constructor(private readonly inputTemplate: string) {
    super();
  }

  public override bind(): RuleTargetInputProperties {
    return { inputTemplate: this.inputTemplate, inputPathsMap: { time: '$.time' } };
  }
}
