import { DescribeEventBusCommand, EventBridgeClient, ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge';
import { eachOf } from '../aws/concurrency';
import type { ConfiguredRefresh } from '../aws/deployed-refresh';
import { permitted } from '../aws/permitted';
import type { Finding } from './finding';
import { orGone } from './or-gone';
import { letsAccountIn } from './service-access';
import type { Unless } from './unless';

/** AWS services send to it, and it is always there. */
const DEFAULT_BUS = 'default';

/** A bus of this account and region, as the stack uses it. */
interface UsedBus {
  readonly name: string;
  readonly arn: string;
  /** What is lost without it. */
  readonly why: string;
  /** Accounts whose events the rules on it wait for. */
  readonly accounts: readonly string[];
  /** Events of AWS services, which arrive on another bus unless they are forwarded. */
  readonly isForwardedTo: boolean;
}

/** The event buses: those that rules wait on, that events are forwarded to, and that outcome events are put on. */
export async function busFindings(refresh: ConfiguredRefresh, unless: Unless): Promise<Finding[]> {
  const client = new EventBridgeClient({});
  try {
    const used = usedBuses(refresh).filter(({ name, accounts }) => name !== DEFAULT_BUS || accounts.length > 0);
    return (await eachOf(used, (bus) => findingsOf(bus, client, unless))).flat();
  } finally {
    client.destroy();
  }
}

/** A pure function of the template: each bus of this account and region once. */
export function usedBuses({ deployment, outcomeBus }: ConfiguredRefresh): UsedBus[] {
  const { account, region, partition } = deployment.environment;
  const prefix = `arn:${partition}:events:${region}:${account}:event-bus/`;
  const here = (bus: string): string[] =>
    bus.startsWith(prefix) ? [bus.slice(prefix.length)] : bus.startsWith('arn:') ? [] : [bus];
  const waits = 'landing events on it refresh nothing';
  const uses = [
    ...deployment.rules
      .filter(({ eventPattern }) => eventPattern !== undefined)
      .map(({ eventBusName, eventPattern }) => ({ name: eventBusName, why: waits, eventPattern })),
    ...deployment.rules
      .flatMap(({ targets }) => targets.filter(({ arn }) => arn.includes(':event-bus/')))
      .map(({ arn }) => ({ name: arn, why: 'what is forwarded to it is lost', eventPattern: undefined })),
    {
      name: outcomeBus,
      why: 'outcome events wait in the ledger, and no rule gets them',
      eventPattern: undefined,
    },
  ].flatMap(({ name, ...use }) => here(name).map((own) => ({ name: own, ...use })));
  return [...new Set(uses.map(({ name }) => name))].map((name) => {
    const own = uses.filter((use) => use.name === name);
    const patterns = own.map(({ eventPattern }) => (eventPattern ?? {}) as { account?: unknown[]; source?: unknown[] });
    return {
      name,
      arn: `${prefix}${name}`,
      why: own[0]?.why ?? waits,
      accounts: [
        ...new Set(patterns.flatMap(({ account: all = [] }) => all.filter((each) => typeof each === 'string'))),
      ]
        .filter((each) => each !== account)
        .sort(),
      isForwardedTo: patterns.some(({ source = [] }) => source.some((each) => String(each).startsWith('aws.'))),
    };
  });
}

async function findingsOf(
  { name, arn, why, accounts, isForwardedTo }: UsedBus,
  client: EventBridgeClient,
  unless: Unless,
): Promise<Finding[]> {
  const bus = await unless(describe(client, name), undefined);
  if (bus === undefined) {
    return [];
  }
  const about = { check: 'eventBus', subject: `event bus ${name}`, why } as const;
  if (bus === 'GONE') {
    const fix = `aws events create-event-bus --name ${name}, then deploy the stack that has its policy and rules`;
    return [{ ...about, level: 'error', what: 'it is not there any more', fix }];
  }
  const refused = accounts.filter((account) => !letsAccountIn(bus.policy, account, 'events:PutEvents', arn));
  const closed = refused.map(
    (account): Finding => ({
      ...about,
      level: 'error',
      what: `its policy does not let account ${account} put events, for which a rule waits`,
      fix: `aws events put-permission --event-bus-name ${name} --statement-id account-${account} --action events:PutEvents --principal ${account}`,
    }),
  );
  if (closed.length > 0 || name === DEFAULT_BUS || !isForwardedTo || bus.policy !== undefined) {
    return closed;
  }
  const forwarding = await unless(rulesTo(client, arn), undefined);
  return forwarding?.length === 0
    ? [
        {
          ...about,
          level: 'warning',
          what: 'no rule of this region forwards events of AWS services to it, and its policy lets no other account in',
          fix: 'add a LandingEventForwarding, unless one of another region of this account forwards to it',
        },
      ]
    : [];
}

function describe(client: EventBridgeClient, Name: string): Promise<{ policy?: string } | 'GONE'> {
  return permitted('events:DescribeEventBus', async () => {
    const bus = await orGone(client.send(new DescribeEventBusCommand({ Name })));
    return bus === 'GONE' ? bus : { policy: bus.Policy };
  });
}

function rulesTo(client: EventBridgeClient, TargetArn: string): Promise<string[]> {
  return permitted('events:ListRuleNamesByTarget', async () => {
    const { RuleNames = [] } = await client.send(new ListRuleNamesByTargetCommand({ TargetArn, Limit: 1 }));
    return RuleNames;
  });
}
