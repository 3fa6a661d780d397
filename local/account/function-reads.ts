import { Environment } from '../../lib/private/contract';
import type { HttpAnswer, HttpRequest } from '../servers/faulty-proxy';
import { json } from './answers';
import type { AccountDescription } from './description';

const CONCURRENCY = /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/;
const MAPPINGS = /^\/2015-03-31\/event-source-mappings\/?$/;

/** The IAM action of a call of Lambda's. */
export function functionActionOf({ method, path }: HttpRequest): string | undefined {
  const { pathname } = new URL(path, 'http://localhost');
  if (method !== 'GET') {
    return undefined;
  }
  return CONCURRENCY.test(pathname)
    ? 'lambda:GetFunctionConcurrency'
    : MAPPINGS.test(pathname)
      ? 'lambda:ListEventSourceMappings'
      : undefined;
}

/** The calls of Lambda that read a function: as its stack has it, unless it is described otherwise. */
export function answerLambda(account: AccountDescription, { path }: HttpRequest): HttpAnswer | undefined {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const [, ofConcurrency] = CONCURRENCY.exec(pathname) ?? [];
  const name = decodeURIComponent(ofConcurrency ?? searchParams.get('FunctionName') ?? '');
  const described = account.functions?.[name];
  if (ofConcurrency !== undefined) {
    return described === 'gone'
      ? json(404, { __type: 'ResourceNotFoundException', Message: `Function not found: ${name}` })
      : json(200, { ReservedConcurrentExecutions: described?.reservedConcurrency });
  }
  if (!MAPPINGS.test(pathname)) {
    return undefined;
  }
  const mappings = described === 'gone' ? [] : (described?.mappings ?? [{}]);
  const EventSourceArn = queueOf(account, name);
  return json(200, {
    EventSourceMappings: mappings.map((mapping, at) => ({
      UUID: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      EventSourceArn,
      State: 'Enabled',
      LastProcessingResult: 'OK',
      ...mapping,
    })),
  });
}

/** The queue of a function, by its environment. */
function queueOf(
  { account, region, partition = 'aws', stacks = {} }: AccountDescription,
  functionName: string,
): string | undefined {
  for (const { template, physicalIds } of Object.values(stacks)) {
    const [logicalId = ''] = Object.entries(physicalIds).find(([, id]) => id === functionName) ?? [];
    const { Resources } = template as {
      Resources: Record<string, { Properties?: { Environment?: { Variables?: Record<string, { Ref?: string }> } } }>;
    };
    const queueId = Resources[logicalId]?.Properties?.Environment?.Variables?.[Environment.QUEUE_URL]?.Ref;
    const url = queueId === undefined ? undefined : physicalIds[queueId];
    if (url !== undefined) {
      return `arn:${partition}:sqs:${region}:${account}:${url.slice(url.lastIndexOf('/') + 1)}`;
    }
  }
  return undefined;
}
