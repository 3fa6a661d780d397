/**
 * What the services put on the bus when something of theirs succeeded. The pages these come from are named in
 * `landing-event.ts` and beside the samples in `sim/samples/`. A name is part of construct ids: it never changes.
 */

export { schedule } from './event';
export * from './exports';
export * from './glue';
export * from './queries';
export * from './transfers';
export * from './workflows';
