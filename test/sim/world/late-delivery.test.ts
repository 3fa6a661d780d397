import type { LateLanding } from '../../../lambda/late-landing';
import { HOUR, MINUTE, SECOND } from '../../../lambda/time';
import { ManyDataSets } from '../../support/many-data-sets';

test('an event that arrives an hour after its time, with a refresh in between, is said and not refreshed again', async () => {
  const many = new ManyDataSets({ count: 1 });
  const { clock, occurrences } = many.world;
  const before = clock.now();
  await many.run(MINUTE);
  many.land();
  await many.run(HOUR);
  many.world.putEvent({ source: 'pipeline', 'detail-type': 'landed', detail: {} }, before);
  await many.run(HOUR);
  const said = occurrences.filter(({ what }) => what === 'late');
  const startedAt = many.world.quickSight.ingestions[0]?.createdAt as number;
  expect(said).toMatchObject([{ landing: { count: 1, time: before, queuedAt: before + HOUR + MINUTE } }]);
  expect(Math.abs((said[0] as { landing: LateLanding }).landing.startedAt - startedAt)).toBeLessThan(SECOND);
  expect(many.world.quickSight.ingestions).toHaveLength(1);
}, 60_000);
