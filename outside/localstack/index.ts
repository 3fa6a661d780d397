import { type DeployedStack, deployStack } from '../emulator/stack';
import type { Judge } from '../judge';
import { startLocalStack } from './localstack-server';
import { Stream } from './stream';
import { User } from './user';
import { ACCOUNT, BUCKETS, LAKE, LAKE_STACK, LIVES, REGION, synthesize, type Variant } from './variants';

/** What LocalStack's community edition has no service for. */
const LACKING = [
  'AWS::CDK::Metadata',
  'AWS::DynamoDB::Table',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
];

/** Milliseconds since the event of an object that was just put. */
const RECENT = 60_000;

/** What keeps its physical id for as long as it is in the stack. */
const PERSISTENT = /Queue$|LogGroup|Role$|Key$/;

/** An emulator with queue policies and keys: S3, EventBridge, the input transformer and SQS, through updates to the end. */
export const localStack: Judge = {
  name: 'localstack',
  needs: ['python3.13'],
  async judge() {
    const server = await startLocalStack();
    const userOf = (accessKeyId: string): User =>
      new User(
        { endpoint: server.endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey: 'localstack' } },
        BUCKETS[accessKeyId] ?? '',
      );
    const [user, neighbour] = [userOf(ACCOUNT), userOf(LAKE)];
    try {
      const lives: Life[] = [];
      for (const [stack, variants] of Object.entries(LIVES)) {
        const life = new Life(stack, user, neighbour);
        for (const variant of variants) {
          await life.deploy(variant);
        }
        await life.end();
        lives.push(life);
      }
      const deployments = Object.values(LIVES).flat().length;
      const sum = (count: (life: Life) => number): number => lives.reduce((total, life) => total + count(life), 0);
      return {
        figures:
          `${deployments} deployments in 2 accounts, ${sum(({ landings }) => landings)} landings delivered, ` +
          `${sum(({ streamed }) => streamed)} more put during updates, no queue left`,
        findings: lives.flatMap(({ findings }) => findings),
      };
    } finally {
      user.leave();
      neighbour.leave();
      await server.stop();
    }
  },
};

/** An app's life. */
class Life {
  readonly findings: string[] = [];
  landings = 0;
  streamed = 0;
  private before?: { readonly variant: Variant; readonly stack: DeployedStack };
  private lakeIsThere = false;

  constructor(
    private readonly stackName: string,
    private readonly user: User,
    private readonly neighbour: User,
  ) {}

  async deploy(variant: Variant): Promise<void> {
    const find = (finding: string): void => {
      this.findings.push(`${variant.name}: ${finding}`);
    };
    const stream = this.before && new Stream(this.user, variant.dataSets);
    const stack = await this.update(variant);
    if (stream && this.before) {
      const { put, lost } = await stream.end(stack, this.before.variant.dataSets);
      this.streamed += put;
      lost.forEach(find);
    }
    replaced(this.before?.stack ?? stack, stack).forEach(find);
    (await this.early(stack)).forEach(find);
    (await this.user.orphans(stack)).map((rule) => `${rule} is still there`).forEach(find);
    (await this.misled(variant, stack)).forEach(find);
    this.before = { variant, stack };
  }

  private async update(variant: Variant): Promise<DeployedStack> {
    const { app, lake } = synthesize(this.stackName, variant);
    if (this.lakeIsThere && !lake) {
      await this.neighbour.remove(LAKE_STACK);
    }
    const stack = await deployStack(this.stackName, app, this.user.configuration, ACCOUNT, LACKING);
    if (lake) {
      await deployStack(LAKE_STACK, lake, this.neighbour.configuration, LAKE, LACKING);
    }
    this.lakeIsThere = lake !== undefined;
    return stack;
  }

  /** Deletes the stack. LocalStack says that every rule is deleted and keeps one of them: that is its own fault. */
  async end(): Promise<void> {
    const queues = await this.user.remove(this.stackName);
    this.findings.push(...queues.map((queue) => `after ${this.stackName} was deleted there is ${queue}`));
    for (const rule of await this.user.orphans({ resources: [], left: [] })) {
      await this.user.deleteRule(rule);
    }
  }

  /** Rules that were made before the policies of their queues let them send. */
  private async early(stack: DeployedStack): Promise<string[]> {
    const policy = 'AWS::SQS::QueuePolicy';
    const rule = 'AWS::Events::Rule';
    const order = await this.user.order(this.stackName, [policy, rule]);
    const last = order.findLastIndex(({ type }) => type === policy);
    const known = new Set(this.before?.stack.resources.map(({ LogicalResourceId }) => LogicalResourceId));
    return order
      .filter(({ type, id }, at) => type === rule && id.startsWith('SpiceRefresh') && at < last && !known.has(id))
      .filter(({ id }) => stack.resources.some(({ LogicalResourceId }) => LogicalResourceId === id))
      .map(({ id }) => `${id} comes before the policies of the queues`);
  }

  /** Objects that refresh another data set than theirs, or none. */
  private async misled({ dataSets }: Variant, stack: DeployedStack): Promise<string[]> {
    const found: string[] = [];
    for (const [id, prefix] of Object.entries(dataSets)) {
      await this.user.put(`${prefix}part-0.parquet`);
      const landings = await this.user.received(stack, 10);
      const ids = landings.flatMap(({ dataSetIds }) => dataSetIds);
      this.landings += ids.length;
      if (ids.join() !== id) {
        found.push(`an object at ${prefix} refreshes ${ids.join() || 'nothing'}, not ${id}`);
      }
      found.push(...landings.filter(({ ago }) => !(ago < RECENT)).map(() => `an object at ${prefix} has another time`));
    }
    await this.user.put('elsewhere/part-0.parquet');
    const astray = await this.user.received(stack, 2);
    return [...found, ...astray.map(({ dataSetIds }) => `an object elsewhere refreshes ${dataSetIds.join()}`)];
  }
}

/** What has another physical id than before, of the queues, the key, the roles and the log. */
function replaced(before: DeployedStack, now: DeployedStack): string[] {
  const ids = new Map(
    now.resources.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]),
  );
  return before.resources
    .filter(({ ResourceType = '', LogicalResourceId }) => PERSISTENT.test(ResourceType) && ids.has(LogicalResourceId))
    .filter(({ LogicalResourceId, PhysicalResourceId }) => ids.get(LogicalResourceId) !== PhysicalResourceId)
    .map(({ LogicalResourceId }) => `${LogicalResourceId} was replaced`);
}
