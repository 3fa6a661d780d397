type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The patterns with one condition for each field that a pattern stands for: an event matches the pattern if, and only if, it
 * matches one of them.
 */
export function partsOf(pattern: JsonObject): readonly JsonObject[] {
  return Object.entries(pattern).reduce<readonly JsonObject[]>(
    (parts, [name, below]) =>
      parts.flatMap((part) => alternatives(name, below).map((alternative) => both(part, alternative))),
    [{}],
  );
}

function alternatives(name: string, below: unknown): readonly JsonObject[] {
  if (Array.isArray(below)) {
    return name === '$or' ? below.flatMap(partsOf) : below.map((condition) => ({ [name]: [condition] }));
  }
  return partsOf(below as JsonObject).map((part) => ({ [name]: part }));
}

/** A pattern for what matches both: where they name the same field, the second has to stand in a $or, which takes no less than two. */
function both(one: JsonObject, other: JsonObject): JsonObject {
  if (!Object.keys(other).some((name) => name in one)) {
    return { ...one, ...other };
  }
  const or = one.$or as readonly JsonObject[] | undefined;
  return { ...one, $or: or?.map((alternative) => both(alternative, other)) ?? [other, other] };
}
