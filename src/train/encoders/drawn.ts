/**
 * Some of a list, each as likely as another, in the order in which they were drawn.
 *
 * @param count at most so many
 * @param next gives numbers from 0 to below 1
 */
export function drawn<T>(list: readonly T[], count: number, next: () => number): T[] {
  const pool = [...list];
  const some: T[] = [];
  while (some.length < count && pool.length > 0)
    some.push(...pool.splice(Math.floor(next() * pool.length), 1));
  return some;
}
