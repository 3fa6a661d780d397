import { Command, CommanderError, Option } from 'commander';
import { errorLine } from './aws/error-line';
import { discoverVerb } from './discover/discover-verb';
import { doctorVerb } from './doctor/doctor-verb';
import { forgetVerb } from './forget/forget-verb';
import { historyVerb } from './history/history-verb';
import { lookupVerb } from './lookup/lookup-verb';
import { pauseVerb, resumeVerb } from './pause/pause-verb';
import { planVerb } from './plan/plan-verb';
import { redriveVerb } from './redrive/redrive-verb';
import { refreshVerb } from './refresh/refresh-verb';
import { statusVerb } from './status/status-verb';
import { Terminal } from './terminal/terminal';
import { type Context, type Options, UsageError, type Verb } from './verb';

export const VERBS: readonly Verb[] = [
  discoverVerb,
  lookupVerb,
  doctorVerb,
  refreshVerb,
  statusVerb,
  historyVerb,
  redriveVerb,
  pauseVerb,
  resumeVerb,
  forgetVerb,
  planVerb,
];

/** How it is called where it is installed: never `npx` alone, which would fetch whatever has the name in the registry. */
export const COMMAND = 'npx --no cdk-spice-refresh';

/**
 * The command line. Answers the exit status: 0 if all is well, 1 if not or if it could not be found out, 2 if it was
 * asked wrongly.
 */
export async function main(args: readonly string[], given: Partial<Context> = {}): Promise<number> {
  const context: Context = {
    terminal: Terminal.ofProcess(),
    now: Date.now,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    ...given,
  };
  let status = 0;
  const program = programOf(context.terminal, async (verb, positional, options) => {
    status = await verb.run(positional, options, context);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : 2;
    }
    context.terminal.note(errorLine(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

type Run = (verb: Verb, positional: readonly string[], options: Options) => Promise<void>;

function programOf(terminal: Terminal, run: Run): Command {
  const program = new Command('cdk-spice-refresh')
    .description('Discover, check and operate SPICE refreshes.')
    .usage('VERB [options]')
    .helpCommand('help [verb]', 'the help of a verb')
    .helpOption('-h, --help', 'this help')
    .addHelpText('after', '\nRun it where it is installed: npx --no cdk-spice-refresh VERB --help');
  for (const verb of VERBS) {
    add(program, verb, terminal, run);
  }
  return settled(program, terminal);
}

function add(program: Command, verb: Verb, terminal: Terminal, run: Run): void {
  const command = program
    .command(verb.name)
    .summary(verb.summary)
    .description(`${verb.summary}\n\n${verb.description}`);
  if (verb.arguments) {
    command.arguments(verb.arguments);
  }
  for (const { flags, description, default: value, choices, required } of verb.options) {
    const option = new Option(flags, description).makeOptionMandatory(required === true);
    command.addOption(choices ? option.choices(choices) : value === undefined ? option : option.default(value));
  }
  if (verb.permissions.length > 0) {
    command
      .option('--region <region>', 'AWS region (default: AWS_REGION, or the profile’s)')
      .option('--profile <profile>', 'profile of the AWS configuration (default: AWS_PROFILE)');
  }
  command.helpOption('-h, --help', 'this help').addHelpText('after', epilogue(verb));
  command.action(async (...given: unknown[]) => {
    const [first, second] = given.length > 2 ? [given[0], given[1]] : [[], given[0]];
    const { region, profile, ...options } = second as Options;
    setEnvironment({ AWS_REGION: region, AWS_PROFILE: profile });
    // `<dataSet>` is a string, `[dataSets...]` a list
    await run(verb, [first].flat() as string[], options);
  });
  settled(command, terminal);
}

/** As every AWS tool finds them: so every client of the SDK does. */
function setEnvironment(values: Options): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') {
      process.env[name] = value;
    }
  }
}

function settled(command: Command, terminal: Terminal): Command {
  return command.exitOverride().configureOutput({
    writeOut: (text) => terminal.print(text.trimEnd()),
    writeErr: (text) => terminal.note(text.trimEnd()),
  });
}

function epilogue({ examples, permissions }: Verb): string {
  return [
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.map((example) => `  ${COMMAND} ${example}`),
    ...(permissions.length > 0 ? ['', 'Permissions:', ...permissions.map((action) => `  ${action}`)] : []),
  ].join('\n');
}
