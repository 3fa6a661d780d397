import { HOUR } from '../../lambda/time';
import type { World } from '../world/world';
import type { Violation } from './invariants';

/** When nothing has been wrong for days, nothing that was forged is still called for. */
const QUIET = 4 * HOUR;

/** More messages than a seed has by far. */
const MOST_QUEUED = 5_000;

/** What is sent again and again, and arrives more than once each time, soon is so much that nothing else happens. */
export function isFlooded(world: World): boolean {
  return world.queue.all().length > MOST_QUEUED;
}

/**
 * What comes in ends, from any sender: a wake-up that was sent in the future is not sent again and again,
 * and a data set of a region that does not exist is given up.
 */
export function unbounded(world: World): Violation[] {
  const now = world.clock.now();
  const forged = world.queue.all().filter(({ body }) => {
    const { kind, sentAt } = JSON.parse(body) as { readonly kind?: string; readonly sentAt?: number };
    return kind === 'wake' && sentAt !== undefined && sentAt > now;
  });
  const called = world.occurrences.findLast(
    (occurrence) => occurrence.what === 'called' && !world.quickSight.hasRegionOf(occurrence.dataSetArn),
  );
  return [
    ...(isFlooded(world) ? [{ rule: 'bounded' as const, at: now, message: 'the queue grows without end' }] : []),
    ...(forged.length > 0
      ? [
          {
            rule: 'bounded' as const,
            at: now,
            message: `${forged.length} wake-ups of the future are still in the queue`,
          },
        ]
      : []),
    ...(called && called.at > now - QUIET
      ? [{ rule: 'bounded' as const, at: called.at, message: 'a region that does not exist is still called' }]
      : []),
  ];
}
