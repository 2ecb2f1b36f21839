import { join } from "node:path";
import { dataFile, root } from "../world/data.js";

/** Budgets beside the default. */
const BUDGETS = ["prior", "best"] as const;
/** What budgets are compared on. */
const BUDGET_SETS = ["aida-testa", "gum-dev"];

/** One line of the record: a data set, as a command of the program evaluates it. */
export interface BenchmarkRun {
  /** Names its folder, and stands in the tables. */
  name: string;
  /** What is special about it, in a few words. */
  note: string;
  dataset: string;
  /** What the reader of the document would type for the data set; its own place is nobody's business. */
  shown: string;
  kb: "starter" | "world";
  options: readonly string[];
  /** What is judged; absent = the default linker. */
  linker?: string;
  /** Another budget than the default: shown in the table of budgets and not in a section of its own. */
  budget?: (typeof BUDGETS)[number];
}

const bench = (name: string) => ({
  dataset: dataFile("bench", `${name}.jsonl.gz`),
  shown: `${name}.jsonl.gz`,
});
const GOLD = ["--mode", "gold"] as const;
const NAMES = ["--mentions", "names"] as const;

/** What is on the record of the default model, in its order. */
const DEFAULT_RUNS: readonly BenchmarkRun[] = [
  {
    name: "sample",
    note: "the shipped sample; the weights were fitted on it",
    dataset: join(root, "examples/sample/sentences.jsonl"),
    shown: "examples/sample/sentences.jsonl",
    kb: "starter",
    options: [],
  },
  {
    name: "aida-testa",
    note: "news of 1996, own candidates; end to end as well",
    ...bench("aida-testa"),
    kb: "world",
    options: NAMES,
  },
  {
    name: "aida-testa, given candidates",
    note: "the lists that come with it, which nearly always hold the answer",
    ...bench("aida-testa"),
    kb: "world",
    options: [...GOLD, "--candidates", "given"],
  },
  {
    name: "aida-train",
    note: "as a check; nothing was trained on it",
    ...bench("aida-train"),
    kb: "world",
    options: GOLD,
  },
  {
    name: "prose-dev",
    note: "links of Wikipedia pages that are held back from all counts",
    dataset: join(root, ".namesake/data/prose-dev.jsonl"),
    shown: ".namesake/data/prose-dev.jsonl",
    kb: "world",
    options: GOLD,
  },
  {
    name: "gum-dev",
    note: "16 genres; end to end as well",
    ...bench("gum-dev"),
    kb: "world",
    options: NAMES,
  },
  {
    name: "iitb",
    note: "web pages with almost every noun linked",
    ...bench("iitb"),
    kb: "world",
    options: GOLD,
  },
  {
    name: "nil-el-valid",
    note: "a third of the names are NIL by design",
    ...bench("nil-el-valid"),
    kb: "world",
    options: GOLD,
  },
];

const NAMED: readonly { model: string; note: string }[] = [
  { model: "open", note: "trained on Wikipedia alone" },
  { model: "news", note: "trained on aida-train too" },
];

/** One of the default runs by a named model: end to end as well where that has a finder of its own, else gold mentions. */
const named = (run: BenchmarkRun, model: string, note: string, endToEnd = false): BenchmarkRun => ({
  ...run,
  name: `${run.name}, ${model}`,
  linker: model,
  note: `linker "${model}", ${note}`,
  options: endToEnd
    ? [...run.options, "--linker", model]
    : [...GOLD, ...run.options.filter((option) => !GOLD.some((gold) => gold === option)), "--linker", model],
});

const runsOf = (names: readonly string[]) =>
  names.flatMap((name) => DEFAULT_RUNS.filter((run) => run.name === name));

/** What is on the record, in its order: the named models on some of the sets as well, and other budgets. */
export const RUNS: readonly BenchmarkRun[] = [
  ...DEFAULT_RUNS,
  ...NAMED.flatMap(({ model, note }) =>
    runsOf(["aida-testa", "aida-testa, given candidates", "prose-dev", "gum-dev"]).map((run) =>
      named(run, model, note, model === "news"),
    ),
  ),
  ...runsOf(BUDGET_SETS).flatMap((run) =>
    ["default", "news"].flatMap((model) =>
      BUDGETS.map((budget): BenchmarkRun => {
        const one = named(run, model, "");
        return {
          ...one,
          name: `${one.name}, ${budget}`,
          budget,
          options: [...one.options, "--budget", budget],
        };
      }),
    ),
  ),
];
