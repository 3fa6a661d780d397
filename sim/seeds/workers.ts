import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { SeedRunner } from './runner';
import type { SimulationTemplates } from './scenario-stack';
import { add, emptyTally, type Portion, playPortion, type Tally } from './tally';

/** Seeds are handed out in portions of this many. */
const PORTION = 50;

/** Shares the seeds out over as many processes as there are processors. */
export async function playAll(
  templates: SimulationTemplates,
  { first, count, ...which }: Portion,
  progress: (total: Tally) => void,
): Promise<Tally> {
  const total: Tally = emptyTally();
  // other processes take a second to start, and a rule that can be broken mostly is within some seeds
  const { untilBroken } = which;
  const here = count <= PORTION || untilBroken ? Math.min(count, PORTION) : 0;
  add(total, await playPortion(new SeedRunner(templates), { first, count: here, ...which }));
  let next = first + here;
  const isOver = (): boolean => untilBroken && total.broken.length > 0;
  const left = isOver() ? 0 : count - here;
  const children = new Set<ChildProcess>();
  const worker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(__filename);
      children.add(child);
      const hand = (): void => {
        const portion = isOver() ? 0 : Math.min(PORTION, first + count - next);
        if (portion === 0) {
          children.delete(child);
          child.disconnect();
          resolve();
          return;
        }
        child.send({ templates, portion: { first: next, count: portion, ...which } });
        next += portion;
      };
      child.on('message', (tally: Tally) => {
        add(total, tally);
        progress(total);
        hand();
        if (isOver()) {
          // what the others are at is not needed any more
          for (const other of children) {
            other.kill();
          }
        }
      });
      child.on('exit', (code, signal) =>
        code === 0 || isOver() ? resolve() : reject(new Error(`a worker ended with ${signal ?? `status ${code}`}`)),
      );
      hand();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), Math.ceil(left / PORTION)) }, worker));
  return total;
}

function work(): void {
  let runner: SeedRunner | undefined;
  process.on('message', ({ templates, portion }: { templates: SimulationTemplates; portion: Portion }) => {
    runner ??= new SeedRunner(templates);
    void playPortion(runner, portion).then((tally) => process.send?.(tally));
  });
}

if (require.main === module) {
  // faults are errors by the thousand, and their stacks are never read
  Error.stackTraceLimit = 0;
  work();
}
