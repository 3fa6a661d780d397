/**
 * Loaded before everything else into a process of the local stack (`node --import`): its clock starts when the
 * stack's does, and runs as fast. What the process runs is not touched, and need not know.
 *
 * Intervals stay as they are: they say how often something is looked at, not when it is due.
 */
const { start, speed, skipped } = JSON.parse(process.env.LOCAL_CLOCK);
const RealDate = globalThis.Date;
const realSetTimeout = globalThis.setTimeout;
let ahead = skipped;

const now = () => Math.floor(start + (RealDate.now() - start) * speed + ahead);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

globalThis.setTimeout = Object.assign(
  (run, milliseconds = 0, ...args) => realSetTimeout(run, milliseconds / speed, ...args),
  realSetTimeout,
);

// the stack has skipped some time
process.on('message', (message) => {
  ahead = message.skipped ?? ahead;
});
// there is no parent left to work for: whatever ended the parent ends this process, too
process.on('disconnect', () => process.exit(0));
