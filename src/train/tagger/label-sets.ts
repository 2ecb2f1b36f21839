import { beginLabel, insideLabel, OUTSIDE, type Vocabulary } from "../../models/tagger/vocabulary.js";
import type { LabelMeanings } from "./label-meanings.js";

/**
 * The sets of labels that data allow a token, as numbers. First those of one label each, by the label's own number; then two for each
 * label of the data that means several classes, for the first token of a name and for another; then {@link open} and {@link openBehind}.
 */
export class LabelSets {
  readonly #kinds: readonly (readonly number[])[];
  readonly #numbers: ReadonlyMap<string, number>;
  /** Any label: nobody said what the token is. */
  readonly open: number;
  /** Any label but those that go on with a name, which ends before the token. */
  readonly openBehind: number;
  /** Whether a label may be had, by set and label: 0 or 1, [sets, labels]. */
  readonly #table: Uint8Array;
  readonly #labels: number;

  constructor({ classes, sizes }: Vocabulary, meanings: LabelMeanings) {
    const single = classes.map((_, kind) => [kind]);
    const others = meanings.labels.filter((label) => !classes.includes(label));
    const wide = others.map((label) =>
      meanings
        .classesOf(label)
        .map((name) => classes.indexOf(name))
        .filter((kind) => kind >= 0),
    );
    this.#kinds = [...single, ...wide];
    this.#numbers = new Map([...classes, ...others].map((label, i) => [label, i]));
    this.open = beginLabel(this.#kinds.length);
    this.openBehind = insideLabel(this.#kinds.length);
    this.#labels = sizes.labels;
    this.#table = new Uint8Array((this.openBehind + 1) * sizes.labels);
    const allow = (set: number, label: number) => {
      this.#table[set * sizes.labels + label] = 1;
    };
    allow(OUTSIDE, OUTSIDE);
    this.#kinds.forEach((kinds, i) => {
      for (const kind of kinds) {
        allow(this.begin(i), beginLabel(kind));
        allow(this.inside(i), insideLabel(kind));
      }
    });
    for (let label = 0; label < sizes.labels; label++) {
      allow(this.open, label);
      if (label % 2 === 1 || label === OUTSIDE) allow(this.openBehind, label);
    }
  }

  /** The number of what a label of the data means, for {@link begin} and {@link inside}; -1 = no class of the tagger. */
  numberOf(label: string): number {
    const number = this.#numbers.get(label) ?? -1;
    return (this.#kinds[number]?.length ?? 0) > 0 ? number : -1;
  }

  begin = (number: number): number => beginLabel(number);
  inside = (number: number): number => insideLabel(number);

  /** Whether it is the set of a token of a name that is not its first. */
  isInside(set: number): boolean {
    return set > OUTSIDE && set % 2 === 0 && set < this.open;
  }

  /** Whether nobody said what the token is. */
  isOpen(set: number): boolean {
    return set >= this.open;
  }

  /** Which labels a set has, 0 or 1 each. */
  labelsOf(set: number): Uint8Array {
    return this.#table.subarray(set * this.#labels, (set + 1) * this.#labels);
  }
}
