import { isDeepStrictEqual } from 'node:util';
import { isAbout } from './about';
import { CLOCKS_DIFFER, type Evidence } from './audit';
import type { Violation } from './invariants';

/**
 * In the end a data set has the settings of the newest message that named it, in whatever order they came. Of messages
 * that are about as old as the newest, each may count as that.
 */
export function outdatedSettings(world: Evidence): Violation[] {
  return [...world.ledger.values()].flatMap(({ dataSetArn, settings }) => {
    const undelivered = world.deadLetterQueue.all().filter((message) => isAbout(message, dataSetArn));
    const given = world.occurrences.flatMap((occurrence) => {
      if (occurrence.what !== 'landed' || occurrence.dataSetArn !== dataSetArn || !occurrence.settings) {
        return [];
      }
      // a time in the future counts as the time at which the message was received
      const time = Date.parse(occurrence.event.time);
      const [least, most] = [
        Math.min(time, occurrence.at) - CLOCKS_DIFFER,
        Math.max(time, occurrence.at) + CLOCKS_DIFFER,
      ];
      // one in the dead-letter queue may have been applied before its reconcile failed, or brings its settings with a redrive
      const mayBeUnread = undelivered.some(({ body }) => body.includes(`"${occurrence.event.time}"`));
      return [{ least, most, mayBeUnread, settings: occurrence.settings }];
    });
    const applied = given.filter(({ mayBeUnread }) => !mayBeUnread);
    if (applied.length === 0) {
      // no rule names the data set, or no message of one was surely read: requests and forged messages bring their own
      return [];
    }
    const newest = Math.max(...applied.map(({ least }) => least));
    return given.some(({ most, settings: candidate }) => most >= newest && isDeepStrictEqual(candidate, settings))
      ? []
      : [
          {
            rule: 'settings',
            at: world.clock.now(),
            message: `${dataSetArn} does not have the settings of its newest landing message`,
          },
        ];
  });
}
