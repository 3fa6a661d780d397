import { main } from '../../cli/program';
import { Terminal } from '../../cli/terminal/terminal';
import type { Context } from '../../cli/verb';

/** What a run of the command wrote, and its exit status. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** The command as it runs in a pipe. */
export async function run(args: readonly string[], given: Partial<Context> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const terminal = new Terminal(
    {
      write: (text) => {
        out += text;
      },
    },
    {
      write: (text) => {
        err += text;
      },
    },
    {},
  );
  const status = await main(args, { terminal, ...given });
  return { status, out, err };
}
