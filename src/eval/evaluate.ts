import { NamesakeError } from "../errors.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { MentionMode } from "../mentions/mention-finder.js";
import { type GoldDocument, sortMentions } from "./dataset.js";
import { countryDemonyms } from "./errors/country-demonyms.js";
import type { EntityFacts } from "./errors/entity-facts.js";
import { classifyErrors } from "./errors/error-classes.js";
import { kbFacts } from "./errors/kb-facts.js";
import type { Problem } from "./formats/format.js";
import type { JudgedDocument, JudgedSet } from "./judged.js";
import { BASELINES, baseline } from "./linkers/baselines.js";
import { type EvaluationMode, Judge } from "./linkers/judge.js";
import type { EvaluatedLinker, LinkingTask } from "./linkers/linkers.js";
import { Resolver } from "./linkers/resolve.js";
import { pairedTest } from "./metrics/bootstrap.js";
import { measure } from "./metrics/measure.js";
import { type Dataset, withUniqueNames } from "./read-dataset.js";
import type { Comparison, Evaluation, LinkerResult, Overall, Result } from "./result.js";

/** Where answers may come from: the lists of candidates in the data ("given"), or what each linker finds itself ("own"). */
export const CANDIDATE_SOURCES = ["own", "given"] as const;
export type CandidateSource = (typeof CANDIDATE_SOURCES)[number];

/** Problems that are told one by one. */
export const TOLD_PROBLEMS = 20;

export interface EvaluateOptions {
  /** Default "both". */
  mode?: EvaluationMode;
  /** Default "own". With "given", a mention without a list in the data keeps the linker's own candidates. */
  candidates?: CandidateSource;
  /** Sizes of candidate lists that recall is measured at; default 1, 5, 10, 12, 30, 64, 100. */
  ks?: readonly number[];
  /** Which mentions the baselines look for, end to end; default "auto". */
  mentions?: MentionMode;
  /** Documents of each data set; default all. */
  limit?: number;
  /** Throws the first problem instead of passing over it. */
  strict?: boolean;
  /** Bootstrap intervals, and tests of how linkers differ; default true. */
  intervals?: boolean;
  /** What else the linkers were told; goes into `options` of the result. */
  settings?: Readonly<Record<string, unknown>>;
  /** Told of each thing in the data that was left out, and of each document that a linker failed on. */
  onProblem?(message: string): void;
  /** Told after each document how many of its data set are done. */
  onProgress?(dataset: string, documents: number): void;
}

export const DEFAULT_KS: readonly number[] = [1, 5, 10, 12, 30, 64, 100];

/** Candidates asked for at least: what else looks at them than recall must not change with the sizes of that. */
const LEAST_CANDIDATES = 100;

type DatasetSummary = Evaluation["datasets"][string];

/** An evaluation, and all that it is measured on. */
export interface Evaluated {
  evaluation: Evaluation;
  /** The linkers that were asked for on each data set. */
  sets: JudgedSet[];
}

/**
 * Runs linkers over data sets and measures what they say. The popularity baselines run beside. Documents are read one after
 * another, and each is put to all linkers. The time of a document is that of both passes where both are run.
 *
 * @param linkers the first is what the result is about; names are unique, "prior" and "prior-links" are the baselines
 * @throws {NamesakeError} DATASET_EMPTY, LINKER_FAILED, OPTION_INVALID, and what reading and linking throws
 * @example
 * ```ts
 * const linker = await loadLinker("starter");
 * const { evaluation } = await evaluate(
 *   linker.kb,
 *   [await readDataset("sentences.jsonl")],
 *   [localLinker("default", linker)],
 * );
 * evaluation.overall.inKbAccuracy; // 0.93
 * evaluation.baseline.aboveBaseline; // 0.2
 * ```
 */
export async function evaluate(
  kb: KnowledgeBase,
  datasets: readonly Dataset[],
  linkers: readonly EvaluatedLinker[],
  options: EvaluateOptions = {},
): Promise<Evaluated> {
  const first = linkers[0];
  if (first === undefined)
    throw new NamesakeError("OPTION_INVALID", { option: "linkers", expected: "a linker", found: "none" });
  checkNames(linkers);
  const beside = BASELINES.filter((name) => linkers.every((linker) => linker.name !== name));
  const run = new Run(
    kb,
    [...linkers, ...beside.map((name) => baseline(name, kb, options.mentions))],
    options,
  );
  for (const linker of linkers) await linker.warmUp?.();
  for (const dataset of withUniqueNames(datasets)) await run.over(dataset);
  return run.result(linkers.map(({ name }) => name));
}

function checkNames(linkers: readonly EvaluatedLinker[]): void {
  const names = linkers.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new NamesakeError("OPTION_INVALID", {
    option: "linkers",
    expected: "linkers of different names",
    found: `${twice} twice`,
  });
}

/** What is gathered while data sets are gone through. */
class Run {
  private readonly resolver: Resolver;
  private readonly facts: EntityFacts;
  private readonly ks: readonly number[];
  /** By linker, then by data set. */
  private readonly judged = new Map<string, Map<string, JudgedDocument[]>>();
  private readonly datasets = new Map<string, DatasetSummary>();
  private readonly problems: Evaluation["problems"] = { count: 0, first: [] };

  constructor(
    private readonly kb: KnowledgeBase,
    private readonly linkers: readonly EvaluatedLinker[],
    private readonly options: EvaluateOptions,
  ) {
    this.resolver = new Resolver(kb);
    this.facts = kbFacts(kb, countryDemonyms());
    this.ks = [...new Set(options.ks ?? DEFAULT_KS)].sort((a, b) => a - b);
    for (const { name } of linkers) this.judged.set(name, new Map());
  }

  /** Puts the documents of a data set to every linker. */
  async over(dataset: Dataset): Promise<void> {
    const { name, path, format } = dataset;
    const { limit = Number.POSITIVE_INFINITY, mode = "both", onProgress } = this.options;
    const judges = this.linkers.map(
      (linker) =>
        new Judge(linker, {
          mode,
          maxCandidates: Math.max(LEAST_CANDIDATES, ...this.ks),
          failed: (document, error) => {
            const message = error instanceof Error ? error.message : String(error);
            this.report(`${name}, document ${document.id}, linker ${linker.name}: ${message}`, error);
          },
        }),
    );
    const judged = judges.map((): JudgedDocument[] => []);
    let lists = 0;
    const summary: DatasetSummary = { path, format, documents: 0, mentions: 0, problems: 0 };
    const problem = (error: Problem) => {
      summary.problems++;
      this.report(error.message, error);
    };
    for await (const found of dataset.read({ problem })) {
      if (summary.documents >= limit) break;
      const document = { ...found, mentions: sortMentions(found.mentions) };
      const gold = this.resolver.mentions(document);
      const task = this.taskOf(document);
      for (const [i, judge] of judges.entries()) judged[i]?.push(await judge.judge(document, gold, task));
      summary.documents++;
      summary.mentions += gold.length;
      lists += task.mentions.filter(({ candidates }) => candidates !== undefined).length;
      onProgress?.(name, summary.documents);
    }
    if (summary.mentions === 0)
      throw new NamesakeError("DATASET_EMPTY", { path, format, problems: summary.problems });
    if (this.options.candidates === "given" && lists === 0)
      problem(
        new NamesakeError("RECORD_INVALID", {
          where: name,
          field: "candidates",
          expected: "there, as answers are to come from the lists in the data",
          found: "no list at all: linkers took their own",
        }),
      );
    this.datasets.set(name, summary);
    judges.forEach(({ linker }, i) => {
      this.judged.get(linker.name)?.set(name, judged[i] ?? []);
    });
  }

  private report(message: string, error: unknown): void {
    if (this.options.strict === true) throw error;
    if (++this.problems.count <= TOLD_PROBLEMS) this.problems.first.push(message);
    this.options.onProblem?.(message);
  }

  private taskOf({ id, text, mentions, predictions }: GoldDocument): LinkingTask {
    const isGiven = this.options.candidates === "given";
    return {
      id,
      text,
      mentions: mentions.map(({ start, end, candidates }) =>
        isGiven && candidates !== undefined
          ? { start, end, candidates: this.resolver.ids(candidates) }
          : { start, end },
      ),
      ...(predictions === undefined ? {} : { predictions }),
    };
  }

  result(names: readonly string[]): Evaluated {
    const linkers = Object.fromEntries(names.map((name) => [name, this.linkerResult(name)]));
    const first = names[0] ?? "";
    const { datasets: _, ...result } = linkers[first] as LinkerResult;
    const { mode = "both", candidates = "own", limit, intervals = true, settings } = this.options;
    const { name } = this.kb.manifest;
    const { entities, contentHash, edits: version } = this.kb.totals();
    const evaluation: Evaluation = {
      version: 1,
      created: new Date().toISOString(),
      linker: first,
      kb: { name, entities, contentHash, version },
      options: { mode, candidates, ks: this.ks, limit: limit ?? null, ...settings },
      ...result,
      baseline: this.baselineResult(result.overall, linkers),
      datasets: Object.fromEntries(this.datasets),
      linkers,
      comparisons: intervals ? this.comparisons(first) : [],
      problems: this.problems,
    };
    const sets = names.flatMap((linker) =>
      [...(this.judged.get(linker) ?? [])].map(([dataset, documents]) => ({ dataset, linker, documents })),
    );
    return { evaluation, sets };
  }

  private linkerResult(name: string): LinkerResult {
    const sets = [...(this.judged.get(name) ?? [])];
    const datasets = Object.fromEntries(
      sets.map(([dataset, documents]) => [dataset, this.measured(documents)]),
    );
    const [only, ...more] = Object.values(datasets);
    const all = only !== undefined && more.length === 0 ? only : this.measured(this.documentsOf(name));
    const { timing } = all;
    // In kilobytes.
    const peakMemory = process.resourceUsage().maxRSS * 1024;
    return { ...all, ...(timing === undefined ? {} : { timing: { ...timing, peakMemory } }), datasets };
  }

  private measured(documents: readonly JudgedDocument[]): Result {
    const { classOf } = this.facts;
    const { intervals = true } = this.options;
    return {
      ...measure(documents, { ks: this.ks, classOf, intervals }),
      errors: classifyErrors(documents, this.facts).classes,
    };
  }

  /** The documents of all data sets, under ids that are unique among them. */
  private documentsOf(linker: string): JudgedDocument[] {
    const sets = [...(this.judged.get(linker) ?? [])];
    if (sets.length === 1) return sets[0]?.[1] ?? [];
    return sets.flatMap(([dataset, documents]) =>
      documents.map((document) => ({ ...document, id: `${dataset}/${document.id}` })),
    );
  }

  private baselineResult(
    overall: Overall,
    linkers: Readonly<Record<string, LinkerResult>>,
  ): Evaluation["baseline"] {
    const all = BASELINES.map((name) => {
      const { overall: measured, datasets } = linkers[name] ?? this.linkerResult(name);
      return { name, overall: measured, datasets, headline: headlineOf(measured) };
    });
    const [prior, links] = all as [(typeof all)[number], (typeof all)[number]];
    const best = (links.headline ?? -1) > (prior.headline ?? -1) ? links : prior;
    const own = headlineOf(overall);
    return {
      best: best.name,
      overall: best.overall,
      aboveBaseline: own === null || best.headline === null ? null : own - best.headline,
      linkers: Object.fromEntries(all.map(({ name, overall: one }) => [name, one])),
      datasets: Object.fromEntries(
        [...this.datasets.keys()].map((dataset) => [
          dataset,
          Object.fromEntries(all.map(({ name, datasets }) => [name, datasets[dataset]?.overall ?? {}])),
        ]),
      ),
    };
  }

  /** The first linker against every other, the baselines among them. */
  private comparisons(first: string): Comparison[] {
    const own = this.documentsOf(first);
    return this.linkers
      .filter(({ name }) => name !== first)
      .map(({ name }) => ({
        linker: first,
        against: name,
        headlines: pairedTest(own, this.documentsOf(name), this.ks),
      }));
  }
}

/** What linkers are ranked by: in-KB accuracy, and strict F1 where gold mentions were not given. */
const headlineOf = ({ inKbAccuracy, strict }: Overall): number | null =>
  inKbAccuracy !== undefined ? inKbAccuracy : (strict?.f1 ?? null);
