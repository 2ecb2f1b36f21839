import { NamesakeError } from "../../errors.js";
import { fingerprint, murmur128 } from "../../kb/content-hash.js";
import { random } from "../../random.js";
import type { Evaluator } from "./evaluator.js";
import { polish } from "./methods/polish.js";
import type { Generation, SearchMethod, Valued } from "./methods/search-method.js";
import type { Problem } from "./problem.js";

/** One generation, for the curve of a search. */
export interface CurvePoint {
  readonly generation: number;
  readonly phase: "search" | "polish";
  /** Value of the best system so far, and how many types it has. */
  readonly best: number;
  readonly types: number;
  /** Mean value of the systems of this generation. */
  readonly mean: number;
  /** Systems so far whose value was asked for. */
  readonly evaluations: number;
}

/** A search behind some generation, as JSON values: it can be gone on with from there. */
export interface SearchState {
  readonly method: string;
  readonly options: Readonly<Record<string, number>>;
  readonly seed: number;
  /** Which problem it is about, as {@link problemHash} tells. */
  readonly problem: string;
  readonly phase: "search" | "polish" | "done";
  /** The best system so far; its types are numbers in the problem. */
  readonly best: Valued;
  readonly curve: readonly CurvePoint[];
  /** What the method needs to go on. */
  readonly own: unknown;
}

export interface SearchOptions {
  /** Default 0. */
  seed?: number;
  /** Generations without a better system after which a phase ends, default 30. */
  patience?: number;
  /** Where an earlier search of the same method, options, seed and problem stands. */
  state?: SearchState;
  /** Where that is from, for messages. */
  stateName?: string;
  /** Stops the search behind the present generation. */
  signal?: AbortSignal;
  /** Told of each generation; what it returns is waited for, so that the state can be kept. */
  onGeneration?: (state: SearchState) => unknown;
}

/**
 * Looks for the best system of types, and polishes what the method finds. The same problem, method and seed lead to the same
 * systems, whoever evaluates them and however often the search is stopped and gone on with.
 *
 * @returns where it stands: `phase` is "done", unless it was stopped
 * @throws {NamesakeError} SEARCH_FOREIGN where the state is that of another search
 * @example
 * ```ts
 * const { best } = await search(problem, localEvaluator(problem), crossEntropy(), { seed: 1 });
 * best.system.map((type) => names[problem.types[type]]);
 * ```
 */
export async function search<Own>(
  problem: Problem,
  evaluator: Evaluator,
  method: SearchMethod<Own>,
  options: SearchOptions = {},
): Promise<SearchState> {
  const { seed = 0, patience = 30, signal, onGeneration } = options;
  const fresh = begun(problem, method, seed, patience);
  let state = options.state ?? fresh;
  refuseForeign(state, fresh, options.stateName ?? "The state");
  while (state.phase !== "done" && signal?.aborted !== true) {
    const current = state.phase === "search" ? method : polish(state.best);
    const generation = state.curve.length + 1;
    const next = random(generationSeed(seed, generation));
    const surroundings = { problem, evaluator, generation, next };
    const result = await (current as SearchMethod).step(state.own, surroundings);
    state = after(state, result, method.generations, patience);
    await onGeneration?.(state);
  }
  return state;
}

function begun<Own>(
  problem: Problem,
  method: SearchMethod<Own>,
  seed: number,
  patience: number,
): SearchState {
  return {
    method: method.name,
    options: { ...method.options, patience },
    seed,
    problem: problemHash(problem),
    phase: "search",
    best: { system: [], value: problem.greedy / Math.max(1, problem.mentions) },
    curve: [],
    own: method.start(problem),
  };
}

function refuseForeign(state: SearchState, fresh: SearchState, path: string): void {
  const parts = {
    method: "the method",
    options: "what the method is given",
    seed: "the seed",
    problem: "the hash of samples, types and penalty",
  } as const;
  for (const [key, what] of Object.entries(parts)) {
    const [found, expected] = [state, fresh].map((one) => JSON.stringify(one[key as keyof typeof parts]));
    if (found !== expected)
      throw new NamesakeError("SEARCH_FOREIGN", {
        path,
        what,
        expected: expected ?? "none",
        found: found ?? "none",
      });
  }
}

/** The state behind one more generation. */
function after(
  state: SearchState,
  result: Generation<unknown>,
  limit: number,
  patience: number,
): SearchState {
  const phase = state.phase as "search" | "polish";
  const best = result.best.value > state.best.value ? result.best : state.best;
  const generation = state.curve.length + 1;
  const point = {
    generation,
    phase,
    best: best.value,
    types: best.system.length,
    mean: result.mean,
    evaluations: (state.curve.at(-1)?.evaluations ?? 0) + result.evaluations,
  };
  const curve = [...state.curve, point];
  const before = curve.at(-1 - patience);
  const stuck = before?.phase === phase && before.best === best.value;
  const ended = result.done || stuck || (phase === "search" && generation >= limit);
  const own = phase === "search" && ended ? best : result.own;
  return { ...state, phase: !ended ? phase : phase === "search" ? "polish" : "done", best, curve, own };
}

/** Tells problems apart: the same arrays, penalty and limit have the same hash. */
export function problemHash(problem: Problem): string {
  const hashes = Object.entries(problem)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      const bytes = value instanceof Uint32Array ? value : Float64Array.of(value as number);
      return `${name} ${murmur128(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)).join()}`;
    });
  return fingerprint(hashes.join("\n"));
}

/** Where the random numbers of a generation start. */
const generationSeed = (seed: number, generation: number): number =>
  (Math.imul(seed, 0x85ebca6b) + Math.imul(generation, 0x9e3779b1)) | 0;
