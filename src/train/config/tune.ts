import { type ErrorCode, NamesakeError } from "../../errors.js";
import { configToYaml } from "./config-yaml.js";
import { rungsOf, type Strategy } from "./rungs.js";
import { build, type SchemaTree, type ValuesOf, valueAt } from "./schema.js";
import { drawConfigs, type SearchSpace } from "./search-space.js";
import { type Plan, TrialLog, type TrialRecord } from "./trial-log.js";

/** What a trial may use. */
export interface TrialBudget {
  /** Its place in the sequence: what it keeps under this number, it finds again when it gets a larger share. */
  trial: number;
  /** The share of the whole number of steps that it is to have done at its end, above 0 and up to 1. */
  share: number;
  /** Dotted keys of the thresholds to sweep. */
  thresholds: readonly string[];
  signal: AbortSignal | undefined;
}

export interface TrialResult {
  /** How good the model is on the development data; larger is better. */
  score: number;
  /** The best value of each threshold that was asked for. */
  thresholds?: Readonly<Record<string, number>>;
}

/**
 * Trains with a configuration and scores it. A NamesakeError fails this trial alone, e.g. that the loss diverged, unless the next
 * would meet it too, e.g. that the disk is full. Anything else that is thrown ends the search.
 */
export type RunTrial<T extends SchemaTree> = (
  config: ValuesOf<T>,
  budget: TrialBudget,
) => Promise<TrialResult>;

export interface SearchOptions<T extends SchemaTree> {
  runTrial: RunTrial<T>;
  /** The file in which trials are kept. A search that was stopped goes on from it. */
  log: string;
  /** Configurations to try. */
  trials: number;
  /** Default 0. */
  seed?: number;
  /** Default random search. */
  strategy?: Strategy;
  signal?: AbortSignal;
  /** Is told of each trial that ended, those of an earlier run included. */
  onTrial?: (record: TrialRecord) => void;
}

export interface SearchResult<T extends SchemaTree> {
  /** The configuration of the best trial, with its thresholds in their places. */
  best: ValuesOf<T>;
  /** {@link best} as YAML with its help. */
  yaml: string;
  score: number;
  /** All trials in the order in which they ended. */
  records: TrialRecord[];
}

interface Candidate<T extends SchemaTree> {
  trial: number;
  config: ValuesOf<T>;
}

type Ranked<T extends SchemaTree> = Candidate<T> & TrialResult;

/** Errors that the next trial would meet as well. */
const FATAL: readonly ErrorCode[] = [
  "WRITE_FAILED",
  "CACHE_UNWRITABLE",
  "SOURCE_NOT_FOUND",
  "SOURCE_NOT_TEXT",
  "RUNTIME_MISSING",
  "DEVICE_MISSING",
  "ENCODER_MISSING",
  "TOKENISER_MISSING",
];

/**
 * Searches a space for the configuration with the greatest score on development data. The sequence of trials depends on the seed
 * and the scores alone, so a search that was killed goes on as if it had not been.
 *
 * @throws {NamesakeError} OPTION_INVALID, SEARCH_FAILED where no trial of a round succeeded, SEARCH_FOREIGN where the log has
 * another search, RECORD_INVALID where it is damaged, WRITE_FAILED; and the reason of the signal
 * @example
 * ```ts
 * const space = await readSearchSpace(schema, "tune.yaml");
 * const { yaml, records } = await tune(space, { runTrial, log: "trials.jsonl", trials: 27, strategy: { method: "halving" } });
 * process.stdout.write(`${trialTable(space, records)}\n${yaml}`);
 * ```
 */
export async function tune<T extends SchemaTree>(
  space: SearchSpace<T>,
  options: SearchOptions<T>,
): Promise<SearchResult<T>> {
  const { seed = 0, trials, strategy = { method: "random" }, onTrial } = options;
  let leaders: Candidate<T>[] = drawConfigs(space, seed, trials).map((config, trial) => ({ trial, config }));
  const rungs = rungsOf(strategy, leaders.length);
  const log = TrialLog.open(options.log, planOf(space, seed, strategy, trials));
  const records: TrialRecord[] = [];
  let ranked: Ranked<T>[] = [];
  try {
    for (const rung of rungs) {
      ranked = [];
      for (const candidate of leaders) {
        // A trial that fails leaves its place to the next best.
        if (ranked.length === rung.places) break;
        const record = await finish(candidate, rung.share, space, options, log);
        records.push(record);
        onTrial?.(record);
        const { score, thresholds = {} } = record;
        if (score !== undefined) ranked.push({ ...candidate, score, thresholds });
      }
      ranked.sort((a, b) => b.score - a.score || a.trial - b.trial);
      leaders = ranked;
    }
  } finally {
    log.close();
  }
  const [first] = ranked;
  if (first === undefined) {
    // All of the last round failed.
    const last = records.at(-1);
    const round = records.filter(({ share }) => share === last?.share);
    throw new NamesakeError("SEARCH_FAILED", { trials: round.length, why: last?.failed ?? "" });
  }
  const best = withThresholds(space, first);
  return { best, yaml: configToYaml(best, space.schema), score: first.score, records };
}

/** What a trial ends with: from the log, or else by training. */
async function finish<T extends SchemaTree>(
  { trial, config }: Candidate<T>,
  share: number,
  space: SearchSpace<T>,
  { log: path, runTrial, signal }: SearchOptions<T>,
  log: TrialLog,
): Promise<TrialRecord> {
  const known = log.find(trial, share);
  if (known !== undefined) {
    const [expected, found] = [config, known.config].map((one) => JSON.stringify(one));
    if (expected !== found)
      throw new NamesakeError("SEARCH_FOREIGN", {
        path,
        what: `trial ${trial}`,
        expected: expected ?? "nothing",
        found: found ?? "nothing",
      });
    return known;
  }
  signal?.throwIfAborted();
  const ended = await outcomeOf(() =>
    runTrial(config, { trial, share, thresholds: space.thresholds, signal }),
  );
  // What was stopped in the middle may have ended as if it were done, or as if it had failed.
  signal?.throwIfAborted();
  if (!("failed" in ended)) checkThresholds(space, ended);
  const record = { trial, share, config, ...ended };
  log.add(record);
  return record;
}

async function outcomeOf(run: () => Promise<TrialResult>): Promise<TrialResult | { failed: string }> {
  try {
    const { score, thresholds } = await run();
    if (!Number.isFinite(score)) return { failed: `Its score is ${score}.` };
    return thresholds === undefined ? { score } : { score, thresholds };
  } catch (error) {
    if (!(error instanceof NamesakeError) || FATAL.includes(error.code)) throw error;
    return { failed: error.message };
  }
}

/** @throws {TypeError} where the best configuration could not hold what was found: a mistake of the task */
function checkThresholds({ schema, thresholds }: SearchSpace, found: TrialResult): void {
  for (const key of thresholds) {
    const leaf = schema.leaves.get(key);
    const value = found.thresholds?.[key];
    if (leaf?.accepts(value) !== true)
      throw new TypeError(`The threshold ${key} of a trial should be ${leaf?.expected}, found ${value}.`);
  }
}

const withThresholds = <T extends SchemaTree>(
  { schema }: SearchSpace<T>,
  { config, thresholds = {} }: Ranked<T>,
): ValuesOf<T> => build(schema, (key) => thresholds[key] ?? valueAt(config, key));

/** Everything that decides the sequence of trials. */
function planOf(space: SearchSpace, seed: number, strategy: Strategy, trials: number): Plan {
  const settings = [...space.schema.leaves.keys()].map((key) => [
    key,
    space.ranges.get(key) ?? valueAt(space.base, key),
  ]);
  return {
    // A random search may be made longer; the rounds of another depend on the number of trials.
    search: {
      ...strategy,
      seed,
      thresholds: space.thresholds,
      ...(strategy.method === "random" ? {} : { trials }),
    },
    settings: Object.fromEntries(settings),
  };
}
