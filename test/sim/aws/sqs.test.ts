import { QueueModel } from '../../../sim/aws/sqs';
import { VirtualClock } from '../../../sim/aws/virtual-clock';
import type { QueueResource } from '../../../sim/template/resources';
import { NOON } from '../../support/rows';

const twice = (): readonly number[] => [0, 0];
const queue = (clock: VirtualClock): QueueModel =>
  new QueueModel({ arn: 'arn:aws:sqs:eu-west-1:111122223333:queue' } as QueueResource, clock, undefined, twice);

describe('a queue that delivers twice', () => {
  test('what is sent arrives twice', () => {
    const model = queue(new VirtualClock(NOON));
    model.send('a landing');
    expect(model.all()).toHaveLength(2);
  });

  test('what is moved to it arrives once, and counts as sent: moved again and again it would fill the queue', () => {
    const clock = new VirtualClock(NOON);
    const [from, to] = [queue(clock), queue(clock)];
    const sent: string[] = [];
    to.onSent((body) => sent.push(body));
    from.send('a landing');
    expect(from.redriveTo(to)).toBe(2);
    expect(to.all()).toHaveLength(2);
    expect(sent).toEqual(['a landing', 'a landing']);
    expect(from.all()).toEqual([]);
  });
});
