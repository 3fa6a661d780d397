import { dataSetArn } from '../../sim/template/environment';
import type { HttpAnswer, HttpRequest } from '../servers/faulty-proxy';
import type { AccountDescription, DescribedDataSet } from './description';

/** Items of a page: few, so that there are several. */
const PAGE = 4;

interface Route {
  readonly action: string;
  readonly method: string;
  readonly path: RegExp;
  answer(account: AccountDescription, match: RegExpExecArray, request: HttpRequest): HttpAnswer;
}

/**
 * QuickSight's calls that list and describe, and `TagResource`.
 *
 * @see https://docs.aws.amazon.com/quicksight/latest/APIReference/API_Operations.html
 */
const ROUTES: readonly Route[] = [
  {
    action: 'ListDataSets',
    method: 'GET',
    path: /^\/accounts\/(\d+)\/data-sets$/,
    answer: (account, _, request) =>
      page(
        'DataSetSummaries',
        account.dataSets.map((each) => ({ ...identityOf(account, each), UseAs: each.useAs })),
        request,
      ),
  },
  {
    action: 'ListDataSources',
    method: 'GET',
    path: /^\/accounts\/(\d+)\/data-sources$/,
    answer: (account, _, request) => page('DataSources', account.dataSources, request),
  },
  {
    action: 'DescribeDataSet',
    method: 'GET',
    path: /^\/accounts\/(\d+)\/data-sets\/([^/]+)$/,
    answer: (account, [, , id = '']) =>
      withDataSet(account, id, (each) =>
        each.refusal
          ? refuse(400, each.refusal.error, each.refusal.message)
          : json({ DataSet: { ...identityOf(account, each), ...each.body } }),
      ),
  },
  {
    action: 'ListIngestions',
    method: 'GET',
    path: /^\/accounts\/(\d+)\/data-sets\/([^/]+)\/ingestions$/,
    answer: (account, [, , id = ''], request) =>
      withDataSet(account, id, ({ ingestions = [] }) => page('Ingestions', ingestions, request)),
  },
  {
    action: 'ListRefreshSchedules',
    method: 'GET',
    path: /^\/accounts\/(\d+)\/data-sets\/([^/]+)\/refresh-schedules$/,
    answer: (account, [, , id = '']) =>
      withDataSet(account, id, ({ schedules = [] }) => json({ RefreshSchedules: schedules })),
  },
  {
    action: 'DescribeDataSetRefreshProperties',
    method: 'GET',
    path: /^\/accounts\/(\d+)\/data-sets\/([^/]+)\/refresh-properties$/,
    answer: (account, [, , id = '']) =>
      withDataSet(account, id, ({ lookBackWindow }) =>
        lookBackWindow
          ? json({
              DataSetRefreshProperties: {
                RefreshConfiguration: {
                  IncrementalRefresh: { LookbackWindow: { ColumnName: 'day', Size: 1, SizeUnit: 'DAY' } },
                },
              },
            })
          : refuse(404, 'ResourceNotFoundException', 'no refresh properties'),
      ),
  },
  {
    action: 'ListTagsForResource',
    method: 'GET',
    path: /^\/resources\/(.+)\/tags$/,
    answer: (account, [, arn = '']) =>
      withDataSet(account, arn.slice(arn.indexOf('/') + 1), ({ tags }) =>
        json({ Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
      ),
  },
  {
    action: 'TagResource',
    method: 'POST',
    path: /^\/resources\/(.+)\/tags$/,
    answer: (account, [, arn = ''], request) =>
      withDataSet(account, arn.slice(arn.indexOf('/') + 1), ({ tags }) => {
        for (const { Key, Value } of JSON.parse(request.body.toString()).Tags) {
          tags[Key] = Value;
        }
        return json({});
      }),
  },
];

/** `undefined`: it is none of these calls. */
export function answerQuickSight(account: AccountDescription, request: HttpRequest): HttpAnswer | undefined {
  const found = routeOf(request);
  return found?.route.answer(account, found.match, request);
}

/** The IAM action of one of these calls. */
export function quickSightActionOf(request: HttpRequest): string | undefined {
  const found = routeOf(request);
  return found && `quicksight:${found.route.action}`;
}

function routeOf(request: HttpRequest): { route: Route; match: RegExpExecArray } | undefined {
  const path = decodeURIComponent(new URL(request.path, 'http://localhost').pathname);
  for (const route of ROUTES) {
    const match = route.method === request.method ? route.path.exec(path) : null;
    if (match) {
      return { route, match };
    }
  }
  return undefined;
}

function identityOf(account: AccountDescription, { id, name, spice }: DescribedDataSet): object {
  return { Arn: dataSetArn(account, id), DataSetId: id, Name: name, ImportMode: spice ? 'SPICE' : 'DIRECT_QUERY' };
}

function withDataSet(
  account: AccountDescription,
  id: string,
  answer: (dataSet: DescribedDataSet) => HttpAnswer,
): HttpAnswer {
  const found = account.dataSets.find((each) => each.id === id);
  return found ? answer(found) : refuse(404, 'ResourceNotFoundException', `Data set ${id} is not found`);
}

function page(name: string, items: readonly unknown[], { path }: HttpRequest): HttpAnswer {
  const from = Number(new URL(path, 'http://localhost').searchParams.get('next-token') ?? 0);
  const next = from + PAGE < items.length ? { NextToken: String(from + PAGE) } : {};
  return json({ [name]: items.slice(from, from + PAGE), ...next });
}

function refuse(status: number, error: string, message: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error },
    body: JSON.stringify({ Message: message }),
  };
}

function json(body: object): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
