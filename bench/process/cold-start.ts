import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { sectionOf } from '../measure/figure';
import { difference, inTurn, median, ratio } from '../measure/measure';
import type { Section } from '../measure/section';
import { functionEnvironment } from './function-environment';

/**
 * How long from the start of a process until the handler is ready, over a bare Node.js process: the bundle as it ships,
 * the bundle that people get without any thought, and the floor. And from there until the first request leaves.
 */

const ROUNDS = 20;
const ROOT = join(__dirname, '..', '..');
export const SHIPPED = join(ROOT, 'bundle', 'index.mjs');

const METHOD =
  'a process each, in turn, from its start until the handler is loaded; medians of the rounds. The default bundle is ' +
  'the same handler with every client made at the start (bench/process/eager-function.ts), as esbuild bundles it with --bundle ' +
  '--minify --platform=node --target=node24: CommonJS, one file, AWS SDK included. The floor loads node:https and node:crypto, which every request needs. The first request goes to ' +
  'a server on this machine, without TLS.';

export async function coldStart(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
  try {
    const ready = 'console.log(performance.now())';
    const shipped = `await import(${JSON.stringify(pathToFileURL(SHIPPED))})`;
    const subject = (name: string, source: string): string => {
      writeFileSync(join(folder, name), source);
      return join(folder, name);
    };
    const bare = subject('bare.mjs', ready);
    const floor = subject('floor.mjs', `import 'node:https'; import 'node:crypto'; ${ready}`);
    const plain = (name: string, entry: string): string =>
      subject(`${name}.cjs`, `require(${JSON.stringify(defaultBundle(entry, join(folder, name)))}); ${ready}`);
    const byDefault = plain('default', join(ROOT, 'bench', 'process', 'eager-function.ts'));
    const sameSource = plain('same-source', join(ROOT, 'lambda', 'index.ts'));
    const ours = subject('shipped.mjs', `${shipped}; ${ready}`);
    const reconcile = subject('reconcile.mjs', `const { handler } = ${shipped}; ${FIRST_RECONCILE}`);
    const times = await inTurn(ROUNDS, {
      bare: () => readyAfter(bare),
      floor: () => readyAfter(floor),
      byDefault: () => readyAfter(byDefault),
      sameSource: () => readyAfter(sameSource),
      ours: () => readyAfter(ours),
      firstRequest: () => firstRequestAfter(reconcile),
    });
    const over = (values: readonly number[]): number[] => values.map((value, at) => value - (times.bare[at] as number));
    return sectionOf({
      title: 'Cold start',
      method: METHOD,
      figures: [
        {
          key: 'coldStart.vsDefaultBundle',
          what: 'start-up over bare Node.js, as a part of that of the default bundle',
          value: ratio(over(times.ours), over(times.byDefault)),
          goal: 0.22,
        },
        {
          key: 'coldStart.vsSameSource',
          what: 'the same, where the default bundle too makes clients on demand',
          value: ratio(over(times.ours), over(times.sameSource)),
        },
        {
          key: 'coldStart.overBareMs',
          what: 'start-up over bare Node.js',
          value: difference(times.ours, times.bare),
          unit: 'ms',
        },
        {
          key: 'coldStart.defaultBundleMs',
          what: 'the default bundle over bare Node.js',
          value: difference(times.byDefault, times.bare),
          unit: 'ms',
        },
        {
          key: 'coldStart.floorMs',
          what: 'the floor over bare Node.js',
          value: difference(times.floor, times.bare),
          unit: 'ms',
        },
        { key: 'coldStart.bareMs', what: 'bare Node.js', value: median(times.bare), unit: 'ms' },
        {
          key: 'coldStart.firstRequestMs',
          what: 'from there until the first request leaves',
          value: median(times.firstRequest),
          unit: 'ms',
        },
        {
          key: 'bundle.entryKb',
          what: 'what every cold start reads',
          value: statSync(SHIPPED).size / 1_000,
          unit: 'kB',
        },
      ],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What comes of bundling without any thought. */
function defaultBundle(entry: string, outdir: string): string {
  const outfile = join(outdir, 'index.js');
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    logLevel: 'error',
  });
  return outfile;
}

/** Milliseconds from the start of the process, by its own clock. */
function readyAfter(file: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [file], {
    env: functionEnvironment('http://127.0.0.1:9'),
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`${file} ended with status ${status}: ${stderr}`);
  }
  return Number(stdout);
}

/** A wake: the least that makes a reconcile, and with it a request. */
const FIRST_RECONCILE = `
  const body = JSON.stringify({
    schema: 1, kind: 'wake', at: 0, sentAt: 0, version: 1,
    dataSetArn: 'arn:aws:quicksight:eu-west-1:123456789012:dataset/sales',
  });
  console.log(performance.timeOrigin + performance.now());
  await handler({ Records: [{ messageId: '1', body }] }, { getRemainingTimeInMillis: () => 60_000 });`;

/** Milliseconds from the handler being ready until its first bytes arrive. */
async function firstRequestAfter(file: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const child = spawn(process.execPath, [file], {
    env: functionEnvironment(endpoint),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const readyAt = new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (line) => resolve(Number.parseFloat(line)));
      child.stderr.once('data', (text) => reject(new Error(String(text))));
      child.once('error', reject);
    });
    const arrivedAt = new Promise<number>((resolve) => {
      server.once('connection', (socket) => {
        socket.on('error', () => {});
        socket.once('data', () => resolve(performance.timeOrigin + performance.now()));
      });
    });
    const [ready, arrived] = await Promise.all([readyAt, arrivedAt]);
    return arrived - ready;
  } finally {
    child.kill();
    server.close();
  }
}
