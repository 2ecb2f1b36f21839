import type { FoundName } from "../../models/tagger/name-finder.js";
import type { Span } from "../../text/sentences.js";
import { sweepThreshold } from "../config/index.js";
import { type Answers, touches } from "./labelled-text.js";

/** How well names are found: those of exactly the right span, and where `labelled`, of the right class too. */
export interface Scores {
  precision: number;
  recall: number;
  f1: number;
}

interface Judged {
  score: number;
  /** Span and class are right. */
  right: boolean;
  /** The span is. */
  rightSpan: boolean;
}

/** Compares names that were found with those that people marked. */
export class NameScore {
  readonly #judged: Judged[] = [];
  #names = 0;

  /** @param fits whether a class that was found is what a label means; default: it is the same */
  constructor(
    private readonly fits: (label: string, found: string) => boolean = (label, found) => label === found,
  ) {}

  add({ names, ignored }: Answers, found: readonly FoundName[]): void {
    const labels = new Map(names.map((name) => [idOf(name), name.label]));
    this.#names += names.length;
    for (const name of found) {
      const label = labels.get(idOf(name));
      if (label === undefined && touches(name, ignored)) continue;
      const score = name.probability;
      this.#judged.push({
        score,
        right: label !== undefined && this.fits(label, name.label),
        rightSpan: label !== undefined,
      });
    }
  }

  /**
   * The threshold with the greatest F1, in the middle between the last probability that is kept and the next, or 0; 0 where
   * no name is right.
   *
   * @param labelled whether the class counts
   */
  bestThreshold(labelled: boolean): number {
    const decisions = this.#judged.map(({ score, right, rightSpan }) => {
      return { score, right: labelled ? right : rightSpan };
    });
    const best = sweepThreshold(decisions, "f1", this.#names);
    if (best === undefined) return 0;
    // On the least probability itself, the last digit of another processor would decide.
    return best.kept === decisions.length ? best.threshold / 2 : best.threshold;
  }

  /** The scores of names whose probability is the threshold or more. */
  at(threshold: number, labelled: boolean): Scores {
    const kept = this.#judged.filter(({ score }) => score >= threshold);
    const right = kept.filter((one) => (labelled ? one.right : one.rightSpan)).length;
    const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
    return {
      precision: share(right, kept.length),
      recall: share(right, this.#names),
      f1: share(2 * right, kept.length + this.#names),
    };
  }
}

const idOf = ({ start, end }: Span): string => `${start} ${end}`;
