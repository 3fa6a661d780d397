import { HOUR } from '../../lambda/time';
import { DATA_SET_DIMENSION, METRICS_NAMESPACE } from '../../lib/private/contract';
import { SAVED_QUERIES } from '../../lib/private/monitoring/saved-queries';
import { deploy } from '../../sim/template/deployment';
import { ENVIRONMENT } from '../../sim/template/environment';
import { Operator, synthesizeMonitored } from '../support/operator';
import { some } from '../support/some';

/** Names that are written are names that are read: what alarms, dashboard and saved queries ask for is there. */
const template = synthesizeMonitored();
const deployment = deploy(template, ENVIRONMENT);
let operator: Operator;

beforeAll(async () => {
  operator = await new Operator(deployment).begin();
  operator.plans.push(
    { status: 'FAILED', error: { type: 'QUERY_TIMEOUT', message: 'slow' } },
    { status: 'FAILED', error: { type: 'SQL_TABLE_NOT_FOUND', message: 'gone' } },
  );
  operator.land();
  operator.world.queue.send('hello');
  await operator.wait(HOUR);
}, 60_000);

const hasData = (namespace: string, name: string, dimensions: Record<string, string>): boolean =>
  operator.operations.data.between({ namespace, name, dimensions }, 0, Number.POSITIVE_INFINITY).length > 0;

describe('metrics', () => {
  /** What AWS sends only where there is something to report. */
  const SILENT = ['Errors', 'FailedInvocations', 'SPICECapacityConsumedInMB'];

  const spoken = deployment.alarms.filter(
    ({ metrics }) => !Object.values(metrics).some(({ name }) => SILENT.includes(name)),
  );

  test.each(spoken)('metrics of the alarm $name are written', ({ metrics }) => {
    for (const { namespace, name, dimensions } of Object.values(metrics)) {
      expect(hasData(namespace, name, { ...dimensions })).toBe(true);
    }
  });

  test('metrics of the dashboard are written', () => {
    const [{ Properties }] = some(
      Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard'),
    );
    const body = String(
      JSON.stringify(
        Properties?.DashboardBody['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'X')),
      ),
    );
    const asked = [
      ...JSON.parse(body)
        .join('')
        .matchAll(/\["SpiceRefresh","(\w+)","(\w+)","([^"]+)"(?:,"Reason","(\w+)")?/g),
    ];
    expect(asked.length).toBeGreaterThan(30);
    const functionName = deployment.functions[0]?.name as string;
    const missing = asked.filter(([, name = '', dimension = '', , reason]) => {
      const value = dimension === DATA_SET_DIMENSION ? 'sales' : functionName;
      // a reason that did not occur has no data; that its name is one is what TypeScript sees to
      return reason === undefined && !hasData(METRICS_NAMESPACE, name, { [dimension]: value });
    });
    expect(missing.map(([whole]) => whole)).toEqual([]);
    const reasons = asked.filter(([, name, , , reason]) => reason !== undefined && name === 'Decisions');
    const counted = reasons.filter(([, , , , Reason = '']) =>
      hasData(METRICS_NAMESPACE, 'Decisions', { FunctionName: functionName, Reason }),
    );
    expect(counted.length).toBeGreaterThan(5);
  });
});

describe('fields of the log', () => {
  const paths = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => [`${path}${key}`, ...paths(inner, `${path}${key}.`)])
      : [];

  test.each(Object.entries(SAVED_QUERIES))('fields of the log that %s asks for are written', (_, { query }) => {
    const { fields = [], filterStatements = [], statsStatements = [], sort = '' } = query;
    const text = [...fields, ...filterStatements, ...statsStatements, sort].join(' ').replace(/"[^"]*"|\/[^/]*\//g, '');
    const made = [...text.matchAll(/ as (\w+)/g)].map(([, name]) => name as string);
    const WORDS = ['as', 'by', 'bin', 'h', 'count', 'coalesce', 'ispresent', 'like', 'asc', 'desc', 'timestamp'];
    const asked = [...text.matchAll(/[a-zA-Z][\w.]*/g)]
      .map(([word]) => word)
      .filter((word) => !WORDS.includes(word) && !made.includes(word));
    const written = new Set(operator.operations.log.flatMap(({ fields: line }) => paths(line)));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => !written.has(name))).toEqual([]);
  });

  test('a query for what is not there would be found', () => {
    const written = operator.operations.log.flatMap(({ fields: line }) => paths(line));
    expect(written).toContain('outcome.detailType');
    expect(written).not.toContain('detailType');
  });
});
