import { HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { violationsOf } from '../../../sim/checks/invariants';
import { ManyDataSets } from '../../support/many-data-sets';

jest.setTimeout(120_000);

const overlaps = (many: ManyDataSets): number =>
  violationsOf(many.world, 32, false).filter(({ rule }) => rule === 'one at a time').length;

/** Of our ingestions, that run now. */
const running = (many: ManyDataSets): number =>
  many.world.quickSight.ingestions.filter(({ endsAt }) => endsAt > many.world.clock.now()).length;

describe('a ledger that is restored to an older state', () => {
  test.each([
    ['before data landed', 0, 2 * MINUTE],
    ['when it had landed', 30 * SECOND, 2 * MINUTE],
    ['while an ingestion ran that it does not know of', 0, 5 * MINUTE],
    ['hours later', 0, 3 * HOUR],
  ])(
    'a ledger restored to an older state, %s: nothing overlaps, and what landed is covered',
    async (_, backedUpAfter, restoredAfter) => {
      const many = new ManyDataSets({ count: 10 });
      many.land();
      await many.run(HOUR);
      if (backedUpAfter === 0) {
        const restore = many.world.backUp();
        many.land();
        await many.run(restoredAfter);
        restore();
      } else {
        many.land();
        await many.run(backedUpAfter);
        const restore = many.world.backUp();
        await many.run(restoredAfter - backedUpAfter);
        restore();
      }
      await many.run(4 * HOUR);
      expect(many.audit).toMatchObject({ covered: 20, lost: 0, reported: 0 });
      expect(overlaps(many)).toBe(0);
      expect(many.deadLetters).toEqual([]);
    },
  );

  test('a ledger that is restored to hours back as the runbook has it, disable, wait, restore, enable, refresh --all, covers what landed', async () => {
    const many = new ManyDataSets({ count: 10 });
    many.land();
    await many.run(HOUR);
    const restore = many.world.backUp();
    for (let hour = 0; hour < 3; hour++) {
      many.land();
      await many.run(hour < 2 ? HOUR : 2 * MINUTE);
    }
    many.world.poller.enabled = false;
    while (running(many) > 0) {
      await many.run(MINUTE);
    }
    await many.run(MINUTE);
    restore();
    many.world.poller.enabled = true;
    many.land();
    await many.run(4 * HOUR);
    expect(many.audit).toMatchObject({ covered: 50, lost: 0, reported: 0 });
    expect(overlaps(many)).toBe(0);
  });
});
