import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND } from '../../cli/program';

/** docs/commands.md shows what the command prints, and nothing else. */
const PAGE = join(__dirname, '..', '..', 'docs', 'commands.md');

export function commandsPage(): string {
  return readFileSync(PAGE, 'utf8');
}

/** The command lines of the page's examples, without the command's own name. */
export function documentedCommands(): string[] {
  return [...commandsPage().matchAll(/^```text\n\$ (.*)$/gm)].map(([, line]) =>
    (line as string).replace(`${COMMAND} `, ''),
  );
}

/**
 * Compares what a command printed with its example. With `UPDATE_DOCS=1` the page takes what was printed.
 *
 * @param commandLine as the page has it, without the command's own name
 */
export function expectDocumented(commandLine: string, printed: string): void {
  const page = commandsPage();
  const start = page.indexOf(`\`\`\`text\n$ ${COMMAND} ${commandLine}\n`);
  const from = page.indexOf('\n', start + 8) + 1;
  const to = page.indexOf('```', from);
  if (start < 0) {
    throw new Error(`docs/commands.md has no example: $ ${COMMAND} ${commandLine}`);
  }
  if (process.env.UPDATE_DOCS) {
    writeFileSync(PAGE, page.slice(0, from) + printed + page.slice(to));
    return;
  }
  expect(page.slice(from, to)).toBe(printed);
}
