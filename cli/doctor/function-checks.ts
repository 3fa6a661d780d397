import {
  type EventSourceMappingConfiguration,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import type { ConfiguredRefresh } from '../aws/deployed-refresh';
import { permitted } from '../aws/permitted';
import type { Finding } from './finding';
import { orGone } from './or-gone';
import type { Unless } from './unless';

/** What Lambda says of a mapping whose queue it reads, or will soon. */
const READING = ['Creating', 'Enabling', 'Enabled', 'Updating'];

/** The function as it is now: whether it receives what its queue gets. */
export async function functionFindings(refresh: ConfiguredRefresh, unless: Unless): Promise<Finding[]> {
  const client = new LambdaClient({});
  try {
    const concurrency = await unless(reservedConcurrency(client, refresh.functionName), undefined);
    if (concurrency === 'GONE') {
      return [about(refresh, 'it is not there any more', 'deploy the stack again')];
    }
    const stopped =
      concurrency === 0
        ? [
            about(
              refresh,
              'its reserved concurrency is 0',
              `aws lambda delete-function-concurrency --function-name ${refresh.functionName}`,
            ),
          ]
        : [];
    const mappings = await unless(mappingsOf(client, refresh.functionName), undefined);
    return [...stopped, ...(mappings ? mappingFindings(refresh, mappings) : [])];
  } finally {
    client.destroy();
  }
}

/** A pure function of what is deployed and what Lambda says of it. */
export function mappingFindings(
  refresh: Pick<ConfiguredRefresh, 'deployment' | 'functionName' | 'queueUrl'>,
  mappings: readonly EventSourceMappingConfiguration[],
): Finding[] {
  const queue = refresh.deployment.queues.find(({ url }) => url === refresh.queueUrl);
  const own = mappings.filter(({ EventSourceArn }) => EventSourceArn === queue?.arn);
  if (own.length === 0) {
    const others = mappings.map(({ EventSourceArn = '' }) => EventSourceArn).join(', ');
    return [
      about(
        refresh,
        `no event source mapping connects it with queue ${lastPart(queue?.arn)}${others ? `, but one with ${others}` : ''}`,
        'deploy the stack again; if nothing has changed, remove the mapping from its template once',
      ),
    ];
  }
  const reading = own.filter(({ State = '' }) => READING.includes(State));
  const [mapping = {}] = reading.length > 0 ? reading : own;
  const { UUID, State, StateTransitionReason, LastProcessingResult = '' } = mapping;
  if (reading.length === 0) {
    const why = StateTransitionReason ? ` (${StateTransitionReason})` : '';
    return [
      about(
        refresh,
        `its event source mapping is ${State?.toLowerCase()}${why}`,
        `aws lambda update-event-source-mapping --uuid ${UUID} --enabled`,
      ),
    ];
  }
  // `OK` and `No records processed` are the others
  return LastProcessingResult.startsWith('PROBLEM')
    ? [
        about(
          refresh,
          `its event source mapping says '${LastProcessingResult}'`,
          'give the role of the function what it lacks, or look at its log',
        ),
      ]
    : [];
}

function about({ functionName }: Pick<ConfiguredRefresh, 'functionName'>, what: string, fix: string): Finding {
  const why = 'messages stay in the queue, for 14 days at most, and nothing is refreshed';
  return { level: 'error', check: 'function', subject: `function ${functionName}`, what, why, fix };
}

/** `undefined`: as many as the account has. */
function reservedConcurrency(client: LambdaClient, FunctionName: string): Promise<number | 'GONE' | undefined> {
  return permitted('lambda:GetFunctionConcurrency', async () => {
    const answer = await orGone(client.send(new GetFunctionConcurrencyCommand({ FunctionName })));
    return answer === 'GONE' ? answer : answer.ReservedConcurrentExecutions;
  });
}

function mappingsOf(client: LambdaClient, FunctionName: string): Promise<EventSourceMappingConfiguration[]> {
  return permitted('lambda:ListEventSourceMappings', async () => {
    const found: EventSourceMappingConfiguration[] = [];
    for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, { FunctionName })) {
      found.push(...EventSourceMappings);
    }
    return found;
  });
}

const lastPart = (arn = ''): string => arn.slice(arn.lastIndexOf(':') + 1);
