import { parse } from '../../lambda/message/parse';
import { pausedBy } from '../../lambda/pause';
import { type DataSetEntry, Environment, type RefreshSettings } from '../../lib/private/contract';
import { type Deployment, deploy } from '../../sim/template/deployment';
import { type Options, UsageError } from '../verb';
import type { Caller } from './caller';
import { onlyRefreshOf, type RefreshParts, readStack, refreshesOf, stackOfTable, type Template } from './stack';

/** A data set of a SpiceRefresh, as its rules name it. */
export interface ConfiguredDataSet {
  readonly arn: string;
  readonly settings: RefreshSettings;
  readonly landingEvents: readonly string[];
}

/** A SpiceRefresh as its template has it, with the names that its resources have. */
export interface ConfiguredRefresh {
  readonly deployment: Deployment;
  readonly tableName: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly functionName: string;
  readonly logGroupName: string;
  /** Name or ARN of the event bus that outcome events are put on. */
  readonly outcomeBus: string;
  /** Whether the app pauses a data set: `paused` or `enabled: false`. */
  isPaused(dataSetArn: string): boolean;
  /** Options that name it to another verb: `--stack NAME`. Absent for a template that is not deployed. */
  readonly named?: string;
  readonly dataSets: readonly ConfiguredDataSet[];
}

/** Every SpiceRefresh of a template that is not deployed. */
export function refreshesOfTemplate(template: Template, caller: Caller): ConfiguredRefresh[] {
  return refreshesOf(template).map((parts) => configured(template, caller, parts));
}

/** The SpiceRefresh that `--stack`, `--table` or both name. */
export async function readDeployed({ stack, table }: Options, caller: Caller): Promise<ConfiguredRefresh> {
  const tableName = typeof table === 'string' ? table : undefined;
  if (typeof stack !== 'string' && tableName === undefined) {
    throw new UsageError('expected --stack NAME, the stack of the SpiceRefresh, or --table NAME, its ledger table');
  }
  const deployed = await readStack(typeof stack === 'string' ? stack : await stackOfTable(tableName as string));
  const parts = onlyRefreshOf(deployed, tableName);
  const named = `--stack ${deployed.name}${tableName ? ` --table ${tableName}` : ''}`;
  return { ...configured(deployed.template, caller, parts, deployed.physicalIds), named };
}

function configured(
  template: Template,
  { account, region, partition }: Caller,
  { functionId }: RefreshParts,
  physicalIds: ReadonlyMap<string, string> = new Map(),
): ConfiguredRefresh {
  // what other stacks export, or parameters bring, is known by its name at least
  const deployment = deploy(template, { account, region, partition, physicalIds, given: (name) => name });
  const name = physicalIds.get(functionId) ?? functionId;
  const { environment: variables = {}, logGroupName = '' } =
    deployment.functions.find((each) => each.name === name) ?? {};
  const queueUrl = variables[Environment.QUEUE_URL] ?? '';
  const queueArn = deployment.queues.find(({ url }) => url === queueUrl)?.arn;
  return {
    deployment,
    tableName: variables[Environment.LEDGER_TABLE] ?? '',
    queueUrl,
    deadLetterQueueUrl: variables[Environment.DEAD_LETTER_QUEUE_URL] ?? '',
    functionName: name,
    logGroupName,
    outcomeBus: variables[Environment.EVENT_BUS] ?? 'default',
    isPaused: pausedBy(variables[Environment.PAUSED], deployment.environment),
    dataSets: dataSetsOf(deployment, queueArn),
  };
}

/** What the rules' input transformers make of their events, but for the time. */
function dataSetsOf({ rules }: Deployment, queueArn: string | undefined): ConfiguredDataSet[] {
  const byArn = new Map<string, { entry: DataSetEntry; landingEvents: Set<string> }>();
  for (const { targets } of rules) {
    for (const { arn, inputTransformer } of targets) {
      const template = arn === queueArn ? inputTransformer?.InputTemplate : undefined;
      if (template === undefined || template.includes('<dataSetId>')) {
        continue;
      }
      const message = parse(filled(template, Object.keys(inputTransformer?.InputPathsMap ?? {})));
      for (const entry of message.kind === 'landing' ? message.dataSets : []) {
        const known = byArn.get(entry.arn) ?? { entry, landingEvents: new Set<string>() };
        known.landingEvents.add(message.kind === 'landing' ? message.landingEvent : '');
        byArn.set(entry.arn, known);
      }
    }
  }
  return [...byArn.values()].map(({ entry, landingEvents }) => ({ ...entry, landingEvents: [...landingEvents] }));
}

/** With something in the place of what an event brings. */
function filled(template: string, variables: readonly string[]): string {
  return variables.reduce(
    (text, name) => text.replaceAll(`<${name}>`, name === 'time' ? '"2000-01-01T00:00:00Z"' : '"any"'),
    template,
  );
}
