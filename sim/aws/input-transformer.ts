/**
 * What EventBridge hands to a target: the event, a part of it, a constant, or a template filled from it.
 *
 * Documented in:
 *  - the EventBridge User Guide, "Amazon EventBridge input transformation" (below: the guide), in particular its
 *    sections "Predefined variables", "Input transform examples" and "Common issues with transforming input":
 *    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 *  - the EventBridge API Reference, types Target and InputTransformer (below: the API reference).
 * What these leave open is taken from what AWS itself delivered, as recorded (marked `aws.validated`) in
 * localstack/localstack, tests/aws/services/events/test_events_inputs.snapshot.json (below: recorded). Where nothing
 * says what EventBridge would deliver, this throws rather than guesses.
 */

type JsonObject = Readonly<Record<string, unknown>>;

/** The rule on behalf of which the target is called. */
export interface TransformRule {
  readonly name: string;
  readonly arn: string;
  /** When EventBridge received the event, in ISO 8601; the event's own `time` when left out. */
  readonly ingestionTime?: string;
}

/** What a target says about its input; at most one of the three (recorded: more than one is refused). */
export interface TargetInput {
  readonly inputPath?: string;
  readonly input?: string;
  readonly inputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** A variable's value; `undefined` is a path that the event does not have. */
interface Variable {
  readonly value: unknown;
  /** `aws.events.event` and `aws.events.event.json` may not stand within a string (the guide, common issues). */
  readonly neverInString?: boolean;
}

/** API reference, InputTransformer: most entries of InputPathsMap, and the form of its keys. */
const MAX_PATHS = 100;
const VARIABLE_NAME = /^(?!aws\.)[\w-]{1,256}$/i;

/** A string of the template (with the colon that makes it a key), or a placeholder outside any string. */
const STRING_OR_PLACEHOLDER = /"(?:[^"\\]|\\[\s\S])*"(\s*:)?|<([^<>]*)>/g;
const PLACEHOLDER = /<([^<>]*)>/g;
const QUOTED_LINE = /^\s*(?:".*")?\s*$/;

/** The text that the target receives. */
export function transform(input: TargetInput, event: unknown, rule?: TransformRule): string {
  const given = [input.input, input.inputPath, input.inputTransformer].filter((one) => one !== undefined);
  if (given.length > 1) {
    throw new Error('Only one of Input, InputPath, or InputTransformer must be provided for a target');
  }
  if (input.input !== undefined) {
    return constant(input.input);
  }
  if (input.inputPath !== undefined) {
    return part(input.inputPath, event);
  }
  if (input.inputTransformer !== undefined) {
    const { InputPathsMap: paths = {}, InputTemplate: template } = input.inputTransformer;
    return fill(template, variables(paths, event, rule));
  }
  return JSON.stringify(event);
}

/** API reference, Target: Input is valid JSON text, and nothing of the event is passed. */
function constant(text: string): string {
  if (!isJson(text)) {
    throw new Error(`Input must be valid JSON text, such as "\\"text\\"" or "{}", not ${text}`);
  }
  return text;
}

/** API reference, Target: InputPath in dot or bracket notation. A string comes as JSON, in quotes (recorded). */
function part(path: string, event: unknown): string {
  const value = select(path, event, true);
  if (value === undefined) {
    throw new Error(`InputPath ${path} finds nothing in the event; what EventBridge then delivers is not documented`);
  }
  return JSON.stringify(value);
}

/** The variables of InputPathsMap and the predefined ones (the guide, predefined variables). */
function variables(
  paths: Readonly<Record<string, string>>,
  event: unknown,
  rule: TransformRule | undefined,
): ReadonlyMap<string, () => Variable> {
  const named = Object.entries(paths);
  const names = Object.keys(paths);
  const bad = names.find((name) => !VARIABLE_NAME.test(name));
  if (bad !== undefined || names.length > MAX_PATHS) {
    throw new Error(
      `InputPathsMap must have at most ${MAX_PATHS} names of letters, digits, "_" and "-" that do not ` +
        `start with "AWS.", not ${bad ?? `${names.length} names`}`,
    );
  }
  const ofRule = (): TransformRule => {
    if (rule === undefined) {
      throw new Error('InputTemplate uses a variable of the rule, but no rule was given to transform()');
    }
    return rule;
  };
  return new Map<string, () => Variable>([
    ...named.map(([name, path]): [string, () => Variable] => [name, () => ({ value: select(path, event, false) })]),
    ['aws.events.rule-arn', () => ({ value: ofRule().arn })],
    ['aws.events.rule-name', () => ({ value: ofRule().name })],
    ['aws.events.event.ingestion-time', () => ({ value: rule?.ingestionTime ?? select('$.time', event, false) })],
    ['aws.events.event', () => ({ value: withoutDetail(event), neverInString: true })],
    ['aws.events.event.json', () => ({ value: event, neverInString: true })],
  ]);
}

/** The event without `detail` (the guide); its `detail-type` comes as `detailType` (recorded). */
function withoutDetail(event: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(isObject(event) ? event : {})
      .filter(([key]) => key !== 'detail')
      .map(([key, value]) => [key === 'detail-type' ? 'detailType' : key, value]),
  );
}

/**
 * Fills the template. Text, whose every line stands in quotes, keeps them (the guide, common issues; recorded). JSON is
 * delivered minified (the guide); what is no longer JSON once filled throws, as no source says what EventBridge does.
 */
function fill(template: string, known: ReadonlyMap<string, () => Variable>): string {
  const variable = (name: string): Variable => {
    const found = known.get(name);
    if (found === undefined) {
      throw new Error(`InputTemplate contains invalid placeholder ${name}; known are ${[...known.keys()].join(', ')}`);
    }
    return found();
  };
  const isText = template.split('\n').every((line) => QUOTED_LINE.test(line));
  const filled = template.replace(STRING_OR_PLACEHOLDER, (token: string, colon: string | undefined, name?: string) => {
    if (name !== undefined) {
      return asJson(variable(name));
    }
    const string = token.replace(PLACEHOLDER, (_, inner: string) => inString(variable(inner), inner, isText));
    if (colon !== undefined && string !== token) {
      throw new Error(`InputTemplate has a placeholder in the object key ${token}, where EventBridge allows none`);
    }
    return string;
  });
  if (isText) {
    return filled;
  }
  if (!isJson(filled)) {
    throw new Error(
      'InputTemplate, once filled, is neither JSON nor text with each line in double quotes (EventBridge ' +
        `does not escape values within quotes): ${filled}`,
    );
  }
  return JSON.stringify(JSON.parse(filled));
}

/**
 * A variable outside quotes: strings get their quotes, objects and arrays come as JSON (the guide, common issues);
 * a path that is not there gives an empty string (recorded; the guide says it "won't appear in the output").
 */
function asJson({ value }: Variable): string {
  return JSON.stringify(value ?? (value === null ? null : ''));
}

/**
 * A variable within quotes (the guide, common issues): a string comes unescaped, an object or array as JSON that has
 * lost its quotes; a path that is not there gives nothing (recorded). Of JSON with an object within quotes nothing is
 * delivered (recorded).
 */
function inString({ value, neverInString }: Variable, name: string, isText: boolean): string {
  if (neverInString) {
    throw new Error(`<${name}> can only be the value of a JSON field; it cannot stand within a string`);
  }
  if (!isText && isObject(value)) {
    throw new Error(`<${name}> is an object within quotes, so that EventBridge delivers nothing: take the quotes away`);
  }
  if (value === undefined) {
    return '';
  }
  return typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
}

/**
 * The value at a JSON path, `undefined` when there is none. Of JSON path EventBridge supports dots, letters, digits,
 * dashes, underscores, slashes, array indices and the wildcard `*` (the guide). Names in brackets, `$.a['b']`, are
 * allowed in InputPath and not in InputPathsMap (API reference, Target and InputTransformer).
 */
function select(path: string, event: unknown, brackets: boolean): unknown {
  const step = brackets ? /\.([\w/-]+|\*)|\[(\d+|\*)\]|\['([^']+)'\]/y : /\.([\w/-]+|\*)|\[(\d+|\*)\]/y;
  step.lastIndex = 1;
  let values: readonly unknown[] = [event];
  let many = false;
  while (path.startsWith('$') && step.lastIndex < path.length) {
    const [, name, index, quoted] = step.exec(path) ?? [];
    const key = name ?? index ?? quoted;
    if (key === undefined) {
      break;
    }
    const all = key === '*' && quoted === undefined;
    many ||= all;
    values = values.flatMap((value) => (all ? children(value) : child(value, key, index !== undefined)));
  }
  if (!path.startsWith('$') || step.lastIndex < path.length) {
    throw new Error(
      `${path} is not a JSON path EventBridge supports: write $, then .name, [0] or [*]` +
        `${brackets ? " or ['name']" : ''} for each step`,
    );
  }
  return many ? values : values[0];
}

/** The one value a step leads to, or none. */
function child(value: unknown, key: string, isIndex: boolean): readonly unknown[] {
  if (Array.isArray(value)) {
    return isIndex && Number(key) < value.length ? [value[Number(key)]] : [];
  }
  return !isIndex && isObject(value) && Object.hasOwn(value, key) ? [value[key]] : [];
}

/** Every value a wildcard leads to. */
function children(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
