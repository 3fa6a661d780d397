import { matches } from '../../../sim/aws/event-pattern/event-pattern';
import { type RecordedAnswer, recordedPatterns } from '../../support/recorded-answers';

const OPERATORS = ['anything-but', 'cidr', 'equals-ignore-case', 'exists', 'numeric', 'prefix', 'suffix', 'wildcard'];

function answer(pattern: unknown, event: unknown): RecordedAnswer {
  try {
    return matches(pattern, event) ? 'matches' : 'does not match';
  } catch {
    return 'refused';
  }
}

const RECORDED = recordedPatterns();

test.each(RECORDED)('The matcher answers as AWS did: $name $answer', ({ pattern, event, answer: recorded }) => {
  expect(answer(pattern, event)).toBe(recorded);
});

test('AWS was asked about each operator, and gave each kind of answer', () => {
  const said = (kind: RecordedAnswer) => RECORDED.filter(({ answer: recorded }) => recorded === kind);
  for (const operator of [...OPERATORS, '$or']) {
    const asked = RECORDED.filter(({ pattern }) => JSON.stringify(pattern).includes(`"${operator}":`));
    expect([operator, asked.length > 1]).toEqual([operator, true]);
  }
  expect(RECORDED.length).toBeGreaterThanOrEqual(60);
  expect(
    Math.min(...(['matches', 'does not match', 'refused'] as const).map((kind) => said(kind).length)),
  ).toBeGreaterThan(20);
});
