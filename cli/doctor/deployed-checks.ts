import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { formatDuration } from '../../lambda/format';
import type { LedgerRow } from '../../lambda/row';
import { HOUR } from '../../lambda/time';
import { dataSetName, type Place } from '../../lib/private/contract';
import { eachOf } from '../aws/concurrency';
import type { ConfiguredRefresh } from '../aws/deployed-refresh';
import { permitted } from '../aws/permitted';
import { shellWord } from '../discover/schedule';
import { statusOf } from '../status/status';
import { busFindings } from './bus-checks';
import type { Finding } from './finding';
import { functionFindings } from './function-checks';
import { orGone } from './or-gone';
import { queueFindings } from './queue-checks';
import type { Unless } from './unless';

/** A wake-up that is so late was lost. Milliseconds. */
const OVERDUE = HOUR;

/** Rules, event buses, queues and function as they are now: people change them by hand. */
export async function deployedFindings(refresh: ConfiguredRefresh, unless: Unless): Promise<Finding[]> {
  return [
    ...(await ruleFindings(refresh, unless)),
    ...(await busFindings(refresh, unless)),
    ...(await queueFindings(refresh, unless)),
    ...(await functionFindings(refresh, unless)),
  ];
}

async function ruleFindings({ deployment }: ConfiguredRefresh, unless: Unless): Promise<Finding[]> {
  const client = new EventBridgeClient({});
  try {
    const findings = await eachOf(deployment.rules, async ({ name, eventBusName }): Promise<Finding[]> => {
      const command = new DescribeRuleCommand({ Name: name, EventBusName: eventBusName });
      const rule = await unless(
        permitted('events:DescribeRule', () => orGone(client.send(command))),
        undefined,
      );
      const isGone = rule === 'GONE';
      return rule === undefined || (!isGone && (rule.State ?? 'ENABLED').startsWith('ENABLED'))
        ? []
        : [
            {
              level: 'error',
              check: 'rule',
              subject: `rule ${name}`,
              what: isGone ? 'it is not there any more' : 'it is disabled',
              why: 'its landing events refresh nothing',
              fix: isGone
                ? 'deploy the stack again'
                : `aws events enable-rule --name ${name} --event-bus-name ${eventBusName}`,
            },
          ];
    });
    return findings.flat();
  } finally {
    client.destroy();
  }
}

/** Rows that need a person, rows that nothing looks at, and pauses. */
export function ledgerFindings(
  { dataSets, named, isPaused }: Pick<ConfiguredRefresh, 'dataSets' | 'named' | 'isPaused'>,
  rows: readonly LedgerRow[],
  own: Place,
  now: number,
): Finding[] {
  const inStack = new Set(dataSets.map(({ arn }) => arn));
  const byApp = dataSets.filter(({ arn }) => isPaused(arn)).map(({ arn }) => pausedByApp(dataSetName(arn, own)));
  return [...byApp, ...rows.flatMap((row) => rowFindings(row, inStack, named, own, now))];
}

function pausedByApp(subject: string): Finding {
  const why = 'what lands is kept, and nothing is refreshed';
  const fix = 'remove paused or enabled: false from the app, and deploy';
  return { level: 'warning', check: 'paused', subject, what: 'the app pauses it', why, fix };
}

function rowFindings(
  row: LedgerRow,
  inStack: ReadonlySet<string>,
  named: string | undefined,
  own: Place,
  now: number,
): Finding[] {
  const subject = dataSetName(row.dataSetArn, own);
  const { group, failure, waitingSince, paused, endedAt } = statusOf(row, now);
  const findings: Finding[] = [];
  if (endedAt !== undefined && inStack.has(row.dataSetArn)) {
    findings.push({
      level: 'error',
      check: 'ended',
      subject,
      what: `its row ended at ${endedAt}: ${row.ended?.reason}${failure ? `; last ${failure.error}: ${failure.message}` : ''}`,
      why: 'the stack names it, and nothing looks after it until its next landing',
      fix: `npx --no cdk-spice-refresh refresh ${shellWord(subject)} ${named} --wait, which says what is missing if it fails`,
    });
  } else if (group === 'actionRequired') {
    findings.push({
      level: 'error',
      check: 'failed',
      subject,
      what: `its last refresh failed with ${failure?.error}: ${failure?.message}`,
      why: 'it is not tried again before the next landing or a redrive',
      fix: 'see docs/runbook.md, "Refresh failed"',
    });
  }
  const late = row.wakeAt === undefined ? 0 : now - row.wakeAt;
  if (findings.length === 0 && waitingSince !== undefined && late > OVERDUE) {
    findings.push({
      level: 'error',
      check: 'overdue',
      subject,
      what: `it should have been looked at ${formatDuration(late)} ago`,
      why: 'a message was lost, or the function does not run',
      fix: `npx --no cdk-spice-refresh refresh ${shellWord(subject)} ${named}`,
    });
  }
  if (paused?.by === 'operator' && endedAt === undefined) {
    findings.push({
      level: 'warning',
      check: 'paused',
      subject,
      what: `an operator paused it at ${paused.since}${paused.until ? `, until ${paused.until}` : ''}`,
      why: 'what lands is kept, and nothing is refreshed',
      fix: `npx --no cdk-spice-refresh resume ${shellWord(subject)} ${named}`,
    });
  }
  return findings;
}
