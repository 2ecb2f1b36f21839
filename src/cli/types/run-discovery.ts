import { TOLD_PROBLEMS } from "../../eval/evaluate.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { type Discovery, openDiscovery } from "../../train/types-discovery/discovery.js";
import { writeLearnability } from "../../train/types-discovery/learnability-file.js";
import { SearchFile } from "../../train/types-discovery/search-file.js";
import { threadedEvaluator } from "../../train/types-discovery/threaded-evaluator.js";
import { beam, greedy } from "../../types/discovery/methods/beam.js";
import { crossEntropy } from "../../types/discovery/methods/cross-entropy.js";
import { genetic } from "../../types/discovery/methods/genetic.js";
import type { Problem } from "../../types/discovery/problem.js";
import { type SearchState, search } from "../../types/discovery/search.js";
import { complain } from "../exit.js";
import { filesOption } from "../options.js";
import { counter, progress } from "../progress.js";
import type { DataFiles } from "../train/data.js";
import { linkedTexts } from "../train/linked-texts.js";

/** Ways of searching, by their names on the command line. */
export const METHODS = ["greedy", "beam", "cem", "ga"] as const;
export type MethodName = (typeof METHODS)[number];

export interface DiscoverFlags {
  kb: string;
  out: string;
  method: MethodName | "all";
  penalty: number;
  most: number;
  mentions?: number;
  contexts: number;
  minCount: number;
  minShare: number;
  minMembers: number;
  minAuc: number;
  without: string[];
  learnability: string | false | undefined;
  generations?: number;
  seed: number;
  threads: number;
  format?: string;
  file?: string[];
  resume?: boolean;
  json?: boolean;
}

/** What the samples and types are made of, beside the KB. */
export const sourceOf = (
  paths: string[],
  { mentions, contexts, minCount, minShare, minMembers, without }: DiscoverFlags,
) => ({
  paths,
  mentions: mentions ?? null,
  contexts,
  minCount,
  minShare,
  minMembers,
  without,
});

/** Reads the data of a discovery, telling how far it is. */
export async function openedDiscovery(
  kb: KnowledgeBase,
  paths: string[],
  flags: DiscoverFlags,
  signal: AbortSignal,
): Promise<{ discovery: Discovery; problems: number }> {
  const data: DataFiles = {
    training: paths,
    development: [],
    ...(flags.format === undefined ? {} : { format: flags.format }),
    files: filesOption(flags.file),
  };
  const count = counter("mentions");
  let problems = 0;
  const texts = await linkedTexts(kb, paths, data, ({ message }) => {
    if (++problems > TOLD_PROBLEMS) return;
    count.clear();
    complain(`in the data: ${message}`);
  });
  const { mentions, contexts, minCount, minShare, minMembers, without } = flags;
  const discovery = await openDiscovery(kb, texts, {
    ...(mentions === undefined ? {} : { mentions }),
    contexts,
    minCount,
    minShare,
    minMembers,
    without,
    signal,
    onProgress: (done) => count.update("Reading linked texts", done),
    onStep: (step) => {
      count.clear();
      process.stderr.write(`${step} …\n`);
    },
  });
  if (problems > TOLD_PROBLEMS) complain(`… and ${problems - TOLD_PROBLEMS} more problems in the data.`);
  return { discovery, problems };
}

/** Measures learnability, with a bar. */
export async function measured(
  { contexts, types }: Discovery,
  path: string,
  source: Readonly<Record<string, unknown>>,
  { threads, resume = false }: DiscoverFlags,
  signal: AbortSignal,
): Promise<{ stopped: boolean }> {
  const bar = progress(`Measuring ${types.length.toLocaleString("en")} types`);
  try {
    return await writeLearnability(path, contexts, types, {
      source,
      threads,
      resume,
      signal,
      onProgress: (done) => bar.update(done / types.length),
    });
  } finally {
    bar.stop();
  }
}

/** Searches, keeping the state in a file. */
export async function searched(
  problem: Problem,
  name: MethodName,
  path: string,
  { generations, seed, threads, resume = false }: DiscoverFlags,
  signal: AbortSignal,
): Promise<SearchState> {
  const limit = generations === undefined ? {} : { generations };
  const file = new SearchFile(path);
  const evaluator = threadedEvaluator(problem, threads);
  const steps = counter("generations");
  const options = {
    seed,
    signal,
    ...(resume ? await file.read() : {}),
    stateName: path,
    onGeneration: async (state: SearchState) => {
      steps.update(`Searching by ${name}`, state.curve.length);
      await file.keep(state);
    },
  };
  try {
    const state = await {
      greedy: () => search(problem, evaluator, greedy(limit), options),
      beam: () => search(problem, evaluator, beam(limit), options),
      cem: () => search(problem, evaluator, crossEntropy(limit), options),
      ga: () => search(problem, evaluator, genetic(limit), options),
    }[name]();
    await file.write(state);
    return state;
  } finally {
    steps.clear();
    await evaluator.close();
  }
}
