import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** What a test that fails would leave behind. */
const spawned: number[] = [];

afterAll(() => {
  for (const pid of spawned.filter(isRunning)) {
    process.kill(pid, 'SIGKILL');
  }
});

/** The processes that a process has started, and theirs. */
function descendants(pid: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const of = (parent: number): number[] =>
    table.flatMap(([child, ppid]) => (ppid === parent && child !== undefined ? [child, ...of(child)] : []));
  return of(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const refuses = (endpoint: string): Promise<boolean> =>
  fetch(endpoint).then(
    () => false,
    () => true,
  );

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    expect(tries).toBeLessThan(1_500);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** `npm run local`, with a file landed, so that the function has a process, too. */
async function startLocal(): Promise<{
  local: ChildProcess;
  endpoints: string[];
  pids: number[];
  output: () => string;
}> {
  const local = spawn(process.execPath, [require.resolve('tsx/cli'), join(ROOT, 'local', 'index.ts')], { cwd: ROOT });
  spawned.push(local.pid ?? -1);
  let output = '';
  local.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  local.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  await until(() => output.includes('Ctrl-C'));
  local.stdin?.write('land sales/1.parquet\n');
  await until(() => output.includes('settles'));
  const endpoints = [...output.matchAll(/^ {2}\w+ +(http:\S+)$/gm)].map(([, endpoint]) => endpoint ?? '');
  return { local, endpoints, pids: descendants(local.pid ?? -1), output: () => output };
}

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'no process and no port of `npm run local` is left after %s',
  async (signal) => {
    const { local, endpoints, pids } = await startLocal();
    expect(endpoints).toHaveLength(5);
    // tsx starts one of its own; that has started SQS, DynamoDB and the function
    expect(pids.length).toBeGreaterThanOrEqual(4);
    const gone = once(local, 'exit');
    if (signal === 'SIGKILL') {
      // the one that holds the stack, without a chance to say goodbye
      process.kill(pids[0] ?? -1, 'SIGKILL');
    } else {
      local.kill(signal);
    }
    await gone;
    await until(() => !pids.some(isRunning));
    expect(await Promise.all(endpoints.map(refuses))).not.toContain(false);
  },
);
