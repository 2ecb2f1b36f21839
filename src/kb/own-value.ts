/**
 * The value of a field that an object has itself: names of types and attributes are anybody's, and "constructor" is one of every object.
 *
 * @example
 * ```ts
 * ownValue({}, "constructor"); // undefined
 * ```
 */
export const ownValue = <T>(object: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
