import { Lazy } from 'aws-cdk-lib';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { splitAtId } from '../arn';
import type { DataSetEntry, LandingMessage, MetricsWritten, RefreshSettings } from '../contract';
import { written } from '../settings';
import { charactersAtMost, substituted } from '../tokens';
import { queueTarget, type TargetQueues } from './queue-target';

/** EventBridge's limit for an input template. */
export const TEMPLATE_CHARACTERS = 8_192;

export interface LandingTargetProps extends TargetQueues {
  /** The landing message, but for what the event and the data sets bring. */
  readonly message: Omit<LandingMessage, 'time' | 'key' | 'dataSets' | 'ignoreKeys'>;
  readonly ignoreKeys?: readonly string[];
}

/** What may be in a data set's settings when the template is written, and is not yet when the data set is added. */
const LATER: readonly (MetricsWritten | undefined)[] = ['watched', 'all', undefined];

/** The queue as target of a rule: its input transformer makes the landing message. */
export class LandingTarget implements IRuleTarget {
  private readonly entries: DataSetEntry[] = [];
  /** How many data sets have these in common, by head and tail: those of a group become one for each of `LATER` at most. */
  private readonly members = new Map<string, number>();
  /** How long the template may become. */
  private characters: number;

  constructor(
    private readonly scope: IConstruct,
    private readonly props: LandingTargetProps,
  ) {
    this.characters = this.charactersOf(this.inputTemplate());
  }

  /** Whether there was room for it. */
  public add(entry: DataSetEntry): boolean {
    const { name, head } = asMember(entry);
    const tails = LATER.map((metrics) => tailOf({ ...entry.settings, ...(metrics && { metrics }) }));
    const tail = tails.reduce((longest, each) => (each.length > longest.length ? each : longest));
    const key = head + tail;
    const members = this.members.get(key) ?? 0;
    const more = this.charactersOf(members < LATER.length ? `,${head}${name}${tail}` : `,${name}`);
    if (this.characters + more > TEMPLATE_CHARACTERS) {
      return false;
    }
    this.characters += more;
    this.members.set(key, members + 1);
    this.entries.push(entry);
    return true;
  }

  public bind(): ReturnType<IRuleTarget['bind']> {
    const inputTemplate = Lazy.uncachedString({ produce: () => substituted(this.scope, this.inputTemplate()) });
    return queueTarget(this.props, inputTemplate, {
      time: '$.time',
      ...(this.ignoresKeys && { key: '$.detail.object.key' }),
    });
  }

  private get ignoresKeys(): boolean {
    return (this.props.ignoreKeys ?? []).length > 0;
  }

  /** `<time>` and `<key>` stand outside quotes: the transformer puts them around a string itself. */
  private inputTemplate(): string {
    const head = JSON.stringify(this.props.message).slice(0, -1);
    const groups = groupsOf(this.entries).map(({ head, names, tail }) => `${head}${names.join()}${tail}`);
    const [key, ignoreKeys] = this.ignoresKeys
      ? ['"key":<key>,', `,"ignoreKeys":${JSON.stringify(this.props.ignoreKeys)}`]
      : ['', ''];
    return `${head},"time":<time>,${key}"dataSets":[${groups.join()}]${ignoreKeys}}`;
  }

  private charactersOf(template: string): number {
    return charactersAtMost(this.scope, template);
  }
}

/** Data sets that have everything in common but how their ARNs end. */
interface Group {
  /** What comes before their names in the template, and what after them. */
  readonly head: string;
  readonly tail: string;
  /** Ids, or whole ARNs, as JSON. */
  readonly names: string[];
}

function groupsOf(entries: readonly DataSetEntry[]): Group[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const { name, head, tail } = asMember(entry);
    const known = groups.get(head + tail);
    if (known) {
      known.names.push(name);
    } else {
      groups.set(head + tail, { head, tail, names: [name] });
    }
  }
  return [...groups.values()];
}

/** A data set as member of its group: `{"arnPrefix":"…","ids":["…"],"settings":{…}}`. */
function asMember({ arn, settings }: DataSetEntry): { name: string; head: string; tail: string } {
  const tail = tailOf(settings);
  const [arnPrefix, id] = splitAtId(arn) ?? [];
  return arnPrefix === undefined
    ? { name: JSON.stringify(arn), head: '{"arns":[', tail }
    : { name: JSON.stringify(id), head: `{"arnPrefix":${JSON.stringify(arnPrefix)},"ids":[`, tail };
}

function tailOf(settings: RefreshSettings): string {
  const differing = written(settings);
  return Object.keys(differing).length === 0 ? ']}' : `],"settings":${JSON.stringify(differing)}}`;
}
