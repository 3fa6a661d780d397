import type { Section } from '../measure/section';
import { fiveDays } from './five-days';
import { fourWeeks } from './four-weeks';

/**
 * How fresh does each policy keep a data set, against the best that anybody could do with hindsight? Five days, against
 * simpler policies; and four weeks, against what the pace was before and what it could be.
 */
export function freshness(): Section {
  const parts = [fiveDays(), fourWeeks()];
  return {
    text: parts.map(({ text }) => text).join('\n\n'),
    figures: Object.assign({}, ...parts.map(({ figures }) => figures)),
    breaches: parts.flatMap(({ breaches }) => breaches),
  };
}
