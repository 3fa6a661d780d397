import { type Message, ReceiveMessageCommand, type SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { pluralize } from '../../lambda/format';
import { parse } from '../../lambda/message/parse';
import { dataSetName, type Place } from '../../lib/private/contract';
import { whoCalls } from '../aws/caller';
import { readDeployed } from '../aws/deployed-refresh';
import { permitted } from '../aws/permitted';
import { sqsClient } from '../aws/queue';
import { cell } from '../terminal/table';
import type { Context, Options } from '../verb';

/** As many messages as one reads; a redrive moves all of them. */
const SHOWN = 100;
/** How long a message that was shown is hidden. Seconds. */
const HIDDEN = 5;

export async function runRedrive(options: Options, { terminal, sleep }: Context): Promise<number> {
  const refresh = await readDeployed(options, await whoCalls());
  const { deployment, queueUrl, deadLetterQueueUrl } = refresh;
  const arnOf = (url: string): string | undefined => deployment.queues.find((each) => each.url === url)?.arn;
  const client = sqsClient();
  try {
    const messages = await peek(client, deadLetterQueueUrl);
    if (messages.length === 0) {
      terminal.print('the dead-letter queue is empty: nothing to redrive');
      return 0;
    }
    const more = messages.length >= SHOWN ? ' at least' : '';
    const lines = messages.map(({ Body = '' }) => `  ${describe(Body, deployment.environment)}`);
    terminal.print([`${pluralize(messages.length, 'message')}${more} in the dead-letter queue:`, ...lines].join('\n'));
    if (!options.yes) {
      terminal.print('nothing was moved: --yes moves them to the queue');
      return 0;
    }
    // what is hidden is not moved
    await sleep((HIDDEN + 1) * 1_000);
    await permitted('sqs:StartMessageMoveTask', () =>
      client.send(
        new StartMessageMoveTaskCommand({ SourceArn: arnOf(deadLetterQueueUrl), DestinationArn: arnOf(queueUrl) }),
      ),
    );
    terminal.print(`moving them; see how it goes: npx --no cdk-spice-refresh status --table ${refresh.tableName}`);
    return 0;
  } finally {
    client.destroy();
  }
}

async function peek(client: SQSClient, queueUrl: string): Promise<Message[]> {
  const byId = new Map<string, Message>();
  while (byId.size < SHOWN) {
    const { Messages = [] } = await permitted('sqs:ReceiveMessage', () =>
      client.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN }),
      ),
    );
    const before = byId.size;
    for (const message of Messages) {
      byId.set(message.MessageId ?? '', message);
    }
    if (byId.size === before) {
      break;
    }
  }
  return [...byId.values()];
}

/** What a message is about, never what it holds. */
function describe(body: string, own: Place): string {
  try {
    const message = parse(body);
    return message.kind === 'retry'
      ? `${cell(dataSetName(message.dataSetArn, own))}: ${cell(message.error)}: ${cell(message.message)}`
      : `a ${message.kind} message that could not be handled`;
  } catch (error) {
    return `a message that cannot be read: ${cell((error as Error).message)}`;
  }
}
