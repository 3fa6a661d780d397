import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { Environment } from '../../lib/private/contract';
import { whereCalled } from './caller';
import { permitted } from './permitted';

/** A resource of a template, as far as it is read here. */
export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have the shape of their resource type
  readonly Properties?: Record<string, any>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

/** A stack as it is deployed. */
export interface DeployedStack {
  readonly name: string;
  readonly template: Template;
  /** What its resources are called, by logical id. */
  readonly physicalIds: ReadonlyMap<string, string>;
}

/** Where the parts of a SpiceRefresh are, as logical ids. */
export interface RefreshParts {
  readonly functionId: string;
  readonly tableId: string;
  readonly queueId?: string;
  readonly deadLetterQueueId?: string;
}

/** The stack with this name or id. */
export async function readStack(stackName: string): Promise<DeployedStack> {
  const client = new CloudFormationClient({});
  try {
    const physicalIds = new Map<string, string>();
    await permitted('cloudformation:ListStackResources', async () => {
      for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
        for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries as StackResourceSummary[]) {
          physicalIds.set(LogicalResourceId as string, PhysicalResourceId ?? '');
        }
      }
    }).catch(async (error: Error) => {
      throw error.name === 'ValidationError' && /does not exist/.test(error.message)
        ? new Error(`no stack ${stackName} ${await whereCalled()}`)
        : error;
    });
    const { TemplateBody = '' } = await permitted('cloudformation:GetTemplate', () =>
      client.send(new GetTemplateCommand({ StackName: stackName })),
    );
    return { name: stackName, template: parseTemplate(TemplateBody, `stack ${stackName}`), physicalIds };
  } finally {
    client.destroy();
  }
}

/** The name of the stack that a table belongs to. */
export async function stackOfTable(tableName: string): Promise<string> {
  const client = new CloudFormationClient({});
  try {
    const resources = await permitted('cloudformation:DescribeStackResources', async () => {
      const { StackResources } = await client.send(
        new DescribeStackResourcesCommand({ PhysicalResourceId: tableName }),
      );
      return StackResources ?? [];
    }).catch((error: Error) => {
      if (error.name === 'ValidationError') {
        return [];
      }
      throw error;
    });
    const name = resources.find(({ PhysicalResourceId }) => PhysicalResourceId === tableName)?.StackName;
    if (!name) {
      throw new Error(`table ${tableName} is of no stack ${await whereCalled()}, or give --stack NAME`);
    }
    return name;
  } finally {
    client.destroy();
  }
}

/**
 * @param name of what it was read from, for errors
 */
export function parseTemplate(text: string, name: string): Template {
  let template: Partial<Template>;
  try {
    template = JSON.parse(text);
  } catch {
    throw new Error(`${name} has no JSON template: got ${text.length} characters, expected what cdk synth writes`);
  }
  if (typeof template.Resources !== 'object' || template.Resources === null) {
    throw new Error(`${name} has a template without Resources: expected what cdk synth writes`);
  }
  return template as Template;
}

/** Every SpiceRefresh of a template: a function that has a ledger. */
export function refreshesOf({ Resources }: Template): RefreshParts[] {
  return Object.entries(Resources).flatMap(([functionId, { Type, Properties }]) => {
    const variables: Record<string, { Ref?: string }> = Properties?.Environment?.Variables ?? {};
    const tableId = variables[Environment.LEDGER_TABLE]?.Ref;
    return Type === 'AWS::Lambda::Function' && tableId
      ? [
          {
            functionId,
            tableId,
            queueId: variables[Environment.QUEUE_URL]?.Ref,
            deadLetterQueueId: variables[Environment.DEAD_LETTER_QUEUE_URL]?.Ref,
          },
        ]
      : [];
  });
}

/** The one SpiceRefresh of a stack, or the one of several that has this ledger table. */
export function onlyRefreshOf({ name, template, physicalIds }: DeployedStack, tableName?: string): RefreshParts {
  const all = refreshesOf(template);
  const [parts, ...more] = tableName ? all.filter(({ tableId }) => physicalIds.get(tableId) === tableName) : all;
  if (!parts) {
    throw new Error(
      tableName
        ? `stack ${name} has no SpiceRefresh with the ledger table ${tableName}`
        : `stack ${name} has no SpiceRefresh: give the name of the stack that has it`,
    );
  }
  if (more.length > 0) {
    const tables = all.map(({ tableId }) => physicalIds.get(tableId));
    throw new Error(
      `stack ${name} has ${tables.length} of them: choose one with --table ${tables.join(' or --table ')}`,
    );
  }
  return parts;
}
