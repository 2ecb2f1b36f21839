import { NOT_KNOWN } from "./labels.js";

/** How well a classifier answers on one axis, or on several together. */
export interface TypeFigures {
  /** F1 of all answers that are a class and not "other": each is right or wrong. */
  micro: number;
  /** The mean of the F1 of classes that are right or answered somewhere, without "other". */
  macro: number;
  /** Share of the answers that are right, "other" among them. */
  accuracy: number;
}

/** Answers of one class. */
interface Counts {
  right: number;
  answered: number;
  wanted: number;
}

/** Judges the answers of a classifier, each the class that is likeliest. */
export class TypeScore {
  /** By axis and class. */
  readonly #counts: readonly (readonly Counts[])[];
  readonly #judged: number[];

  /** @param classes how many each axis has, "other" first */
  constructor(classes: readonly number[]) {
    this.#counts = classes.map((count) =>
      Array.from({ length: count }, () => ({ right: 0, answered: 0, wanted: 0 })),
    );
    this.#judged = classes.map(() => 0);
  }

  /**
   * Judges the answers to a mention.
   *
   * @param labels what is right on each axis; of what is not known, nothing is judged
   * @param types probabilities of the classes of each axis
   */
  add(labels: readonly number[], types: readonly Float32Array[]): void {
    for (const [axis, label] of labels.entries()) {
      if (label === NOT_KNOWN) continue;
      const probabilities = types[axis] as Float32Array;
      const answer = probabilities.indexOf(probabilities.reduce((most, one) => Math.max(most, one)));
      const counts = this.#counts[axis] as readonly Counts[];
      (counts[answer] as Counts).answered++;
      (counts[label] as Counts).wanted++;
      if (answer === label) (counts[label] as Counts).right++;
      this.#judged[axis] = (this.#judged[axis] as number) + 1;
    }
  }

  /** The figures of all axes together. */
  get all(): TypeFigures {
    return figuresOf(
      this.#counts,
      this.#judged.reduce((sum, count) => sum + count, 0),
    );
  }

  /** The figures of one axis. */
  of(axis: number): TypeFigures {
    return figuresOf([this.#counts[axis] as readonly Counts[]], this.#judged[axis] as number);
  }
}

function figuresOf(axes: readonly (readonly Counts[])[], judged: number): TypeFigures {
  const named = axes.flatMap((classes) => classes.slice(1));
  const seen = named.filter(({ answered, wanted }) => answered + wanted > 0);
  const total = (counts: readonly Counts[], field: keyof Counts) =>
    counts.reduce((sum, one) => sum + one[field], 0);
  return {
    micro: f1({
      right: total(named, "right"),
      answered: total(named, "answered"),
      wanted: total(named, "wanted"),
    }),
    macro: seen.reduce((sum, counts) => sum + f1(counts), 0) / Math.max(1, seen.length),
    accuracy: total(axes.flat(), "right") / Math.max(1, judged),
  };
}

const f1 = ({ right, answered, wanted }: Counts): number => (2 * right) / Math.max(1, answered + wanted);
