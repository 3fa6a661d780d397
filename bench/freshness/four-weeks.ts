import { DAY, SECOND } from '../../lambda/time';
import { COVER_MARGIN } from '../../lambda/timing';
import { mean, simulate } from '../../sim/plan/policy-run';
import { seeded } from '../../sim/seeds/random';
import { rounded } from '../measure/figure';
import type { Section } from '../measure/section';
import { leastTotalLag } from './lower-bound';
import { paceBefore } from './pace-before';
import { QUOTA, thisProject } from './policies';
import { leastExpectedLag } from './rate-floor';
import { geometricMean, goalOf, slug, tableLine, twoDigits } from './ratios';
import { toldPace } from './told-pace';
import { onGrid, type Random } from './traces';
import { DAYS_IN_ALL, drawWeekly, type WeeklyKind, type WeeklyTrace } from './weekly-habits';
import { WEEKLY_HELD_OUT } from './weekly-held-out';
import { WEEKLY_PUBLIC } from './weekly-public';
import { WEEKLY_TUNED } from './weekly-tuned';

const INGESTION_SECONDS = 300;

/** Each kind is drawn with these seeds, its days shifted against UTC by these hours. */
const DRAWS = [0, 7, 15.25].map((phase, i) => ({ seed: 101 + i, phase }));
/** So many other traces of the same habits tell their true rates. */
const OTHERS = 10;

const PERIODS = [
  { name: 'weeks 2 to 4', from: 7, to: DAYS_IN_ALL, goal: { geometricMean: 1.48, worst: 2 } },
  { name: 'week 1', from: 0, to: 7, goal: { geometricMean: 1.58 } },
  { name: 'day one', from: 0, to: 1, goal: {} },
] as const;
type Goal = { readonly geometricMean?: number; readonly worst?: number };

const BURSTS = { kind: 'hourly bursts of 20 files in four minutes', goal: 1.25 };

const COLUMNS = ['this project', 'before', 'true rates', 'floor', 'bound, min'];
const POLICIES = 3;

/** Mean lag over the bound: of this project, of the pace before, of the rule that knows the rates, and of the floor. */
interface Ratios {
  readonly kind: string;
  readonly ratios: readonly (number | undefined)[];
  readonly boundSeconds: number;
}

export function fourWeeks(): Section {
  let most = 0;
  const measure = (kind: WeeklyKind): Ratios[] => {
    const draws = DRAWS.map(({ seed, phase }) => {
      const measured = measureDraw(kind, seed, phase);
      most = Math.max(most, measured.mostIn24h);
      return measured.periods;
    });
    return PERIODS.map((_, period) => {
      const some = draws.flatMap((periods) => periods[period] ?? []);
      return {
        kind: kind.name,
        ratios: COLUMNS.slice(0, -1).map((__, column) => meanOf(some.flatMap(({ ratios }) => ratios[column] ?? []))),
        boundSeconds: geometricMean(some.map(({ boundSeconds }) => boundSeconds)),
      };
    });
  };
  const sets = [
    { title: 'tuned on', name: 'tuned', kinds: WEEKLY_TUNED.map(measure) },
    { title: 'held out', name: 'heldOut', kinds: WEEKLY_HELD_OUT.map(measure) },
    { title: 'from public schedules', name: 'public', kinds: WEEKLY_PUBLIC.map(measure) },
  ];
  const tables = PERIODS.flatMap(({ name, goal }, period) =>
    sets.map(({ title, kinds }) =>
      table(
        `${name}, ${title}`,
        kinds.map((periods) => periods[period] as Ratios),
        goal,
      ),
    ),
  );
  return {
    text: [
      'Four weeks with habits of the week, drawn with the trace. Before: the pace that remembered three and a half days. True',
      `rates: today's rule with what lands on average in ${OTHERS} other traces of the same habits. Floor: what the best policy`,
      'that knows the rates can expect, where landings are independent of each other.',
      '',
      tables.join('\n\n'),
      '',
      tableLine('most starts in 24 hours', [String(most)], goalOf(most, QUOTA)),
    ].join('\n'),
    figures: Object.fromEntries([
      ...PERIODS.flatMap(({ name }, period) =>
        sets.flatMap((set) => {
          const own = set.kinds.map((periods) => periods[period]?.ratios[0] as number);
          const key = `freshness.${slug(name)}.${set.name}`;
          return [
            [`${key}.geometricMean`, rounded(geometricMean(own))],
            [`${key}.worst`, rounded(Math.max(...own))],
          ];
        }),
      ),
      ['freshness.fourWeeks.maxCallsIn24h', most],
    ]),
    breaches: most > QUOTA ? [`${most} starts in 24 hours: the quota is ${QUOTA}`] : [],
  };
}

function measureDraw(kind: WeeklyKind, seed: number, phase: number) {
  const trace = drawWeekly(kind, seed, phase);
  const { begin, landings } = trace;
  const others = Array.from({ length: OTHERS }, (_, i) => anotherTrace(trace, seeded(1_000 * seed + i)));
  const runs = [undefined, paceBefore(INGESTION_SECONDS), toldPace(others, INGESTION_SECONDS)].map((pace) =>
    simulate(landings, thisProject(INGESTION_SECONDS, undefined, undefined, pace), INGESTION_SECONDS),
  );
  const periods = PERIODS.map(({ from, to }) => {
    const isIn = (at: number): boolean => at >= begin + from * DAY && at < begin + to * DAY;
    const inPeriod = landings.filter(isIn);
    if (inPeriod.length === 0) {
      return undefined;
    }
    const boundSeconds =
      leastTotalLag(inPeriod, {
        perDay: QUOTA,
        daysFrom: begin,
        ingestionSeconds: INGESTION_SECONDS,
        marginSeconds: COVER_MARGIN / SECOND,
      }) / inPeriod.length;
    const lags = runs.map(({ lags: all }) => mean(all.filter((_, i) => isIn(landings[i] as number))));
    return { ratios: [...lags, floorOf(trace, from, to)].map((lag) => lag && lag / boundSeconds), boundSeconds };
  });
  return { periods, mostIn24h: Math.max(...runs.slice(0, 2).map(({ mostIn24h }) => mostIn24h)) };
}

const anotherTrace = ({ begin, habits }: WeeklyTrace, random: Random): number[] =>
  onGrid(habits.landings(random), begin);

function floorOf({ habits: { hourlyRate } }: WeeklyTrace, from: number, to: number): number | undefined {
  return (
    hourlyRate &&
    leastExpectedLag({
      hourlyRate,
      from: from * DAY,
      to: to * DAY,
      perDay: QUOTA,
      ingestionSeconds: INGESTION_SECONDS + COVER_MARGIN / SECOND,
    })
  );
}

const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : geometricMean(values);

function table(title: string, rows: readonly Ratios[], goal: Goal): string {
  const shown = (value: number | undefined): string => (value === undefined ? '' : twoDigits(value));
  const columns = COLUMNS.slice(0, POLICIES).map((_, column) => rows.map(({ ratios }) => ratios[column] as number));
  const [means, worst] = [columns.map(geometricMean), columns.map((column) => Math.max(...column))];
  return [
    tableLine(title, COLUMNS, 'goal'),
    ...rows.map(({ kind, ratios, boundSeconds }) =>
      tableLine(
        kind,
        [...ratios.map(shown), (boundSeconds / 60).toFixed(1)],
        goalOf(ratios[0] as number, goal.worst && kind === BURSTS.kind ? BURSTS.goal : goal.worst),
      ),
    ),
    tableLine('geometric mean', means.map(twoDigits), goalOf(means[0] as number, goal.geometricMean)),
    tableLine('worst', worst.map(twoDigits), goalOf(worst[0] as number, goal.worst)),
  ].join('\n');
}
