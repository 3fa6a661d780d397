import { LANDING_EVENT_ID, type LandingMessage, type Message, SCHEMA } from '../../lib/private/contract';
import { instant, text } from './fields';
import { parse } from './parse';

/** A string as JSON has it. */
const STRING = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"`;

/**
 * A landing message as our rules write it, up to its data sets. Only what JSON can read in one way: no spaces, nothing
 * twice, no escapes but in a key.
 */
const HEAD = new RegExp(
  `^{"schema":${SCHEMA},"kind":"landing","landingEvent":"(${LANDING_EVENT_ID.source.slice(1, -1)})","time":"([0-9TZ:.+-]{1,40})",(?:"key":(${STRING}),)?"dataSets":`,
);

/**
 * Reads the messages of one batch. What lands in the same second is written the same by a rule: after one another, they are
 * the same message. Those of other seconds differ in nothing but their time and key: what follows is parsed and checked once, and then known by its text.
 * Whatever looks different is parsed in full, so each message reads, or is refused, as if it were alone.
 */
export class MessageReader {
  private last?: { readonly body: string; readonly message: LandingMessage };
  /** What landing messages end in, by its text. */
  private readonly rests = new Map<string, Pick<LandingMessage, 'dataSets' | 'ignoreKeys'>>();

  /**
   * @param queuedAt when the queue took it: epoch milliseconds
   * @throws UnreadableMessage as `parse` does
   */
  read(body: string, queuedAt?: number): Message {
    if (this.last?.body === body) {
      return this.last.message;
    }
    const message = this.readOther(body);
    if (message.kind === 'landing') {
      this.last = { body, message };
    }
    // a clock that is ahead would outlast what is sent after it
    return message.kind === 'pause' && queuedAt !== undefined
      ? { ...message, at: Math.min(message.at, queuedAt) }
      : message;
  }

  private readOther(body: string): Message {
    const [head, landingEvent, time, key] = HEAD.exec(body) ?? [];
    if (head === undefined || landingEvent === undefined || time === undefined) {
      return parse(body);
    }
    const rest = body.slice(head.length);
    const known = this.rests.get(rest);
    if (known) {
      return {
        schema: SCHEMA,
        kind: 'landing',
        landingEvent,
        time: instant(time),
        ...(key !== undefined && { key: text(JSON.parse(key), 'key') }),
        ...known,
      };
    }
    const message = parse(body);
    if (message.kind === 'landing' && isTheSameForAll(rest)) {
      const { dataSets, ignoreKeys } = message;
      this.rests.set(rest, { dataSets, ...(ignoreKeys && { ignoreKeys }) });
    }
    return message;
  }
}

/** Further fields could say again, and otherwise, what the head says. */
function isTheSameForAll(rest: string): boolean {
  return Object.keys(JSON.parse(`{"dataSets":${rest}`)).every(
    (field) => field === 'dataSets' || field === 'ignoreKeys',
  );
}
