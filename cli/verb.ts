import type { Terminal } from './terminal/terminal';

/** What a verb is given beside its own options. */
export interface Context {
  readonly terminal: Terminal;
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** An option as commander takes it: `--json`, `--table <name>`. */
export interface VerbOption {
  readonly flags: string;
  readonly description: string;
  readonly default?: string;
  readonly choices?: readonly string[];
  readonly required?: boolean;
}

/** How a deployed SpiceRefresh is named. */
export const DEPLOYED_OPTIONS: readonly VerbOption[] = [
  { flags: '--stack <name>', description: 'stack of the SpiceRefresh' },
  { flags: '--table <name>', description: 'its ledger table, instead of its stack or where the stack has several' },
];

/** What it needs to find out what is deployed. */
export const DEPLOYED_PERMISSIONS: readonly string[] = [
  'cloudformation:ListStackResources, cloudformation:GetTemplate; cloudformation:DescribeStackResources for --table alone',
];

/** What commander makes of the command line: a flag is a boolean, `<names...>` a list, anything else a string. */
export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A verb of the command, known without loading what it does: `--help` reads no more than this. */
export interface Verb {
  readonly name: string;
  /** Arguments as commander takes them: `[dataSets...]`. */
  readonly arguments?: string;
  readonly summary: string;
  /** What `--help` says below the summary. */
  readonly description: string;
  readonly options: readonly VerbOption[];
  /** Command lines, without the command's own name. */
  readonly examples: readonly string[];
  /** IAM actions that it cannot do without, and those whose absence it says and goes on. None: it asks nothing of AWS. */
  readonly permissions: readonly string[];
  /** Answers the exit status. Loads what it needs. */
  run(args: readonly string[], options: Options, context: Context): Promise<number>;
}

/** Asked wrongly: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
