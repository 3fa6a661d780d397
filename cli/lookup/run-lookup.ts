import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { whoCalls } from '../aws/caller';
import { QuickSightAccount } from '../aws/quick-sight-account';
import { cell } from '../terminal/table';
import type { Context, Options } from '../verb';
import { type MissingDataSet, missingDataSets } from './missing';

interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly mode: string;
}

export async function runLookup(options: Options, context: Context): Promise<number> {
  const { terminal } = context;
  const file = String(options.context);
  const missing = missingDataSets(String(options.assembly));
  if (missing.length === 0) {
    terminal.print('no data set is missing: nothing to look up');
    return 0;
  }
  const { account } = await whoCalls();
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const group of byPlace(missing)) {
    const [{ account: owner, region } = { account: '', region: '' }] = group;
    if (owner !== account) {
      problems.push(
        `${group.map(({ name }) => `'${name}'`).join(', ')} of account ${owner}: these are credentials of ${account}, ` +
          `run it again with some of ${owner}`,
      );
      continue;
    }
    const candidates = await listed(owner, region, context);
    for (const each of group) {
      const problem = resolve(each, candidates, values);
      if (problem !== undefined) {
        problems.push(problem);
      } else {
        terminal.print(`${cell(each.name)} is ${idIn(values, each.key)}`);
      }
    }
  }
  if (Object.keys(values).length > 0) {
    write(file, values);
    terminal.print(`wrote ${file}: commit it, as the AWS CDK recommends`);
  }
  for (const problem of problems) {
    terminal.note(problem);
  }
  return problems.length > 0 ? 1 : 0;
}

function byPlace(missing: readonly MissingDataSet[]): MissingDataSet[][] {
  const groups = new Map<string, MissingDataSet[]>();
  for (const each of missing) {
    const place = `${each.account}/${each.region}`;
    groups.set(place, [...(groups.get(place) ?? []), each]);
  }
  return [...groups.values()];
}

async function listed(account: string, region: string, context: Context): Promise<Candidate[]> {
  const quickSight = new QuickSightAccount(account, context, region);
  try {
    return (await quickSight.dataSets()).map(({ DataSetId = '', Name = '', ImportMode = 'unknown' }) => ({
      id: DataSetId,
      name: Name,
      mode: ImportMode,
    }));
  } finally {
    quickSight.close();
  }
}

/** Puts the answer beside its key, or answers why there is none. */
function resolve(
  { key, account, region, name }: MissingDataSet,
  candidates: readonly Candidate[],
  values: Record<string, unknown>,
): string | undefined {
  const exact = candidates.filter((each) => each.name === name);
  if (exact.length === 1) {
    const [{ id } = { id: '' }] = exact;
    values[key] = [{ DataSetId: id, Identifier: `${account}|${id}` }];
    return undefined;
  }
  if (exact.length > 1) {
    return [
      `${exact.length} data sets are called '${cell(name)}' in ${account}, ${region}: rename all but one, or take one by SpiceDataSet.fromDataSetId`,
      ...exact.map(lineOf),
    ].join('\n');
  }
  const alike = candidates.filter((each) => alikeness(each.name) === alikeness(name));
  return [
    `no data set is called '${cell(name)}' in ${account}, ${region}: ${alike.length > 0 ? 'did you mean' : 'there are'}`,
    ...(alike.length > 0 ? alike : candidates).map(lineOf),
  ].join('\n');
}

const lineOf = ({ id, name, mode }: Candidate): string => `  ${cell(name)} (${cell(id)}, ${mode})`;

const alikeness = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const idIn = (values: Record<string, unknown>, key: string): string =>
  (values[key] as { DataSetId: string }[])[0]?.DataSetId ?? '';

/** Beside what the AWS CDK keeps there, in its own layout. */
function write(file: string, values: Readonly<Record<string, unknown>>): void {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  writeFileSync(file, `${JSON.stringify({ ...before, ...values }, undefined, 2)}\n`);
}
