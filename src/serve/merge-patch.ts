const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * What a JSON merge patch (RFC 7396) makes of an object: fields of the patch take the place of its own, objects are merged likewise, and
 * null removes.
 */
export function mergePatch(
  target: object,
  patch: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  // A Map first: a field may be called "__proto__".
  const merged = new Map<string, unknown>(Object.entries(target));
  for (const [field, value] of Object.entries(patch)) {
    const own = merged.get(field);
    if (value === null) merged.delete(field);
    else merged.set(field, isObject(value) ? mergePatch(isObject(own) ? own : {}, value) : value);
  }
  return Object.fromEntries(merged);
}
