import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * EventBridge's limits for a bus: rules (unless the quota is raised), and rules with wildcard filters.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const RULES = 300;
const WILDCARD_RULES = 30;

/** Counts the rules that one construct makes on a bus, and warns once when it alone exceeds the bus's limits. */
export class BusLimits {
  private rules = 0;
  private wildcardRules = 0;

  constructor(
    private readonly scope: Construct,
    private readonly bus: string,
  ) {}

  /** @param eventPattern as the rule renders it; none of a rule on a schedule */
  public add(eventPattern?: unknown): void {
    this.rules += 1;
    if (this.rules === RULES + 1) {
      this.warn(
        'rules',
        `this makes more than ${RULES} rules on ${this.bus}, which is all that EventBridge allows there unless the quota ` +
          'is raised: let data sets share landing events, such as a prefix above theirs, or have the quota raised',
      );
    }
    if (hasWildcard(eventPattern)) {
      this.wildcardRules += 1;
      if (this.wildcardRules === WILDCARD_RULES + 1) {
        this.warn(
          'wildcardRules',
          `this makes more than ${WILDCARD_RULES} rules with wildcard filters on ${this.bus}, which is all that ` +
            'EventBridge allows there: use a prefix or a suffix alone, since objectCreated with both needs a wildcard',
        );
      }
    }
  }

  private warn(id: string, message: string): void {
    Annotations.of(this.scope).addWarningV2(`cdk-spice-refresh:${id}`, message);
  }
}

/** Filters stand in arrays; what stands elsewhere under that name is a field of the event. */
function hasWildcard(part: unknown): boolean {
  if (Array.isArray(part)) {
    return part.some((each) => isWildcard(each) || isWildcard(each?.['anything-but']) || hasWildcard(each));
  }
  return typeof part === 'object' && part !== null && Object.values(part).some(hasWildcard);
}

function isWildcard(filter: unknown): boolean {
  return typeof filter === 'object' && filter !== null && 'wildcard' in filter;
}
