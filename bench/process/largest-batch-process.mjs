// One process of the burst bench: the shipped function, given a batch again and again. Its figures are its last line.
import { readFileSync } from 'node:fs';
import { peakMemory } from './peak-memory.mjs';

const [, , entry, eventFile, times] = process.argv;
const { handler } = await import(entry);

const cpu = async (work) => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};
const invocations = [];
const parses = [];
let failures = 0;
for (let invocation = 0; invocation < Number(times); invocation++) {
  // as Lambda's runtime gets it: a text
  const event = JSON.parse(readFileSync(eventFile, 'utf8'));
  if (times > 1) {
    parses.push(
      await cpu(() => {
        for (const { body } of event.Records) JSON.parse(body);
      }),
    );
  }
  invocations.push(
    await cpu(async () => {
      const { batchItemFailures } = await handler(event, { getRemainingTimeInMillis: () => 60_000 });
      failures += batchItemFailures.length;
    }),
  );
}
console.log(`\n${JSON.stringify({ invocations, parses, failures, peakRss: peakMemory() })}`);
