import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const MODULE = pathToFileURL(join(__dirname, '../../../bench/process/peak-memory.mjs'));
const MIB = 2 ** 20;

function peakOfChild(work: string): number {
  const program = `import { peakMemory } from '${MODULE}'; ${work}; console.log(peakMemory());`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  return Number(stdout);
}

test('peak memory is what a process had itself, long ago or not, and not what its parent has', () => {
  const mine = Buffer.alloc(300 * MIB, 1);
  expect(process.memoryUsage.rss()).toBeGreaterThan(mine.length);
  const nothing = peakOfChild('');
  expect(nothing).toBeGreaterThan(10 * MIB);
  expect(nothing).toBeLessThan(150 * MIB);
  expect(peakOfChild(`(() => Buffer.alloc(200 * ${MIB}, 1))()`)).toBeGreaterThan(200 * MIB);
});
