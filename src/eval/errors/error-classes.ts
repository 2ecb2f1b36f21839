import { insidePair } from "../../text/characters.js";
import type { Span } from "../dataset.js";
import type { JudgedDocument } from "../judged.js";
import { DetectionErrors } from "./detection-errors.js";
import { disambiguationErrors, type Kinds } from "./disambiguation-errors.js";
import type { EntityFacts } from "./entity-facts.js";
import { ERROR_KINDS, type ErrorClass, type ErrorKind } from "./error-taxonomy.js";
import { type Case, outcomesOf, type TaskMode } from "./outcomes.js";

/** A case with the classes of errors that it is, and those that it is or could have been. */
export interface ClassifiedCase extends Case {
  errors: ErrorClass[];
  opportunities: ErrorClass[];
}

/** One error: a line of `errors.jsonl`. */
export interface ClassifiedError extends Span {
  dataset?: string;
  /** Id of the document. */
  document: string;
  text: string;
  context: { left: string; right: string };
  /** `reference`: as the data set names the entity, `null` = NIL; `ids`: what is right in the KB. `null` = no gold mention. */
  gold: { reference: string | null; ids: string[]; name?: string } | null;
  /** `id` `null` = NIL. `null` = the linker said nothing. */
  predicted: { id: string | null; name?: string; confidence?: number } | null;
  /** The first five as the linker ranks them. */
  candidates: { id: string; name?: string; probability: number }[];
  mode: TaskMode;
  classes: ErrorClass[];
}

export interface ErrorCounts {
  errors: number;
  /** Mentions that could have had the error. */
  opportunities: number;
}

const CANDIDATES = 5;
/** UTF-16 units of text to each side of an error. */
const CONTEXT = 60;
/** The rest of a word that the context cuts; a longer one stays, since it may be a script without spaces. */
const CUT_START = /^\S{1,15}(?=\s)/;
const CUT_END = /(?<=\s)\S{1,15}$/;

/** Kinds of errors that a mode can have, in the order of the taxonomy. */
const kindsOf = (mode: TaskMode): ErrorKind[] =>
  (Object.keys(ERROR_KINDS) as ErrorKind[]).filter((kind) => {
    const { group } = ERROR_KINDS[kind];
    // End to end a link on a NIL mention is a false detection.
    return mode === "given" ? group === "wrong" || group === "nil" : kind !== "nil-linked";
  });

/** What became of each mention of a document, with the classes of the errors. */
export function classifyDocument(
  document: JudgedDocument,
  mode: TaskMode,
  facts: EntityFacts,
): ClassifiedCase[] {
  const cases = outcomesOf(document, mode);
  const detection = mode === "found" ? new DetectionErrors(document.text, cases) : undefined;
  const named = (kinds: readonly ErrorKind[]) => kinds.map((kind): ErrorClass => `${mode}/${kind}`);
  return cases.map((one) => {
    const decided = disambiguationErrors(one, document, facts);
    const other = detection?.of(one) ?? nilErrors(one);
    return {
      ...one,
      errors: named([...decided.errors, ...other.errors]),
      opportunities: named([...decided.opportunities, ...other.opportunities]),
    };
  });
}

/** Links of mentions that were given and mean nothing in the KB. */
const nilErrors = ({ outcome }: Case): Kinds => ({
  errors: outcome === "nil-linked" ? ["nil-linked"] : [],
  opportunities: outcome === "nil-linked" || outcome === "nil" ? ["nil-linked"] : [],
});

/**
 * The errors of a linker by class, and one by one in the order of the documents. Classes are those of {@link ERROR_KINDS} in each
 * mode that was run; all of them are there, those without errors too.
 *
 * @param dataset name of the data set, for the errors
 * @example
 * ```ts
 * const { classes, errors } = classifyErrors(set.documents, facts, set.dataset);
 * classes["given/wrong-rare"]; // { errors: 12, opportunities: 80 }
 * for (const error of errors) console.log(JSON.stringify(error));
 * ```
 */
export function classifyErrors(
  documents: Iterable<JudgedDocument>,
  facts: EntityFacts,
  dataset?: string,
): { classes: Record<string, ErrorCounts>; errors: ClassifiedError[] } {
  const classes: Record<string, ErrorCounts> = {};
  const errors: ClassifiedError[] = [];
  for (const document of documents)
    for (const mode of ["given", "found"] as const) {
      if (document[mode] === null) continue;
      const cases = classifyDocument(document, mode, facts);
      countErrors(classes, cases, mode);
      for (const one of cases)
        if (one.errors.length > 0) errors.push(describe(one, document, mode, facts, dataset));
    }
  return { classes, errors };
}

/** Adds the errors of a document to counts by class. */
function countErrors(
  counts: Record<string, ErrorCounts>,
  cases: readonly ClassifiedCase[],
  mode: TaskMode,
): void {
  for (const kind of kindsOf(mode)) counts[`${mode}/${kind}`] ??= { errors: 0, opportunities: 0 };
  for (const one of cases) {
    for (const name of one.errors) (counts[name] as ErrorCounts).errors++;
    for (const name of one.opportunities) (counts[name] as ErrorCounts).opportunities++;
  }
}

function describe(
  one: ClassifiedCase,
  document: JudgedDocument,
  mode: TaskMode,
  facts: EntityFacts,
  dataset: string | undefined,
): ClassifiedError {
  const { start, end, mention, prediction } = one;
  const named = (id: string | null | undefined) => {
    const name = id === null || id === undefined ? undefined : facts.name(id);
    return name === undefined ? {} : { name };
  };
  const confidence = prediction?.confidence;
  return {
    ...(dataset === undefined ? {} : { dataset }),
    document: document.id,
    start,
    end,
    text: document.text.slice(start, end),
    context: mention?.context ?? contextOf(document.text, one),
    gold:
      mention === null
        ? null
        : { reference: mention.reference, ids: [...mention.right], ...named(mention.right[0]) },
    predicted:
      prediction === null
        ? null
        : {
            id: prediction.entity,
            ...named(prediction.entity),
            ...(confidence === undefined ? {} : { confidence }),
          },
    candidates: (prediction?.candidates ?? [])
      .slice(0, CANDIDATES)
      .map(({ id, probability }) => ({ id, ...named(id), probability })),
    mode,
    classes: one.errors,
  };
}

/** What stands around a span, without parts of characters and of ordinary words. */
export function contextOf(text: string, { start, end }: Span): { left: string; right: string } {
  const from = Math.max(0, start - CONTEXT);
  const to = Math.min(text.length, end + CONTEXT);
  const left = text.slice(insidePair(text, from) ? from + 1 : from, start);
  const right = text.slice(end, insidePair(text, to) ? to - 1 : to);
  return {
    left: from > 0 && /\S/.test(text[from - 1] ?? "") ? left.replace(CUT_START, "") : left,
    right: to < text.length && /\S/.test(text[to] ?? "") ? right.replace(CUT_END, "") : right,
  };
}
