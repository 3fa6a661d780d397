import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import type { RequestMessage } from '../contract';
import { written } from '../settings';
import { queueTarget, type TargetQueues } from './queue-target';

/** The queue as target of the rule for requests by name: its input transformer makes the request message. */
export class RequestTarget implements IRuleTarget {
  constructor(
    private readonly queues: TargetQueues,
    private readonly message: Omit<RequestMessage, 'time' | 'dataSetId'>,
  ) {}

  /** `<dataSetId>` stands outside quotes: EventBridge puts them around it, and escapes what is in it. */
  public bind(): ReturnType<IRuleTarget['bind']> {
    const head = JSON.stringify({ ...this.message, settings: written(this.message.settings) }).slice(0, -1);
    return queueTarget(this.queues, `${head},"time":<time>,"dataSetId":<dataSetId>}`, {
      time: '$.time',
      dataSetId: '$.detail.dataSetId',
    });
  }
}
