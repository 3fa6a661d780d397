import type { Pace } from './pace';
import { pricePace } from './price-pace';

/** The pace that ships. */
export const defaultPace: Pace = pricePace;
