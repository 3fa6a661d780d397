import {
  type LandingMessage,
  type Message,
  type PauseMessage,
  REQUEST_LANDING_EVENT,
  type RefreshSettings,
  type RequestMessage,
  type WakeMessage,
} from '../../lib/private/contract';
import type { Landing } from '../landings';
import { LATE_AFTER } from '../timing';
import { isIgnored } from './ignored-key';

/** What a batch of messages brings for one data set. */
export interface Inbox {
  readonly landings: Landing[];
  /** The settings of the newest landing message, and when that landed. */
  settings?: RefreshSettings;
  settingsAt: number;
  readonly wakes: WakeMessage[];
  /** The failures that a redrive asks to retry. */
  readonly retries: number[];
  /** How many refreshes requests alone may start in 24 hours, if there is a request. */
  requestLimit?: { readonly maxPerDay?: number };
  /** The newest of what operators ask for. */
  pause?: PauseMessage;
}

/**
 * Messages by data set; a message that names several is in each of their inboxes.
 *
 * @param queuedAts when the queue took each of them: epoch milliseconds
 */
export function fold(
  messages: readonly Message[],
  queuedAts: readonly (number | undefined)[] = [],
): Map<string, Inbox> {
  const inboxes = new Map<string, Inbox>();
  const inboxOf = (dataSetArn: string): Inbox => {
    let inbox = inboxes.get(dataSetArn);
    if (!inbox) {
      inbox = { landings: [], settingsAt: Number.NEGATIVE_INFINITY, wakes: [], retries: [] };
      inboxes.set(dataSetArn, inbox);
    }
    return inbox;
  };
  // the reader answers the same message as long as the same one comes
  let read: { readonly message: LandingMessage; readonly landing: Landing } | undefined;
  for (const [index, message] of messages.entries()) {
    const queuedAt = queuedAts[index];
    if (message.kind === 'wake') {
      inboxOf(message.dataSetArn).wakes.push(message);
    } else if (message.kind === 'retry') {
      inboxOf(message.dataSetArn).retries.push(message.failedAt);
    } else if (message.kind === 'sweep') {
      // it is about the whole ledger
    } else if (message.kind === 'request') {
      const inbox = inboxOf(requestedArn(message));
      // its event's time is whatever its sender wrote
      inbox.landings.push({ landingEvent: REQUEST_LANDING_EVENT, time: queuedAt ?? Date.parse(message.time) });
      inbox.requestLimit = { maxPerDay: message.maxPerDay };
      offerSettings(inbox, message.settings);
    } else if (message.kind === 'pause') {
      const inbox = inboxOf(message.dataSetArn);
      inbox.pause = inbox.pause && inbox.pause.at > message.at ? inbox.pause : message;
      offerSettings(inbox, message.settings);
    } else if (!isIgnored(message)) {
      if (message !== read?.message) {
        read = { message, landing: landingOf(message) };
      }
      const isLate = queuedAt !== undefined && queuedAt - read.landing.time > LATE_AFTER;
      const landing: Landing = isLate ? { ...read.landing, lateAt: queuedAt } : read.landing;
      for (const { arn: dataSetArn, settings } of message.dataSets) {
        const inbox = inboxOf(dataSetArn);
        inbox.landings.push(landing);
        if (landing.time >= inbox.settingsAt) {
          inbox.settings = settings;
          inbox.settingsAt = landing.time;
        }
      }
    }
  }
  return inboxes;
}

/** As old as can be: those of any landing message are newer. */
function offerSettings(inbox: Inbox, settings: RefreshSettings): void {
  if (inbox.settingsAt <= 0) {
    inbox.settings = settings;
    inbox.settingsAt = 0;
  }
}

function landingOf({ landingEvent, time, ifStaleFor }: LandingMessage): Landing {
  return { landingEvent, time: Date.parse(time), ...(ifStaleFor !== undefined && { ifStaleFor }) };
}

/** The data sets a message is about: none, if what landed does not count. */
export function dataSetsOf(message: Message): readonly string[] {
  switch (message.kind) {
    case 'landing':
      return isIgnored(message) ? [] : message.dataSets.map((entry) => entry.arn);
    case 'request':
      return [requestedArn(message)];
    case 'sweep':
      return [];
    default:
      return [message.dataSetArn];
  }
}

/** The same message for those of its data sets alone that it is still needed for. */
export function reduce(message: Message, isNeeded: (dataSetArn: string) => boolean): Message {
  return message.kind === 'landing'
    ? { ...message, dataSets: message.dataSets.filter(({ arn }) => isNeeded(arn)) }
    : message;
}

function requestedArn({ arnPrefix, dataSetId }: RequestMessage): string {
  return `${arnPrefix}${dataSetId}`;
}
