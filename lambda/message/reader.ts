import { type DataSetEntry, LANDING_EVENT_ID, type Message, SCHEMA } from '../../lib/private/contract';
import { instant } from './fields';
import { parse } from './parse';

/**
 * A landing message as our rules write it, up to its data sets. Only what JSON can read in one way: no escapes, no
 * spaces, nothing twice.
 */
const HEAD = new RegExp(
  `^{"schema":${SCHEMA},"kind":"landing","landingEvent":"(${LANDING_EVENT_ID.source.slice(1, -1)})","time":"([0-9TZ:.+-]{1,40})","dataSets":`,
);

/**
 * Reads the messages of one batch. Those of one rule differ in nothing but their time: what follows it is parsed and
 * checked once, and then known by its text. Whatever looks different is parsed in full, so each message reads, or is
 * refused, as if it were alone.
 */
export class MessageReader {
  private readonly known = new Map<string, readonly DataSetEntry[]>();

  /** @throws UnreadableMessage as `parse` does */
  read(body: string): Message {
    const [head, landingEvent, time] = HEAD.exec(body) ?? [];
    if (head === undefined || landingEvent === undefined || time === undefined) {
      return parse(body);
    }
    const rest = body.slice(head.length);
    const dataSets = this.known.get(rest);
    if (dataSets) {
      return { schema: SCHEMA, kind: 'landing', landingEvent, time: instant(time), dataSets };
    }
    const message = parse(body);
    if (message.kind === 'landing' && isDataSetsAlone(rest)) {
      this.known.set(rest, message.dataSets);
    }
    return message;
  }
}

/** Further fields could say again, and otherwise, what the head says. */
function isDataSetsAlone(rest: string): boolean {
  return Object.keys(JSON.parse(`{"dataSets":${rest}`)).length === 1;
}
