import { ALL_DAY } from './public/all-day';
import { BURSTS } from './public/bursts';
import { BY_DAY } from './public/by-day';
import type { WeeklyKind } from './weekly-habits';

/**
 * Weekly kinds after public schedules and documentation, each with the address of its source, that are never tuned on. They
 * were written when the pace was finished, without a look at it.
 */
export const WEEKLY_PUBLIC: readonly WeeklyKind[] = [...ALL_DAY, ...BY_DAY, ...BURSTS];
