import { Stack, Token } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { wildcardComplexity } from './wildcard-complexity';

/** EventBridge's limit: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const PATTERN_CHARACTERS = 2_048;

/** Not documented. EventBridge was seen to take patterns of complexity 9 and to refuse those of 11: see docs/adr/0022. */
const COMPLEXITY_TAKEN = 9;
const COMPLEXITY_REFUSED = 11;

type Json = { readonly [key: string]: unknown };

/**
 * Event patterns, each within EventBridge's limits, that together match what one does: its longest list of alternatives
 * is shared out over them. One that is within the limits stays whole.
 *
 * @param name for an error: whose pattern it is
 */
export function patternParts(scope: IConstruct, eventPattern: EventPattern, name: string): EventPattern[] {
  const parts = shareOut({ given: eventPattern as Json, rendered: rendered(scope, eventPattern) });
  for (const part of parts) {
    const { characters, complexity } = measure(part.rendered);
    if (characters > PATTERN_CHARACTERS) {
      throw new Error(
        `an event pattern has at most ${PATTERN_CHARACTERS} characters: that of ${name} has ${characters}, and no list ` +
          'of alternatives that could be shared out over several rules: filter by less, or by prefixes',
      );
    }
    if (complexity >= COMPLEXITY_REFUSED) {
      throw new Error(
        `EventBridge refuses event patterns with wildcards as complex as that of ${name}: use fewer stars in one ` +
          'wildcard, and fewer characters that repeat after a star',
      );
    }
  }
  return parts.map(({ given }) => given);
}

/** The event pattern as it is in the template. */
export function rendered(scope: IConstruct, eventPattern: EventPattern): Json {
  const { detailType, ...rest } = eventPattern;
  return Stack.of(scope).resolve({ ...rest, ...(detailType && { [nameOf('detailType')]: detailType }) });
}

function nameOf(field: string): string {
  return field === 'detailType' ? 'detail-type' : field;
}

/** An event pattern as it was given, and as it is in the template. */
interface Pattern {
  readonly given: Json;
  readonly rendered: Json;
}

function shareOut(pattern: Pattern): Pattern[] {
  if (fits(pattern.rendered)) {
    return [pattern];
  }
  const [longest] = listsOf(pattern.given, []).sort((one, other) => sizeOf(other) - sizeOf(one));
  if (longest === undefined) {
    return [pattern];
  }
  const [field = '', ...path] = longest.path;
  const share = (positions: readonly number[]): Pattern => ({
    given: chosen(pattern.given, longest.path, positions),
    rendered: chosen(pattern.rendered, [nameOf(field), ...path], positions),
  });
  const positions = [...longest.filters.keys()];
  const shares = positions.every((at) => fits(share([at]).rendered))
    ? firstFit(positions, (some) => fits(share(some).rendered))
    : halves(positions);
  return shares.flatMap((some) => shareOut(share(some)));
}

function firstFit(positions: readonly number[], hasRoom: (some: readonly number[]) => boolean): number[][] {
  const shares: number[][] = [];
  for (const at of positions) {
    const roomy = shares.find((some) => hasRoom([...some, at]));
    if (roomy) {
      roomy.push(at);
    } else {
      shares.push([at]);
    }
  }
  return shares;
}

/** Where another list is too long by itself, so that this one is no longer the longest. */
function halves(positions: readonly number[]): (readonly number[])[] {
  const half = Math.ceil(positions.length / 2);
  return [positions.slice(0, half), positions.slice(half)];
}

function fits(pattern: Json): boolean {
  const { characters, complexity } = measure(pattern);
  return characters <= PATTERN_CHARACTERS && complexity <= COMPLEXITY_TAKEN;
}

function measure(pattern: Json): { readonly characters: number; readonly complexity: number } {
  return { characters: JSON.stringify(pattern).length, complexity: wildcardComplexity(pattern) };
}

/** A list of alternatives, which can be shared out; the alternatives of `$or` are fields, and stay together. */
interface FilterList {
  readonly path: readonly string[];
  readonly filters: readonly unknown[];
}

function listsOf(part: Json, path: readonly string[]): FilterList[] {
  return Object.entries(part).flatMap(([key, value]) => {
    if (Token.isUnresolved(value)) {
      return [];
    }
    if (Array.isArray(value)) {
      return key === '$or' || value.length < 2 ? [] : [{ path: [...path, key], filters: value }];
    }
    return typeof value === 'object' && value !== null ? listsOf(value as Json, [...path, key]) : [];
  });
}

/** Wildcards are what there may be too much of first. */
function sizeOf({ filters }: FilterList): number {
  const text = JSON.stringify(filters);
  return text.length + text.split('"wildcard"').length * PATTERN_CHARACTERS;
}

/** With these of a list's alternatives only. */
function chosen(part: Json, [key = '', ...rest]: readonly string[], positions: readonly number[]): Json {
  const value = part[key];
  return {
    ...part,
    [key]: Array.isArray(value) ? positions.map((at) => value[at]) : chosen(value as Json, rest, positions),
  };
}
