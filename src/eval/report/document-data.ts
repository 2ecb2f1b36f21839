import type { EntityFacts } from "../errors/entity-facts.js";
import { type ClassifiedCase, classifyDocument } from "../errors/error-classes.js";
import type { Outcome, TaskMode } from "../errors/outcomes.js";
import type { JudgedDocument, JudgedSet, RankedCandidate } from "../judged.js";

/** What became of a mention, as the page shows it. */
export interface MarkData {
  start: number;
  end: number;
  outcome: Outcome;
  /** Position in the document's `gold`; absent for a link on no gold mention. */
  gold?: number;
  /** `null` = NIL; absent where the linker said nothing. */
  entity?: string | null;
  confidence?: number;
  /** The first five: id and probability. */
  candidates: [id: string, probability: number][];
  /** Of the right entity among the candidates generated, from 1; 0 = it is not one; absent where they are not told. */
  rank?: number;
  generated?: number;
  /** Positions in the index's `classes`. */
  errors: number[];
}

export interface GoldData {
  reference: string | null;
  /** What is right in the KB. */
  ids: string[];
  label?: string;
  slices?: string[];
  optional?: boolean;
}

/** What one linker said of a document in one mode. */
export interface RunData {
  /** Position in the index's `linkers`. */
  linker: number;
  mode: TaskMode;
  milliseconds: number | null;
  marks: MarkData[];
}

/** A document in the page, but for its text, which stands in a block of its own. */
export interface DocumentData {
  gold: GoldData[];
  runs: RunData[];
  /** Name, class and count of the entities that are mentioned, by id. */
  entities: Record<string, [name: string, type: string, count: number]>;
}

/** What filters need to know of a document, without reading the document itself. */
export interface DocumentEntry {
  /** Position in the index's `datasets`. */
  dataset: number;
  id: string;
  world?: string;
  /** Mentions by outcome, and errors by position in the index's `classes`. */
  runs: {
    linker: number;
    mode: TaskMode;
    outcomes: Partial<Record<Outcome, number>>;
    errors: Record<number, number>;
  }[];
}

const CANDIDATES = 5;

/** Enough digits to tell candidates apart. */
const rounded = (probability: number): number => Number(probability.toPrecision(3));

const ranked = (candidates: readonly RankedCandidate[]): [string, number][] =>
  candidates.slice(0, CANDIDATES).map(({ id, probability }) => [id, rounded(probability)]);

/** What one linker said of a document. */
export interface JudgedRun {
  dataset: string;
  linker: string;
  document: JudgedDocument;
}

type AtLeastOne<T> = [T, ...T[]];

/** Documents with what each linker said of them, in the order of the sets. */
export function* documentsOf(sets: readonly JudgedSet[]): Generator<AtLeastOne<JudgedRun>> {
  for (const dataset of new Set(sets.map((set) => set.dataset))) {
    const runs = new Map<string, AtLeastOne<JudgedRun>>();
    for (const { dataset: name, linker, documents } of sets) {
      if (name !== dataset) continue;
      for (const document of documents) {
        const judged = { dataset, linker, document };
        const known = runs.get(document.id);
        if (known === undefined) runs.set(document.id, [judged]);
        else known.push(judged);
      }
    }
    yield* runs.values();
  }
}

/** Writes documents as the page holds them. */
export class DocumentWriter {
  /** Names of error classes by position. */
  readonly classes: string[] = [];
  readonly datasets: string[] = [];
  readonly linkers: string[] = [];
  private readonly positions = new Map<string, number>();

  constructor(private readonly facts: EntityFacts) {}

  write(runs: Readonly<AtLeastOne<JudgedRun>>): { entry: DocumentEntry; data: DocumentData; text: string } {
    const [first] = runs;
    const { gold, id, text, world } = first.document;
    const data: DocumentData = {
      gold: gold.map(({ reference, right, label, slices, optional }) => ({
        reference,
        ids: [...right],
        ...(label === undefined ? {} : { label }),
        ...(slices.length === 0 ? {} : { slices: [...slices] }),
        ...(optional ? { optional } : {}),
      })),
      runs: [],
      // Without a prototype, so that an id may be any text.
      entities: Object.create(null) as DocumentData["entities"],
    };
    const entry: DocumentEntry = {
      dataset: position(this.datasets, first.dataset),
      id,
      ...(world === undefined ? {} : { world }),
      runs: [],
    };
    for (const { linker, document } of runs)
      for (const mode of ["given", "found"] as const) {
        if (document[mode] === null) continue;
        const of = { linker: position(this.linkers, linker), mode };
        const marks = classifyDocument(document, mode, this.facts).map((one) => this.mark(one, document));
        data.runs.push({ ...of, milliseconds: document.milliseconds, marks });
        entry.runs.push({ ...of, ...tally(marks) });
      }
    for (const mention of data.gold) for (const known of mention.ids) this.describe(known, data);
    for (const { marks } of data.runs)
      for (const { entity, candidates } of marks) {
        if (typeof entity === "string") this.describe(entity, data);
        for (const [known] of candidates) this.describe(known, data);
      }
    return { entry, data, text };
  }

  private mark(
    { start, end, outcome, gold, prediction, errors }: ClassifiedCase,
    document: JudgedDocument,
  ): MarkData {
    const generated = gold === null ? undefined : document.generated?.[gold];
    const right = gold === null ? [] : (document.gold[gold]?.right ?? []);
    return {
      start,
      end,
      outcome,
      ...(gold === null ? {} : { gold }),
      ...(prediction === null ? {} : { entity: prediction.entity }),
      ...(prediction?.confidence === undefined ? {} : { confidence: rounded(prediction.confidence) }),
      candidates: ranked(prediction?.candidates ?? []),
      ...(generated === undefined || right.length === 0
        ? {}
        : { rank: generated.findIndex((id) => right.includes(id)) + 1, generated: generated.length }),
      errors: errors.map((name) => this.classPosition(name)),
    };
  }

  private classPosition(name: string): number {
    const known = this.positions.get(name) ?? this.classes.push(name) - 1;
    this.positions.set(name, known);
    return known;
  }

  private describe(id: string, { entities }: DocumentData): void {
    entities[id] ??= [this.facts.name(id) ?? "", this.facts.classOf(id) ?? "", this.facts.count(id)];
  }
}

function position(names: string[], name: string): number {
  const known = names.indexOf(name);
  return known < 0 ? names.push(name) - 1 : known;
}

function tally(marks: readonly MarkData[]): Pick<DocumentEntry["runs"][number], "outcomes" | "errors"> {
  const outcomes: Partial<Record<Outcome, number>> = {};
  const errors: Record<number, number> = {};
  for (const mark of marks) {
    outcomes[mark.outcome] = (outcomes[mark.outcome] ?? 0) + 1;
    for (const name of mark.errors) errors[name] = (errors[name] ?? 0) + 1;
  }
  return { outcomes, errors };
}
