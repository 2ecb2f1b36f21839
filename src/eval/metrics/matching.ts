import type { Span } from "../dataset.js";
import { isRight, type JudgedDocument, type Prediction, type ResolvedMention } from "../judged.js";
import { isEvaluated } from "./counted.js";
import { matchOneToOne } from "./one-to-one.js";
import { OverlapIndex } from "./overlap-index.js";
import { unusedReadings } from "./readings.js";

/**
 * What makes a prediction right for a gold mention: the same span and a right entity (`strict`), an overlapping span and a right
 * entity (`weak`), or the same span alone (`spans`).
 */
export type MatchMode = "strict" | "weak" | "spans";

/**
 * Why a mention or a prediction on one does not count: the mention is optional, it is not inside the part that is evaluated, or
 * another reading of it is used (its parent, or its children).
 */
export type Uncounted = "optional" | "outside" | "unused";

/** What became of a gold mention. */
export interface GoldMatch {
  /** Position in the document's `found` of its prediction; `null` = there is none. */
  found: number | null;
  /** That prediction is right, in the sense of the mode; NIL is right where nothing in the KB is meant. */
  right: boolean;
  /** `null` = it counts. */
  uncounted: Uncounted | null;
}

/** What became of a prediction. */
export interface FoundMatch {
  /** Position in the document's `gold` of its mention; `null` = there is none, so where it counts it is false. */
  gold: number | null;
  right: boolean;
  /** `null` = it counts. "ignored": it overlaps a span that is neither right nor wrong, and is not gold. */
  uncounted: Uncounted | "ignored" | null;
}

/**
 * Who belongs to whom; both lists are parallel to the document's. What counts is paired one to one: `gold[g].found === f` just
 * where `found[f].gold === g`. An uncounted prediction names the uncounted mention it lies on, which names the first such
 * prediction, right ones before others.
 */
export interface Matching {
  readonly gold: readonly Readonly<GoldMatch>[];
  readonly found: readonly Readonly<FoundMatch>[];
}

/** Metrics, slices and reports ask for the same matchings; they are kept as long as their documents. */
const known: Record<MatchMode, WeakMap<Matched, Matching>> = {
  strict: new WeakMap(),
  weak: new WeakMap(),
  spans: new WeakMap(),
};

type Matched = Readonly<Pick<JudgedDocument, "gold" | "ignore" | "evaluationSpan" | "found">>;

/**
 * Matches the predictions of a document with its gold mentions.
 *
 * 1. Of mentions that are readings of one thing, one reading is used: the one that more predictions are right for, on a tie the
 *    longer mention ({@link unusedReadings}).
 * 2. Predictions are paired with the counted mentions that they are right for: as many as possible, each once, and of those
 *    that are right equally, those first that would otherwise be false.
 * 3. A prediction left over belongs to the mention it is closest to (the same span, then being right, then one that counts, then
 *    the longer overlap). Where that one does not count, neither does the prediction; nor where it overlaps an `ignore` span and
 *    no gold mention has its span, nor where it is not inside the part that is evaluated.
 * 4. Other predictions are paired with counted mentions that nothing right was found for, as many as possible: they are there,
 *    but wrong.
 *
 * Only 1 and 2 decide what is right, so wrong predictions change nothing there. The order of the lists does not matter, and with
 * `weak` at least as many links are right as with `strict`. A document must not change after it was matched.
 *
 * @example
 * ```ts
 * // Gold: "Paris" (Q90). Found: "in Paris" (Q90).
 * matchFound(document, "strict").gold; // [{ found: null, right: false, uncounted: null }]
 * matchFound(document, "weak").gold; // [{ found: 0, right: true, uncounted: null }]
 * ```
 */
export function matchFound(document: Matched, mode: MatchMode): Matching {
  const kept = known[mode].get(document);
  if (kept !== undefined) return kept;
  const matching = match(document, mode);
  known[mode].set(document, matching);
  return matching;
}

function match(document: Matched, mode: MatchMode): Matching {
  const touching = new Touching(document, mode);
  const matching = touching.match(touching.unused());
  if (mode !== "weak" || document.gold.every(({ parent }) => parent === undefined)) return matching;
  // Readings are chosen one by one, and several may have counted on the same predictions.
  const strict = touching.match(new Touching(document, "strict").unused());
  return rightLinks(document, strict) > rightLinks(document, matching) ? strict : matching;
}

/** Right links among the counted gold mentions of a matching. */
export function rightLinks({ gold }: Pick<JudgedDocument, "gold">, matching: Matching): number {
  return gold.filter((mention, i) => isRightLink(mention, matching.gold[i])).length;
}

/** Whether a gold mention counts, its entity is in the KB, and the entity was found. */
export function isRightLink(mention: ResolvedMention, match: GoldMatch | undefined): boolean {
  return match?.uncounted === null && match.right && mention.right.length > 0;
}

/** Predictions and the gold mentions that they touch: with the same span, or with an overlapping one. */
class Touching {
  private readonly gold: readonly ResolvedMention[];
  private readonly found: readonly Prediction[];
  /** Of each prediction inside the part that is evaluated; none for others. */
  private readonly touched: readonly (readonly number[])[];
  private readonly isFit: (gold: number, found: number) => boolean;
  private readonly isIgnored: (found: number) => boolean;
  /** Positions of predictions in an order that their list has no part in, as far as they differ. */
  private readonly order: readonly number[];

  constructor(
    private readonly document: Matched,
    mode: MatchMode,
  ) {
    const { gold, ignore } = document;
    const found = document.found ?? [];
    this.gold = gold;
    this.found = found;
    const index = new OverlapIndex(gold);
    const overlapped = found.map((prediction) => index.overlapping(prediction));
    const isSame = (g: number, f: number) => sameSpan(this.mention(g), this.prediction(f));
    this.touched = overlapped.map((near, f) => {
      if (!isEvaluated(document, this.prediction(f))) return [];
      return mode === "weak" ? near : near.filter((g) => isSame(g, f));
    });
    this.isFit = (g, f) => mode === "spans" || isRight(this.mention(g), this.prediction(f).entity);
    const ignored = new OverlapIndex(ignore);
    this.isIgnored = (f) =>
      ignore.length > 0 &&
      ignored.overlapping(this.prediction(f)).length > 0 &&
      !(overlapped[f] ?? []).some((g) => isSame(g, f));
    this.order = [...found.keys()].sort(
      (a, b) => comparePredictions(this.prediction(a), this.prediction(b)) || a - b,
    );
  }

  /** The readings that are not used. */
  unused(): ReadonlySet<number> {
    if (this.gold.every(({ parent }) => parent === undefined)) return new Set();
    const fitting = new Map<number, number[]>();
    for (const f of this.order) {
      for (const g of this.touched[f] ?? []) {
        if (!this.isFit(g, f)) continue;
        const known = fitting.get(g);
        if (known === undefined) fitting.set(g, [f]);
        else known.push(f);
      }
    }
    return unusedReadings(
      this.gold,
      (positions) => matchOneToOne(positions, (g) => fitting.get(g) ?? []).size,
    );
  }

  match(unused: ReadonlySet<number>): Matching {
    const gold = this.gold.map((mention, g): GoldMatch => {
      const why = mention.optional ? "optional" : isEvaluated(this.document, mention) ? null : "outside";
      return { found: null, right: false, uncounted: why ?? (unused.has(g) ? "unused" : null) };
    });
    const found = this.found.map((_, f) => this.alone(f, gold));
    const pair = (order: readonly number[], right: boolean): void => {
      const partners = (f: number) =>
        this.byCloseness(f, gold, (g) => {
          const match = gold[g] as GoldMatch;
          return match.uncounted === null && match.found === null && (!right || this.isFit(g, f));
        });
      for (const [f, g] of matchOneToOne(order, partners)) {
        gold[g] = { found: f, right, uncounted: null };
        found[f] = { gold: g, right, uncounted: null };
      }
    };
    const counts = (f: number) => found[f]?.uncounted === null;
    const [counted, excused] = [this.order.filter(counts), this.order.filter((f) => !counts(f))];
    pair([...counted, ...excused], true);
    pair(
      counted.filter((f) => found[f]?.gold === null),
      false,
    );
    for (const f of this.order) {
      const { gold: g, right, uncounted } = found[f] as FoundMatch;
      const match = g === null || uncounted === null ? undefined : gold[g];
      if (match !== undefined && (match.found === null || (right && !match.right))) {
        match.found = f;
        match.right = right;
      }
    }
    return { gold, found };
  }

  /** A prediction that is paired with nothing that counts. */
  private alone(f: number, gold: readonly GoldMatch[]): FoundMatch {
    const none = { gold: null, right: false };
    if (!isEvaluated(this.document, this.prediction(f))) return { ...none, uncounted: "outside" };
    const closest = this.byCloseness(f, gold, () => true)[0];
    const uncounted = closest === undefined ? null : (gold[closest]?.uncounted ?? null);
    if (closest !== undefined && uncounted !== null)
      return { gold: closest, right: this.isFit(closest, f), uncounted };
    return { ...none, uncounted: this.isIgnored(f) ? "ignored" : null };
  }

  /** Gold mentions that a prediction touches, the closest first. */
  private byCloseness(
    f: number,
    gold: readonly GoldMatch[],
    isMeant: (gold: number) => boolean,
  ): readonly number[] {
    const near = (this.touched[f] ?? []).filter(isMeant);
    if (near.length < 2) return near;
    const prediction = this.prediction(f);
    const rank = (g: number) =>
      (sameSpan(this.mention(g), prediction) ? 4 : 0) +
      (this.isFit(g, f) ? 2 : 0) +
      (gold[g]?.uncounted === null ? 1 : 0);
    return near.sort((a, b) => {
      const [x, y] = [this.mention(a), this.mention(b)];
      return (
        rank(b) - rank(a) || shared(y, prediction) - shared(x, prediction) || compareMentions(x, y) || a - b
      );
    });
  }

  private mention(g: number): ResolvedMention {
    return this.gold[g] as ResolvedMention;
  }

  private prediction(f: number): Prediction {
    return this.found[f] as Prediction;
  }
}

const sameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/** Length of the text that two spans share. */
const shared = (a: Span, b: Span): number => Math.min(a.end, b.end) - Math.max(a.start, b.start);

const compareSpans = (a: Span, b: Span): number => a.start - b.start || b.end - a.end;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compareMentions = (a: ResolvedMention, b: ResolvedMention): number =>
  compareSpans(a, b) ||
  compareText(a.right.join("\n"), b.right.join("\n")) ||
  compareText(a.label ?? "", b.label ?? "");

/** Links before NIL, so that it is a link where either can be paired; of the same link the surer one first. */
const comparePredictions = (a: Prediction, b: Prediction): number =>
  Number(a.entity === null) - Number(b.entity === null) ||
  compareSpans(a, b) ||
  compareText(a.entity ?? "", b.entity ?? "") ||
  (b.confidence ?? 0) - (a.confidence ?? 0);
