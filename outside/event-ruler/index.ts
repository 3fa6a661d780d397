import { dataSetsOf } from '../../lambda/message/inbox';
import { parse } from '../../lambda/message/parse';
import { matches } from '../../sim/aws/event-pattern/event-pattern';
import { transform } from '../../sim/aws/input-transformer';
import { seeded } from '../../sim/seeds/random';
import { deployCatalogue, onBus, rulesFor, WITH_SAMPLE } from '../../test/support/landing-event-catalogue';
import { deployForReceived, RECEIVED } from '../../test/support/received-events';
import { recordedPatterns } from '../../test/support/recorded-answers';
import type { Judge } from '../judge';
import { classOf, type Disagreement, type Finding } from './disagreements';
import { objectCreatedPatterns, patternsOf } from './library-patterns';
import { partsOf } from './parts';
import { RandomPairs } from './random-pairs';
import { type Answer, EventRuler, type Question } from './ruler';

/** EventBridge took patterns of complexity 9 and refused those of 11 (recorded on AWS): what is in between is not known. */
const MOST_COMPLEX = 9;

/** Each question has four events. */
const RANDOM_QUESTIONS = 3_000;

/** AWS's own matcher judges the library's patterns, and the matcher that the simulator has. */
export const eventRuler: Judge = {
  name: 'event-ruler',
  needs: ['java'],
  async judge({ seed }) {
    const ruler = await EventRuler.install();
    const parts = [
      await judgeCatalogue(ruler),
      await judgeComplexity(ruler),
      await judgeReceived(ruler),
      await judgeRecorded(ruler),
      await judgeSimulator(ruler, seed),
    ];
    return {
      figures: parts.map(({ figures }) => figures).join('; '),
      findings: parts.flatMap(({ findings }) => findings),
    };
  },
};

type Part = Awaited<ReturnType<Judge['judge']>>;

/** A documented event matches the patterns of its factory, and nothing that looks alike does. */
async function judgeCatalogue(ruler: EventRuler): Promise<Part> {
  const deployment = deployCatalogue();
  const cases = WITH_SAMPLE.map(([factory, { sample, failed, otherResource, lookAlikes = [] }]) => ({
    factory,
    expected: [sample, ...[failed, otherResource, ...lookAlikes].filter((event) => event !== undefined)].map(
      (event, at) => ({ event: onBus(event), matches: at === 0 }),
    ),
    rules: rulesFor(deployment, factory),
  }));
  const questions = cases.flatMap(({ factory, expected, rules }) =>
    rules.map((rule) => ({ factory, rule, pattern: rule.eventPattern, events: expected.map(({ event }) => event) })),
  );
  const answers = await ruler.answer(questions);
  const findings: string[] = [];
  for (const { factory, expected, rules } of cases) {
    const ours = answers.filter((_, at) => questions[at]?.factory === factory);
    findings.push(...refusals(factory, ours));
    expected.forEach((one, at) => {
      const matched = ours.some(
        (answer, rule) => 'matches' in answer && answer.matches[at] && counts(rules[rule] as Rule, one.event),
      );
      if (matched !== one.matches) {
        findings.push(`${factory}: ${matched ? 'matches' : 'does not match'} ${JSON.stringify(one.event)}`);
      }
    });
  }
  const events = cases.reduce((sum, { expected }) => sum + expected.length, 0);
  return { figures: `${cases.length} factories, ${events} samples and look-alikes`, findings };
}

type Rule = ReturnType<typeof rulesFor>[number];

/** Keys of staging files are not left out by the pattern, but by the function: it reads the key in the message. */
function counts(rule: Rule, event: unknown): boolean {
  return rule.targets.some((target) => dataSetsOf(parse(transform(target, event, rule))).length > 0);
}

async function judgeComplexity(ruler: EventRuler): Promise<Part> {
  const patterns = [...patternsOf(deployCatalogue()), ...objectCreatedPatterns()];
  const answers = await ruler.answer(patterns.map(({ eventPattern }) => ({ pattern: eventPattern, events: [] })));
  const complexities = answers.map((answer) => ('complexity' in answer ? answer.complexity : 0));
  const tooComplex = patterns.flatMap(({ name }, at) =>
    (complexities[at] ?? 0) > MOST_COMPLEX ? [`${name}: complexity ${complexities[at]}, at most ${MOST_COMPLEX}`] : [],
  );
  return {
    figures: `complexity of ${patterns.length} patterns up to ${Math.max(...complexities)}`,
    findings: [...new Set([...refusals('a pattern', answers), ...tooComplex])],
  };
}

/** Events as others received them: does each match the patterns of the data sets that wait for its resource? */
async function judgeReceived(ruler: EventRuler): Promise<Part> {
  const deployment = deployForReceived();
  const questions = RECEIVED.flatMap(({ event, dataSetId }, at) =>
    rulesFor(deployment, dataSetId).map(({ eventPattern }) => ({ at, pattern: eventPattern, events: [event] })),
  );
  const answers = await ruler.answer(questions);
  const matched = (at: number): boolean =>
    answers.some((answer, question) => questions[question]?.at === at && findingOf(answer, 0) === 'matches');
  return {
    figures: `${new Set(RECEIVED.map(({ name }) => name)).size} events that were received`,
    findings: RECEIVED.flatMap(({ name, dataSetId, lands }, at) =>
      matched(at) === lands ? [] : [`${name} ${lands ? 'is no' : 'is a'} landing for ${dataSetId}`],
    ),
  };
}

/** What AWS answered is what its matcher answers: where it is not, the version that is asked is not the one that runs. */
async function judgeRecorded(ruler: EventRuler): Promise<Part> {
  const recorded = recordedPatterns();
  const answers = await ruler.answer(recorded.map(({ pattern, event }) => ({ pattern, events: [event] })));
  return {
    figures: `${recorded.length} answers of AWS`,
    findings: recorded.flatMap(({ name, answer }, at) => {
      const given = answers[at] as Answer;
      // EventBridge refuses what is too complex; event-ruler only measures it
      const tooComplex = 'complexity' in given && given.complexity > MOST_COMPLEX;
      const finding = tooComplex ? 'refused' : findingOf(given, 0);
      return finding === answer ? [] : [`AWS answered of ${name}: ${answer}; event-ruler: ${finding}`];
    }),
  };
}

function findingOf(answer: Answer, at: number): Finding {
  if ('refused' in answer) {
    return 'refused';
  }
  return answer.matches[at] ? 'matches' : 'does not match';
}

async function judgeSimulator(ruler: EventRuler, seed: number): Promise<Part> {
  const pairs = new RandomPairs(seeded(seed));
  const questions = Array.from({ length: RANDOM_QUESTIONS }, () => pairs.question());
  const answers = await ruler.answer(questions);
  const counts: Record<Finding, number> = { matches: 0, 'does not match': 0, refused: 0 };
  const differing = questions.flatMap((question, at) => compare(question, answers[at] as Answer, counts));
  const byDesign = new Map<string, number>();
  const findings: string[] = [];
  for (const disagreement of await askOfParts(ruler, differing)) {
    const name = classOf(disagreement);
    if (name === undefined) {
      findings.push(`seed ${seed}, the simulator disagrees: ${JSON.stringify(disagreement)}`);
    } else {
      byDesign.set(name, (byDesign.get(name) ?? 0) + 1);
    }
  }
  const listed = [...byDesign].map(([name, count]) => `${count} ${name}`).join(', ');
  const total = questions.length * 4;
  return {
    figures:
      `${total} random pairs from seed ${seed} (${counts.matches} match, ${counts.refused} refused), ` +
      `different by design: ${listed || 'none'}`,
    findings,
  };
}

type Difference = Omit<Disagreement, 'ofParts'>;

/** Where the two do not say the same. */
function compare(
  { pattern, events }: Question,
  answer: Answer,
  counts: Record<Finding, number>,
): readonly Difference[] {
  return events.flatMap((event, at) => {
    const eventRuler = findingOf(answer, at);
    counts[eventRuler] += 1;
    const [simulator, refusal] = ask(pattern, event);
    return simulator === eventRuler ? [] : [{ pattern, event, simulator, refusal, eventRuler }];
  });
}

/** What event-ruler says of each condition on its own, where neither refuses the pattern. */
async function askOfParts(ruler: EventRuler, differing: readonly Difference[]): Promise<readonly Disagreement[]> {
  const questions = differing.flatMap(({ pattern, event, simulator, eventRuler }, at) => {
    const parts = [simulator, eventRuler].includes('refused') ? [] : partsOf(pattern as Record<string, unknown>);
    return parts.map((part) => ({ at, pattern: part, events: [event] }));
  });
  const answers = await ruler.answer(questions);
  return differing.map((difference, at) => {
    const ofParts = answers
      .filter((_, question) => questions[question]?.at === at)
      .map((answer) => findingOf(answer, 0));
    return { ...difference, ofParts: ofParts.includes('matches') ? 'matches' : (ofParts[0] ?? 'refused') };
  });
}

function ask(pattern: unknown, event: unknown): [Finding, string] {
  try {
    return [matches(pattern, event) ? 'matches' : 'does not match', ''];
  } catch (error) {
    return ['refused', (error as Error).message];
  }
}

function refusals(name: string, answers: readonly Answer[]): string[] {
  return answers.flatMap((answer) => ('refused' in answer ? [`${name} is refused: ${answer.refused}`] : []));
}
