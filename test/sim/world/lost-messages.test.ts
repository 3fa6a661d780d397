import { HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { ManyDataSets } from '../../support/many-data-sets';

jest.setTimeout(120_000);

describe('alive, whatever was lost', () => {
  test('the queue is purged 30 s after data landed: the next sweep brings it up', async () => {
    const many = new ManyDataSets({ count: 20 });
    many.land();
    await many.run(30 * SECOND);
    many.world.queue.purge();
    await many.run(80 * MINUTE);
    expect(many.audit).toMatchObject({ covered: 20, lost: 0, reported: 0, ingestions: 20 });
    const swept = many.world.occurrences.filter(({ what }) => what === 'swept');
    expect(swept).toHaveLength(20);
  });

  test('no wake-up ever arrives: data lands each hour, and none is older than two', async () => {
    const many = new ManyDataSets({
      count: 10,
      effect: () => async (name, perform) => (name === 'wake' ? (undefined as never) : perform()),
    });
    for (let hour = 0; hour < 6; hour++) {
      many.land();
      await many.run(HOUR);
    }
    await many.run(6 * HOUR);
    expect(many.audit).toMatchObject({ lost: 0 });
  });

  test('one in fifty wake-ups is lost', async () => {
    let sent = 0;
    const many = new ManyDataSets({
      count: 50,
      effect: () => async (name, perform) => (name === 'wake' && ++sent % 50 === 0 ? (undefined as never) : perform()),
    });
    for (let hour = 0; hour < 12; hour++) {
      many.land();
      await many.run(HOUR);
    }
    await many.run(3 * HOUR);
    expect(many.audit).toMatchObject({ covered: 600, lost: 0, reported: 0 });
    expect(many.deadLetters).toEqual([]);
  });

  test('the function is off for a day, and the wake-ups of that day are gone', async () => {
    const many = new ManyDataSets({ count: 20 });
    many.land();
    await many.run(30 * SECOND);
    many.world.poller.enabled = false;
    many.land();
    await many.run(24 * HOUR);
    many.world.queue.purge(({ body }) => body.includes('"kind":"wake"'));
    many.world.poller.enabled = true;
    await many.run(2 * HOUR);
    expect(many.audit).toMatchObject({ covered: 40, lost: 0, reported: 0 });
  });
});
