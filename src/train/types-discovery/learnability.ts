import type { ClassifierSettings, ClassifierTraining, TypeBlock } from "./context-classifier.js";
import type { Contexts } from "./contexts.js";
import type { LearnabilityData } from "./learnability-worker.js";
import { TaskThread } from "./task-thread.js";

/** How well a type can be told by the words around mentions. */
export interface Learnability {
  /** Name of the type. */
  readonly type: string;
  /** Mean area under the ROC curve of the classifiers, on mentions that are held out; null where too few of these have the type. */
  readonly auc: number | null;
  /** That of each classifier. */
  readonly runs: readonly (number | null)[];
  /** Mentions that have the type, and those that have not. */
  readonly positive: number;
  readonly negative: number;
}

export interface LearnabilityOptions {
  /** Default: DeepType's four, windows of 5 words of width 5 and of 10 of width 10, two seeds each. */
  classifiers?: readonly ClassifierSettings[];
  /**
   * Default: three epochs of batches of 256 with a rate of 0.01. DeepType's, two of 128 with 0.001, are for many times as many mentions:
   * of a hundred thousand they learn little.
   */
  training?: ClassifierTraining;
  /** Types that are learned at once, default 512. */
  block?: number;
  /** Threads, default 1. Their number changes how long it takes, and nothing else. */
  threads?: number;
  signal?: AbortSignal;
}

const CLASSIFIERS: readonly ClassifierSettings[] = [1, 2].flatMap((seed) => [
  { window: 5, width: 5, seed },
  { window: 10, width: 10, seed },
]);
const TRAINING: ClassifierTraining = { epochs: 3, batch: 256, rate: 0.01 };

/** A type by its name, and the entities that have it, as positions among those of the contexts. */
export interface NamedMembers {
  readonly name: string;
  readonly members: Uint32Array;
}

/** All that decides the figures beside texts and types, as JSON values. */
export const learnabilitySettings = ({
  classifiers = CLASSIFIERS,
  training = TRAINING,
  block = 512,
}: LearnabilityOptions = {}) => ({ classifiers, training, block });

/**
 * Measures how well types can be told by contexts, block by block, in the order of the types.
 *
 * @param from the block to begin with, where those before are known
 * @returns the blocks one by one; ends early where `signal` says so
 * @example
 * ```ts
 * for await (const rows of learnability(contexts, types, { threads: 2 })) all.push(...rows);
 * ```
 */
export async function* learnability(
  contexts: Contexts,
  types: readonly NamedMembers[],
  options: LearnabilityOptions = {},
  from = 0,
): AsyncGenerator<Learnability[]> {
  const { classifiers, training, block: size } = learnabilitySettings(options);
  const { threads = 1, signal } = options;
  const blocks: (readonly NamedMembers[])[] = [];
  for (let first = from * size; first < types.length; first += size)
    blocks.push(types.slice(first, first + size));
  const data: LearnabilityData = { contexts, classifiers, training };
  const workers = Array.from(
    { length: Math.min(threads, blocks.length) },
    () => new TaskThread<TypeBlock, Float64Array[]>("learnability-worker.js", data, "The measuring of types"),
  );
  const mentionsOf = mentionsByEntity(contexts);
  /** Blocks that are being measured, in their order. */
  const asked: Promise<Learnability[]>[] = [];
  const ask = (index: number): void => {
    const own = blocks[index];
    const worker = workers[index % workers.length];
    if (own === undefined || worker === undefined || signal?.aborted === true) return;
    const block = blockOf(own, contexts, mentionsOf);
    const answer = worker.ask(block).then((aucs) => rowsOf(own, block, aucs));
    // It is waited for in its turn; until then a failure is nobody's.
    answer.catch(() => undefined);
    asked.push(answer);
  };
  try {
    for (let index = 0; index < workers.length; index++) ask(index);
    for (let index = 0; index < asked.length; index++) {
      const rows = await (asked[index] as Promise<Learnability[]>);
      ask(index + workers.length);
      yield rows;
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

/** The mentions of each entity. */
function mentionsByEntity({ entities }: Contexts): ReadonlyMap<number, readonly number[]> {
  const mentions = new Map<number, number[]>();
  entities.forEach((entity, m) => {
    const known = mentions.get(entity);
    if (known === undefined) mentions.set(entity, [m]);
    else known.push(m);
  });
  return mentions;
}

function blockOf(
  types: readonly NamedMembers[],
  contexts: Contexts,
  mentionsOf: ReadonlyMap<number, readonly number[]>,
): TypeBlock {
  const byMention: number[][] = Array.from({ length: contexts.entities.length }, () => []);
  types.forEach(({ members }, type) => {
    for (const entity of members) for (const m of mentionsOf.get(entity) ?? []) byMention[m]?.push(type);
  });
  const starts = new Uint32Array(byMention.length + 1);
  byMention.forEach(({ length }, m) => {
    starts[m + 1] = (starts[m] as number) + length;
  });
  return { types: types.length, starts, labels: Uint32Array.from(byMention.flat()) };
}

function rowsOf(
  types: readonly NamedMembers[],
  block: TypeBlock,
  aucs: readonly Float64Array[],
): Learnability[] {
  const positive = new Uint32Array(types.length);
  for (const type of block.labels) positive[type] = (positive[type] as number) + 1;
  const mentions = block.starts.length - 1;
  return types.map(({ name }, type) => {
    const runs = aucs.map((run) => run[type] as number);
    const mean = runs.reduce((sum, auc) => sum + auc, 0) / runs.length;
    const found = positive[type] as number;
    return {
      type: name,
      auc: orNull(mean),
      runs: runs.map(orNull),
      positive: found,
      negative: mentions - found,
    };
  });
}

/** To four digits, as far as figures of some thousand mentions mean anything. */
const orNull = (auc: number): number | null => (Number.isNaN(auc) ? null : Math.round(auc * 1e4) / 1e4);
