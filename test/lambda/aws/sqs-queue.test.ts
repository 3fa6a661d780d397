import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SqsQueue } from '../../../lambda/aws/sqs-queue';
import { parse } from '../../../lambda/message/parse';
import { NOWHERE } from '../../support/local/loopback';
import { aRetry, aWake } from '../../support/rows';

const client = new SQSClient(NOWHERE);
const send = jest.spyOn(client, 'send');
const queue = new SqsQueue(client, 'https://sqs/queue', 'https://sqs/dead-letters');

beforeEach(() => {
  send.mockReset();
  send.mockImplementation(() => Promise.resolve({}));
});

function sent(): SendMessageCommand['input'] {
  expect(send).toHaveBeenCalledTimes(1);
  const command = send.mock.calls[0]?.[0] as SendMessageCommand;
  expect(command).toBeInstanceOf(SendMessageCommand);
  return command.input;
}

test('a wake-up goes to the queue, with its delay, and can be read there', async () => {
  await queue.wake(aWake(), 900);
  expect(sent()).toMatchObject({ QueueUrl: 'https://sqs/queue', DelaySeconds: 900 });
  expect(parse(sent().MessageBody ?? '')).toEqual(aWake());
});

test('a wake-up that is due is sent without delay, whatever the queue has for its own', async () => {
  await queue.wake(aWake(), 0);
  expect(sent().DelaySeconds).toBe(0);
});

test('a failed refresh goes to the dead-letter queue, and can be read when it is redriven', async () => {
  await queue.deadLetter(aRetry());
  expect(sent()).toMatchObject({ QueueUrl: 'https://sqs/dead-letters' });
  expect(parse(sent().MessageBody ?? '')).toEqual(aRetry());
});

test('an error of the queue is the caller’s', async () => {
  send.mockImplementation(() => Promise.reject(new Error('no such queue')));
  await expect(queue.wake(aWake(), 0)).rejects.toThrow('no such queue');
  await expect(queue.deadLetter(aRetry())).rejects.toThrow('no such queue');
});
