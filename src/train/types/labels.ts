import { isOpen } from "../../link/types/assigned-entity-types.js";
import type { AssignedAxis, AssignedTypes } from "../../types/assigned-types.js";
import type { Popularity } from "../encoders/popularity.js";
import type { TypeConfig } from "./schema.js";

/** Where nobody said what is right. */
export const NOT_KNOWN = -1;

/** The classes of entities, as a classifier is to answer them, and how much each answer counts. */
export class TypeLabels {
  /** Mentions of the training data, by axis and class. */
  readonly counts: readonly Float64Array[];
  /** By axis and class. */
  readonly #weights: readonly Float32Array[];
  /** Axes whose "other" says that nothing is known. */
  readonly #open: readonly boolean[];

  /**
   * @param popularity of the entities in the training data, by which rare classes are known
   */
  constructor(
    readonly types: AssignedTypes,
    popularity: Popularity,
    settings: TypeConfig["loss"],
  ) {
    this.#open = types.axes.map(isOpen);
    this.counts = types.axes.map((_, axis) => this.#countsOf(axis, popularity));
    this.#weights = this.counts.map((counts) => weightsOf(counts, settings));
  }

  /** How many axes there are. */
  get axes(): number {
    return this.types.axes.length;
  }

  /**
   * The class of an entity on an axis; {@link NOT_KNOWN} where the type system says nothing of it.
   *
   * @param row null = there is no entity
   */
  labelOf(row: number | null, axis: number): number {
    const label = row === null ? undefined : (this.types.axes[axis] as AssignedAxis).classOf[row];
    return label === undefined || (label === 0 && this.#open[axis]) ? NOT_KNOWN : label;
  }

  /** Whether anything is known of an entity. */
  knows(row: number | null): boolean {
    return this.types.axes.some((_, axis) => this.labelOf(row, axis) !== NOT_KNOWN);
  }

  /** How much the answer of an axis counts, where it is to be this one. */
  weightOf(label: number, axis: number): number {
    return label === NOT_KNOWN ? 0 : ((this.#weights[axis] as Float32Array)[label] as number);
  }

  #countsOf(axis: number, popularity: Popularity): Float64Array {
    const counts = new Float64Array((this.types.axes[axis] as AssignedAxis).classes.length);
    for (const [row, count] of popularity.counts) {
      const label = this.labelOf(row, axis);
      if (label !== NOT_KNOWN) counts[label] = (counts[label] as number) + count;
    }
    return counts;
  }
}

/** One over how often a class is right, in comparison with classes that are all right equally often; softened by a power. */
function weightsOf(counts: Float64Array, { classWeights, mostWeight }: TypeConfig["loss"]): Float32Array {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return Float32Array.from(counts, (count) =>
    count === 0 ? 1 : Math.min(mostWeight, (mean / count) ** classWeights),
  );
}
