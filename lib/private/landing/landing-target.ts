import { Lazy } from 'aws-cdk-lib';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { splitAtId } from '../arn';
import type { DataSetEntry, LandingMessage } from '../contract';
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

/** Data sets that have everything in common but how their ARNs end. */
interface Group {
  /** What comes before their names in the template, and what after them. */
  readonly head: string;
  readonly tail: string;
  /** Ids, or whole ARNs, as JSON. */
  readonly names: string[];
}

/** The queue as target of a rule: its input transformer makes the landing message. */
export class LandingTarget implements IRuleTarget {
  /** By head and tail. */
  private readonly groups = new Map<string, Group>();
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
    const { name, head, tail } = asMember(entry);
    const key = head + tail;
    const known = this.groups.get(key);
    const more = this.charactersOf(known ? `,${name}` : `,${head}${name}${tail}`);
    if (this.characters + more > TEMPLATE_CHARACTERS) {
      return false;
    }
    this.characters += more;
    if (known) {
      known.names.push(name);
    } else {
      this.groups.set(key, { head, tail, names: [name] });
    }
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
    const groups = [...this.groups.values()].map((group) => `${group.head}${group.names.join()}${group.tail}`);
    const [key, ignoreKeys] = this.ignoresKeys
      ? ['"key":<key>,', `,"ignoreKeys":${JSON.stringify(this.props.ignoreKeys)}`]
      : ['', ''];
    return `${head},"time":<time>,${key}"dataSets":[${groups.join()}]${ignoreKeys}}`;
  }

  private charactersOf(template: string): number {
    return charactersAtMost(this.scope, template);
  }
}

/** A data set as member of its group: `{"arnPrefix":"…","ids":["…"],"settings":{…}}`. */
function asMember({ arn, settings }: DataSetEntry): { name: string; head: string; tail: string } {
  const differing = written(settings);
  const tail = Object.keys(differing).length === 0 ? ']}' : `],"settings":${JSON.stringify(differing)}}`;
  const [arnPrefix, id] = splitAtId(arn) ?? [];
  return arnPrefix === undefined
    ? { name: JSON.stringify(arn), head: '{"arns":[', tail }
    : { name: JSON.stringify(id), head: `{"arnPrefix":${JSON.stringify(arnPrefix)},"ids":[`, tail };
}
