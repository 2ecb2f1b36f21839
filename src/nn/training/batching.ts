import { NamesakeError } from "../../errors.js";
import { random } from "../../random.js";

export interface BatchingOptions<E> {
  /** Examples of a batch. */
  size: number;
  /** Length of an example, in tokens; absent = all are alike. */
  lengthOf?: (example: E) => number;
  /**
   * Lengths to which batches are filled up, ascending; an example goes where it fits best. Default: powers of two from 16
   * to 512, where examples have lengths.
   */
  buckets?: readonly number[];
  /** What is done with an example that is longer than the last bucket: default "fail". */
  tooLong?: "fail" | "skip";
  /** Batches of one length that belong to one step; default 1. */
  accumulate?: number;
  /** Examples that are in memory at a time and are shuffled, default 100 steps' worth; 0 = the order of the data. */
  window?: number;
  seed?: number;
}

/** The examples of one step: its batches, all of one length. */
export interface StepExamples<E> {
  /** The bucket's length; 0 where there are no buckets. */
  length: number;
  batches: E[][];
}

/**
 * Groups a stream of examples into batches of about equal length, so that little is spent on padding and few graphs
 * have to be compiled. Of the data no more than a window is in memory. At the end, what is left in short buckets goes
 * into longer ones, and what does not fill a step is dropped, unless there would be no step at all.
 *
 * The same stream, options and seed give the same batches.
 *
 * @throws {NamesakeError} EXAMPLE_TOO_LONG
 */
export async function* batchesOf<E>(
  examples: AsyncIterable<E> | Iterable<E>,
  options: BatchingOptions<E>,
): AsyncGenerator<StepExamples<E>> {
  const { size, accumulate = 1, lengthOf, seed = 0 } = options;
  const buckets = lengthOf === undefined ? [0] : (options.buckets ?? BUCKETS);
  const needed = size * accumulate;
  const window = options.window ?? 100 * needed;
  const next = random(seed);
  const waiting = new Map<number, E[]>(buckets.map((length) => [length, []]));
  let steps = 0;

  const group = (length: number, members: readonly E[]): StepExamples<E> => {
    steps++;
    const batches: E[][] = [];
    // Less than a step is there only where the data are: then its batches are small and not few, one for each process.
    const own = Math.ceil(members.length / accumulate);
    for (let from = 0; from < members.length; from += own) batches.push(members.slice(from, from + own));
    return { length, batches };
  };
  function* filled(members: E[]): Generator<StepExamples<E>> {
    if (window > 0) shuffle(members, next);
    for (const example of members) {
      const bucket = bucketOf(example, buckets, options);
      const mates = bucket === undefined ? undefined : (waiting.get(bucket) as E[]);
      if (bucket === undefined || mates === undefined || mates.push(example) < needed) continue;
      yield group(bucket, mates.splice(0));
    }
  }

  let open: E[] = [];
  for await (const example of examples) {
    open.push(example);
    if (open.length < Math.max(1, window)) continue;
    yield* filled(open);
    open = [];
  }
  yield* filled(open);

  const left: E[] = [];
  for (const [length, mates] of waiting) {
    left.push(...mates);
    while (left.length >= needed) yield group(length, left.splice(0, needed));
  }
  if (steps === 0 && left.length > 0) yield group(bucketsUpTo(left, buckets, options), left);
}

const BUCKETS = [16, 32, 64, 128, 256, 512];

/** The shortest bucket that holds all examples. */
const bucketsUpTo = <E>(
  examples: readonly E[],
  buckets: readonly number[],
  options: BatchingOptions<E>,
): number => Math.max(...examples.map((example) => bucketOf(example, buckets, options) ?? 0));

/** The bucket that an example fits best; undefined where it is left out. */
function bucketOf<E>(
  example: E,
  buckets: readonly number[],
  { lengthOf, tooLong = "fail" }: BatchingOptions<E>,
): number | undefined {
  if (lengthOf === undefined) return buckets[0];
  const length = lengthOf(example);
  const bucket = buckets.find((limit) => length <= limit);
  if (bucket === undefined && tooLong === "fail")
    throw new NamesakeError("EXAMPLE_TOO_LONG", { length, limit: buckets.at(-1) ?? 0 });
  return bucket;
}

/** Fisher and Yates' shuffle, in place. */
function shuffle<E>(items: E[], next: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = next() % (i + 1);
    [items[i], items[j]] = [items[j] as E, items[i] as E];
  }
}
