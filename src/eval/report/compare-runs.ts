import { NamesakeError } from "../../errors.js";
import type { Span } from "../dataset.js";
import { contextOf } from "../errors/error-classes.js";
import { type Case, isError, type Outcome, outcomesOf, type TaskMode } from "../errors/outcomes.js";
import type { JudgedDocument, JudgedSet } from "../judged.js";
import { pairedTest } from "../metrics/bootstrap.js";
import type { Evaluation, Share } from "../result.js";
import { measuresOf, valueAt } from "./measures.js";

/** An evaluation, and what it was measured on. */
export interface Run {
  evaluation: Evaluation;
  sets: readonly JudgedSet[];
}

/** What was said of a mention in one of the runs. */
export interface RunAnswer {
  outcome: Outcome | "nothing";
  /** `null` = NIL; undefined = the linker said nothing. */
  entity: string | null | undefined;
  confidence: number | undefined;
}

/** A mention that one run is right about and the other is not, or a spurious link that only one of them makes. */
export interface Change {
  dataset: string;
  document: string;
  mode: TaskMode;
  start: number;
  end: number;
  text: string;
  context: { left: string; right: string };
  /** `null` = a link on no gold mention. */
  gold: { reference: string | null; ids: readonly string[] } | null;
  before: RunAnswer;
  after: RunAnswer;
}

/** Counted gold mentions of a data set by what both runs say of them, and how spurious links changed. */
export interface ChangeCounts {
  dataset: string;
  mode: TaskMode;
  bothRight: number;
  bothWrong: number;
  better: number;
  worse: number;
  spuriousGone: number;
  spuriousNew: number;
}

export interface RunComparison {
  /** Names of the linkers. */
  before: string;
  after: string;
  /** Measures by their path; p, where the measure is a headline: two-sided, of a paired test over documents. */
  headlines: { name: string; before: Share; after: Share; difference: Share; p: number | null }[];
  counts: ChangeCounts[];
  /** What went from wrong to right, spurious links that are gone among it; in the order of the documents. */
  better: Change[];
  worse: Change[];
}

/**
 * Compares two runs over the same data mention by mention: the first linker of each, unless others are named. Linkers, KBs and
 * options may differ, since they are what is compared.
 *
 * @throws {NamesakeError} DATASET_MISMATCH where the runs have other documents, or other texts or mentions in them
 * @example
 * ```ts
 * const { counts, worse } = compareRuns(before, after);
 * for (const { text, context, after } of worse) console.log(context.left, text, context.right, after.entity);
 * ```
 */
export function compareRuns(
  before: Run,
  after: Run,
  linkers: { before?: string; after?: string } = {},
): RunComparison {
  const names = {
    before: linkers.before ?? before.evaluation.linker,
    after: linkers.after ?? after.evaluation.linker,
  };
  const comparison: RunComparison = {
    ...names,
    headlines: compareHeadlines(before, after, names),
    counts: [],
    better: [],
    worse: [],
  };
  for (const { dataset, linker, documents } of after.sets) {
    if (linker !== names.after) continue;
    const old = before.sets.find((set) => set.dataset === dataset && set.linker === names.before);
    const known = new Map(old?.documents.map((document) => [document.id, document]));
    for (const mode of ["given", "found"] as const) {
      const counts: ChangeCounts = {
        dataset,
        mode,
        bothRight: 0,
        bothWrong: 0,
        better: 0,
        worse: 0,
        spuriousGone: 0,
        spuriousNew: 0,
      };
      let isRun = false;
      for (const document of documents) {
        const other = known.get(document.id);
        if (other === undefined || document[mode] === null || other[mode] === null) continue;
        isRun = true;
        checkSame(dataset, other, document);
        compareDocuments(other, document, counts, comparison);
      }
      if (isRun) comparison.counts.push(counts);
    }
  }
  return comparison;
}

function compareHeadlines(
  before: Run,
  after: Run,
  names: { before: string; after: string },
): RunComparison["headlines"] {
  const documentsOf = ({ sets }: Run, name: string): JudgedDocument[] =>
    sets
      .filter(({ linker }) => linker === name)
      .flatMap(({ dataset, documents }) =>
        documents.map((document) => ({ ...document, id: `${dataset}/${document.id}` })),
      );
  const results = [
    before.evaluation.linkers[names.before]?.overall,
    after.evaluation.linkers[names.after]?.overall,
  ] as const;
  const ks = Object.keys(results[1]?.candidateRecall ?? {}).map(Number);
  const tested = pairedTest(documentsOf(after, names.after), documentsOf(before, names.before), ks);
  return measuresOf(results).map(({ name }) => {
    const [old, now] = [valueAt(results[0], name), valueAt(results[1], name)];
    const difference = old === null || now === null ? null : now - old;
    return { name, before: old, after: now, difference, p: tested[name]?.p ?? null };
  });
}

/** Mentions are compared by their position. */
function checkSame(dataset: string, before: JudgedDocument, after: JudgedDocument): void {
  const isSameSpan = ({ start, end }: Span, i: number) =>
    before.gold[i]?.start === start && before.gold[i]?.end === end;
  const isSameText = before.text === after.text;
  if (isSameText && before.gold.length === after.gold.length && after.gold.every(isSameSpan)) return;
  throw new NamesakeError("DATASET_MISMATCH", {
    what: `Document "${after.id}" of ${dataset}`,
    expected: `the ${isSameText ? "mentions" : "text"} of the first run`,
    found: isSameText ? "others" : "another one",
  });
}

const NOTHING: RunAnswer = { outcome: "nothing", entity: undefined, confidence: undefined };

const answerOf = ({ outcome, prediction }: Case): RunAnswer => ({
  outcome,
  entity: prediction?.entity,
  confidence: prediction?.confidence,
});

function compareDocuments(
  before: JudgedDocument,
  after: JudgedDocument,
  counts: ChangeCounts,
  { better, worse }: RunComparison,
): void {
  const { dataset, mode } = counts;
  const [old, now] = [outcomesOf(before, mode), outcomesOf(after, mode)];
  const change = (one: Case, from: RunAnswer, to: RunAnswer): Change => ({
    dataset,
    document: after.id,
    mode,
    start: one.start,
    end: one.end,
    text: after.text.slice(one.start, one.end),
    context: one.mention?.context ?? contextOf(after.text, one),
    gold: one.mention && { reference: one.mention.reference, ids: one.mention.right },
    before: from,
    after: to,
  });
  const oldGold = new Map(old.filter(({ gold }) => gold !== null).map((one) => [one.gold, one]));
  for (const one of now) {
    const other = one.gold === null ? undefined : oldGold.get(one.gold);
    if (other === undefined || one.outcome === "uncounted" || other.outcome === "uncounted") continue;
    const [wasWrong, isWrong] = [isError(other.outcome), isError(one.outcome)];
    if (wasWrong === isWrong) counts[isWrong ? "bothWrong" : "bothRight"]++;
    else {
      counts[wasWrong ? "better" : "worse"]++;
      (wasWrong ? better : worse).push(change(one, answerOf(other), answerOf(one)));
    }
  }
  const spurious = (cases: readonly Case[]) =>
    new Map(
      cases.filter(({ outcome }) => outcome === "spurious").map((one) => [`${one.start} ${one.end}`, one]),
    );
  const [gone, fresh] = [spurious(old), spurious(now)];
  for (const [span, one] of gone) {
    if (fresh.has(span)) continue;
    counts.spuriousGone++;
    better.push(change(one, answerOf(one), NOTHING));
  }
  for (const [span, one] of fresh) {
    if (gone.has(span)) continue;
    counts.spuriousNew++;
    worse.push(change(one, NOTHING, answerOf(one)));
  }
}
