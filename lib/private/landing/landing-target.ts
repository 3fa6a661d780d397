import { Lazy } from 'aws-cdk-lib';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import type { DataSetEntry, LandingMessage } from '../contract';
import { charactersAtMost } from '../tokens';
import { queueTarget, type TargetQueues } from './queue-target';

/** EventBridge's limit for an input template. */
export const TEMPLATE_CHARACTERS = 8_192;

export interface LandingTargetProps extends TargetQueues {
  /** The landing message, but for what the event and the data sets bring. */
  readonly message: Omit<LandingMessage, 'time' | 'key' | 'dataSets' | 'ignoreKeys'>;
  readonly ignoreKeys?: readonly string[];
}

/** The queue as target of a rule: its input transformer makes the landing message. */
export class LandingTarget implements IRuleTarget {
  /** The ARNs of data sets by their settings, as JSON: those with the same ones stand together and say them once. */
  private readonly arnsBySettings = new Map<string, string[]>();
  /** How long the template may become. */
  private characters: number;

  constructor(
    private readonly scope: IConstruct,
    private readonly props: LandingTargetProps,
  ) {
    this.characters = this.charactersOf(this.inputTemplate());
  }

  /** Whether there was room for it. */
  public add({ arn, settings }: DataSetEntry): boolean {
    const key = JSON.stringify(settings);
    const arns = this.arnsBySettings.get(key) ?? [];
    const more = this.charactersOf(`${entryOf(arn, arns.length === 0 ? key : undefined)},`);
    if (this.characters + more > TEMPLATE_CHARACTERS) {
      return false;
    }
    this.characters += more;
    this.arnsBySettings.set(key, [...arns, arn]);
    return true;
  }

  public bind(): ReturnType<IRuleTarget['bind']> {
    const inputTemplate = Lazy.uncachedString({ produce: () => this.inputTemplate() });
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
    const entries = [...this.arnsBySettings].flatMap(([settings, arns]) =>
      arns.map((arn, at) => entryOf(arn, at === 0 ? settings : undefined)),
    );
    const [key, ignoreKeys] = this.ignoresKeys
      ? ['"key":<key>,', `,"ignoreKeys":${JSON.stringify(this.props.ignoreKeys)}`]
      : ['', ''];
    return `${head},"time":<time>,${key}"dataSets":[${entries.join()}]${ignoreKeys}}`;
  }

  private charactersOf(template: string): number {
    return charactersAtMost(this.scope, template);
  }
}

/** A data set in the message. Without settings it has those of the one before it. */
function entryOf(arn: string, settings?: string): string {
  return `{"arn":${JSON.stringify(arn)}${settings === undefined ? '' : `,"settings":${settings}`}}`;
}
