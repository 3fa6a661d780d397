import { existsSync, writeFileSync } from 'node:fs';
import { pluralize } from '../../lambda/format';
import { Buckets } from '../aws/buckets';
import { whoCalls } from '../aws/caller';
import { eachOf } from '../aws/concurrency';
import { GlueCatalog } from '../aws/glue-catalog';
import { MissingPermission } from '../aws/permitted';
import { QuickSightAccount } from '../aws/quick-sight-account';
import { cell } from '../terminal/table';
import { type Context, type Options, UsageError } from '../verb';
import { type AppModel, appModel, bucketsOf, choose } from './app-model';
import { discoverReport, listed } from './discover-report';
import { type Inventory, takeInventory } from './inventory';
import type { Origin } from './origin';
import { originsOf } from './origins';
import { pythonApp } from './python-app';
import { removeSchedule } from './schedule';
import { typescriptApp } from './typescript-app';

const LANGUAGES = {
  typescript: { file: 'spice-refresh.ts', write: typescriptApp, run: 'npx tsx' },
  python: { file: 'spice_refresh.py', write: pythonApp, run: 'python' },
} as const;

export async function runDiscover(given: readonly string[], options: Options, context: Context): Promise<number> {
  const { terminal } = context;
  const tag = parseTag(String(options.tag));
  const language = options.write === undefined ? undefined : LANGUAGES[options.write as keyof typeof LANGUAGES];
  const file = String(options.out ?? language?.file);
  if (language && file !== '-' && existsSync(file)) {
    throw new Error(`${file} exists: choose another file with --out, or move it away`);
  }
  const caller = await whoCalls();
  const quickSight = new QuickSightAccount(caller.account, context);
  try {
    const inventory = await takeInventory(caller, quickSight, context);
    if (!language) {
      const all = choose(inventory.found, given).map((found) => listed(found, tag));
      if (options.json) {
        terminal.json(all);
      } else {
        terminal.print(discoverReport(inventory, all));
      }
      return 0;
    }
    const gaps = new Set(inventory.gaps);
    const model = await modelOf(inventory, given, (options.ignore ?? []) as readonly string[], quickSight, gaps);
    const code = language.write(model);
    if (file === '-') {
      terminal.raw(code);
      return 0;
    }
    writeFileSync(file, code, { flag: 'wx' });
    terminal.print(summary(model, [...gaps], file, language.run));
    return 0;
  } finally {
    quickSight.close();
  }
}

async function modelOf(
  inventory: Inventory,
  dataSets: readonly string[],
  ignored: readonly string[],
  quickSight: QuickSightAccount,
  gaps: Set<string>,
): Promise<AppModel> {
  const glue = new GlueCatalog();
  const buckets = new Buckets();
  try {
    const dataSources = new Map((await quickSight.dataSources()).map((source) => [source.Arn ?? '', source]));
    const described = inventory.found.flatMap(({ arn, dataSet }) => (dataSet ? [[arn, dataSet] as const] : []));
    const world = { dataSources, dataSets: new Map(described), glue, buckets, gaps };
    const origins = new Map<string, readonly Origin[]>();
    for (const [arn, dataSet] of described) {
      origins.set(arn, await originsOf(dataSet, world));
    }
    const draft = appModel(inventory, origins, { dataSets, ignored }, new Map());
    const names = bucketsOf(draft.dataSets.flatMap(({ lines }) => lines.map(({ event }) => event)));
    const answers = await eachOf(names, async (bucket) => [bucket, await sendsEvents(buckets, bucket, gaps)] as const);
    const sends = new Map(answers.filter((answer): answer is [string, boolean] => answer[1] !== undefined));
    return appModel(inventory, origins, { dataSets, ignored }, sends);
  } finally {
    glue.close();
    buckets.close();
  }
}

/** `undefined`: another account's bucket, or one that may not be asked. */
async function sendsEvents(buckets: Buckets, bucket: string, gaps: Set<string>): Promise<boolean | undefined> {
  try {
    return await buckets.sendsEvents(bucket);
  } catch (error) {
    if (error instanceof MissingPermission) {
      gaps.add(`the credentials lack ${error.action}`);
      return undefined;
    }
    if ((error as Error).name === 'NoSuchBucket') {
      return undefined;
    }
    throw error;
  }
}

/** What was written, what was not, and what to do next. */
function summary({ dataSets, leftOut, account }: AppModel, gaps: readonly string[], file: string, run: string): string {
  const asked = dataSets.filter(({ ask }) => ask);
  const doubled = dataSets.filter(({ ask, found }) => !ask && found.schedules.length > 0);
  return [
    `wrote ${file}: ${pluralize(dataSets.length - asked.length, 'data set')}`,
    ...asked.map(({ found }) => `  to ask, commented out: ${cell(found.name)}`),
    ...leftOut.map(({ found, why }) => `  left out: ${cell(found.name)}: ${cell(why)}`),
    ...gaps.map((gap) => `  not complete: ${gap}`),
    ...(doubled.length > 0 ? ['', 'once it is deployed, these native schedules would refresh as well:'] : []),
    ...doubled.flatMap(({ found }) =>
      found.schedules.map((schedule) => `  ${removeSchedule(account, found.id, schedule)}`),
    ),
    '',
    'next:',
    `  npx --no cdk synth --app '${run} ${file}'`,
    '  npx --no cdk-spice-refresh doctor --template cdk.out/SpiceRefresh.template.json',
  ].join('\n');
}

export function parseTag(given: string): { key: string; value: string } {
  const at = given.indexOf('=');
  if (at < 1 || at === given.length - 1) {
    throw new UsageError(`--tag takes KEY=VALUE: got '${given}'`);
  }
  return { key: given.slice(0, at), value: given.slice(at + 1) };
}
