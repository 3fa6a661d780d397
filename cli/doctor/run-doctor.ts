import { readFileSync } from 'node:fs';
import { pluralize } from '../../lambda/format';
import { dataSetName } from '../../lib/private/contract';
import { type Caller, whoCalls } from '../aws/caller';
import { type ConfiguredRefresh, readDeployed, refreshesOfTemplate } from '../aws/deployed-refresh';
import { MissingPermission } from '../aws/permitted';
import { QuickSightAccount } from '../aws/quick-sight-account';
import { parseTemplate } from '../aws/stack';
import { readLedger } from '../ledger/ledger-table';
import { paint } from '../terminal/terminal';
import { type Context, type Options, UsageError } from '../verb';
import { accountFindings, dataSetFindings } from './account-checks';
import { capacityFindings } from './capacity-check';
import { deployedFindings, ledgerFindings } from './deployed-checks';
import type { Finding } from './finding';
import { findingLines } from './finding';
import { bucketFindings } from './landing-checks';

export async function runDoctor(options: Options, context: Context): Promise<number> {
  const { terminal } = context;
  const caller = await whoCalls();
  const { refreshes, deployed } = await subject(options, caller);
  const quickSight = new QuickSightAccount(caller.account, context);
  const gaps = new Set<string>();
  // what may not be asked is said, and the rest is checked
  const unless = async <T>(what: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await what;
    } catch (error) {
      if (!(error instanceof MissingPermission)) {
        throw error;
      }
      gaps.add(error.action);
      return otherwise;
    }
  };
  try {
    const findings: Finding[] = [];
    for (const refresh of refreshes) {
      const rows = deployed ? await unless(readLedger(refresh.tableName), []) : [];
      findings.push(
        ...(await dataSetFindings(refresh, rows, quickSight, caller, context, unless)),
        ...(await bucketFindings(refresh, unless)),
        ...(deployed ? await deployedFindings(refresh, unless) : []),
        ...ledgerFindings(refresh, rows, caller, context.now()),
      );
    }
    findings.push(
      ...(await capacityFindings(caller, context.now(), unless)),
      ...(await accountFindings(refreshes, quickSight, caller, unless)),
    );
    report(findings, [...gaps], options, context, refreshes);
    const fixed = options.fix ? await fix(findings, refreshes, caller, quickSight, context) : 0;
    const errors = findings.filter(({ level }) => level === 'error').length - fixed;
    return errors > 0 ? 1 : 0;
  } finally {
    terminal.endProgress();
    quickSight.close();
  }
}

async function subject(
  options: Options,
  caller: Caller,
): Promise<{ refreshes: readonly ConfiguredRefresh[]; deployed: boolean }> {
  const { stack, table, template } = options;
  if (typeof template !== 'string') {
    if (stack === undefined && table === undefined) {
      throw new UsageError('expected --stack NAME or --table NAME, or --template FILE before it is deployed');
    }
    return { refreshes: [await readDeployed(options, caller)], deployed: true };
  }
  const refreshes = refreshesOfTemplate(parseTemplate(readFileSync(template, 'utf8'), template), caller);
  if (refreshes.length === 0) {
    throw new Error(`${template} has no SpiceRefresh: name the template of the stack that has it`);
  }
  return { refreshes, deployed: false };
}

function report(
  findings: readonly Finding[],
  gaps: readonly string[],
  { json }: Options,
  { terminal }: Context,
  refreshes: readonly ConfiguredRefresh[],
): void {
  if (json) {
    terminal.json({ findings, notChecked: gaps });
    return;
  }
  const dataSets = refreshes.reduce((sum, { dataSets: each }) => sum + each.length, 0);
  const errors = findings.filter(({ level }) => level === 'error').length;
  const lines = [
    ...findingLines(findings),
    ...gaps.map((action) => paint('yellow', `not checked: the credentials lack ${action}`)),
  ];
  const counts = `${pluralize(errors, 'error')}, ${pluralize(findings.length - errors, 'warning')}`;
  terminal.print(
    [...lines, ...(lines.length > 0 ? [''] : []), `${pluralize(dataSets, 'data set')} checked: ${counts}`].join('\n'),
  );
}

/** Sets the tags that are missing. Answers how many. */
async function fix(
  findings: readonly Finding[],
  refreshes: readonly ConfiguredRefresh[],
  caller: Caller,
  quickSight: QuickSightAccount,
  { terminal }: Context,
): Promise<number> {
  const untagged = findings.filter(({ check }) => check === 'tag');
  const all = refreshes.flatMap(({ dataSets }) => dataSets);
  let fixed = 0;
  for (const { arn, settings } of all) {
    const { tag } = settings;
    if (
      tag &&
      untagged.some(({ subject: name, fix: command }) => command?.includes(arn) || name === dataSetName(arn, caller))
    ) {
      await quickSight.tag(arn, tag.key, tag.value);
      terminal.note(`tagged ${arn} with ${tag.key}=${tag.value}`);
      fixed++;
    }
  }
  return fixed;
}
