import { MINUTE, SECOND } from '../../lambda/time';
import { COVER_MARGIN } from '../../lambda/timing';
import { type Policy, simulate } from '../../sim/plan/policy-run';
import { rounded } from '../measure/figure';
import type { Section } from '../measure/section';
import { leastTotalLag } from './lower-bound';
import { NEAR_QUOTA } from './near-quota';
import { hourly, QUOTA, spaced, thisProject, tokenBucket } from './policies';
import { geometricMean, goalOf, slug, tableLine, twoDigits } from './ratios';
import { draw, HELD_OUT, type Kind, TUNED } from './traces';

/**
 * How fresh does each policy keep a data set, against the best anybody could do with hindsight? Of each kind of trace,
 * the mean lag over the lower bound.
 */

const INGESTION_SECONDS = 300;

/** Each kind is drawn with these seeds, its days shifted against UTC by these hours. */
const DRAWS = [0, 7, 15.25, 4, 11.5, 19, 21.75, 2].map((phase, i) => ({ seed: i + 1, phase }));

const TUNED_GOAL = { geometricMean: 1.24, worst: 1.8 };
const HELD_OUT_GOAL = { geometricMean: 1.42, worst: 2.1 };

/** Title of the column, and name in the figures. */
const POLICIES: readonly { readonly title: string; readonly name: string; readonly start: () => Policy }[] = [
  { title: 'this project', name: 'thisProject', start: () => thisProject(INGESTION_SECONDS) },
  { title: 'at once', name: 'atOnce', start: () => spaced(0) },
  { title: 'every 45 min', name: 'every45Minutes', start: () => spaced(45 * MINUTE) },
  { title: 'hourly', name: 'hourly', start: hourly },
  { title: 'bucket of 4', name: 'tokenBucket', start: () => tokenBucket(4) },
];

/** One kind of trace, and what each policy made of it. */
interface Row {
  readonly kind: string;
  /** Mean lag over the bound, geometric mean over the draws, by policy. */
  readonly ratios: readonly number[];
  /** Mean lag of the bound. */
  readonly boundSeconds: number;
  /** Most starts in any 24 hours, by policy. */
  readonly mostIn24h: readonly number[];
}

export function fiveDays(): Section {
  const tuned = TUNED.map(measure);
  const nearQuota = NEAR_QUOTA.map(measure);
  const heldOut = HELD_OUT.map(measure);
  const all = [...tuned, ...heldOut];
  const most = mostIn24h([...all, ...nearQuota], 0);
  return {
    text: [
      'Freshness: mean lag over the lower bound, which no policy can beat, even with hindsight.',
      `Five days of landings, ingestions of ${INGESTION_SECONDS / 60} minutes, ${QUOTA} in any 24 hours; for the bound, in each of the days.`,
      '',
      table('kinds the pace was tuned on', tuned, TUNED_GOAL),
      '',
      table('near the quota, or drifting, tuned on', nearQuota),
      '',
      table('held out', heldOut, HELD_OUT_GOAL),
    ].join('\n'),
    figures: {
      ...Object.fromEntries(
        all.map(({ kind, ratios }) => [`freshness.${slug(kind)}.vsLowerBound`, rounded(own(ratios))]),
      ),
      'freshness.geometricMean': rounded(geometricMean(all.map(({ ratios }) => own(ratios)))),
      'freshness.worst': rounded(Math.max(...all.map(({ ratios }) => own(ratios)))),
      'freshness.maxCallsIn24h': most,
      'freshness.tuned.geometricMean': rounded(geometricMean(tuned.map(({ ratios }) => own(ratios)))),
      'freshness.nearQuota.geometricMean': rounded(geometricMean(nearQuota.map(({ ratios }) => own(ratios)))),
      'freshness.heldOut.geometricMean': rounded(geometricMean(heldOut.map(({ ratios }) => own(ratios)))),
      ...Object.fromEntries(
        POLICIES.slice(1).map(({ name }, i) => [
          `freshness.${name}.geometricMean`,
          rounded(geometricMean(all.map(({ ratios }) => ratios[i + 1] as number))),
        ]),
      ),
    },
    breaches: most > QUOTA ? [`${most} starts in 24 hours: the quota is ${QUOTA}`] : [],
  };
}

function measure(kind: Kind): Row {
  const traces = DRAWS.map(({ seed, phase }) => draw(kind, seed, phase));
  const quota = { perDay: QUOTA, ingestionSeconds: INGESTION_SECONDS, marginSeconds: COVER_MARGIN / SECOND };
  // five days have the quota of five: counted from any other hour they would be parts of six
  const bounds = traces.map(
    ({ begin, landings }) => leastTotalLag(landings, { ...quota, daysFrom: begin }) / landings.length,
  );
  const outcomes = POLICIES.map(({ start }) =>
    traces.map(({ landings }) => simulate(landings, start(), INGESTION_SECONDS)),
  );
  return {
    kind: kind.name,
    ratios: outcomes.map((runs) => geometricMean(runs.map((run, i) => run.meanLagSeconds / (bounds[i] as number)))),
    boundSeconds: geometricMean(bounds),
    mostIn24h: outcomes.map((runs) => Math.max(...runs.map((run) => run.mostIn24h))),
  };
}

function table(title: string, rows: readonly Row[], goal?: typeof TUNED_GOAL): string {
  const ratios = (policy: number): number[] => rows.map((row) => row.ratios[policy] as number);
  const means = POLICIES.map((_, policy) => geometricMean(ratios(policy)));
  const worst = POLICIES.map((_, policy) => Math.max(...ratios(policy)));
  const most = POLICIES.map((_, policy) => mostIn24h(rows, policy));
  return [
    tableLine(title, [...POLICIES.map((policy) => policy.title), 'bound, min'], 'goal'),
    ...rows.map((row) =>
      tableLine(
        row.kind,
        [...row.ratios.map(twoDigits), (row.boundSeconds / 60).toFixed(1)],
        goalOf(own(row.ratios), goal?.worst),
      ),
    ),
    tableLine('geometric mean', [...means.map(twoDigits), ''], goalOf(own(means), goal?.geometricMean)),
    tableLine('worst', [...worst.map(twoDigits), ''], goalOf(own(worst), goal?.worst)),
    tableLine('most starts in 24 hours', [...most.map(String), ''], goalOf(own(most), QUOTA)),
  ].join('\n');
}

/** This project's is the first of the policies. */
const own = (values: readonly number[]): number => values[0] as number;

const mostIn24h = (rows: readonly Row[], policy: number): number =>
  Math.max(...rows.map((row) => row.mostIn24h[policy] as number));
