import { NamesakeError } from "../../errors.js";

/**
 * What labels of data mean in the classes of a tagger, where data have others or coarser ones: "MISC" any of the classes that are neither
 * people, places nor organisations; "corporation" organisations. So data with different classes train one tagger together, and are
 * measured with as they are.
 *
 * @example
 * ```ts
 * const meanings = new LabelMeanings(["MISC=MEDIA|EVE|ANIM", "corporation=ORG"]);
 * meanings.classesOf("MISC"); // ["MEDIA", "EVE", "ANIM"]
 * meanings.classesOf("PER"); // ["PER"]
 * ```
 */
export class LabelMeanings {
  readonly #classes: ReadonlyMap<string, readonly string[]>;

  /**
   * @param written a label, "=", and the classes that it may mean, with "|" between them
   * @throws {NamesakeError} OPTION_INVALID
   */
  constructor(written: readonly string[] = []) {
    this.#classes = new Map(
      written.map((one) => {
        const [label = "", all = "", ...more] = one.split("=").map((part) => part.trim());
        const classes = all.split("|").map((name) => name.trim());
        if (label !== "" && more.length === 0 && classes.every((name) => name !== ""))
          return [label, classes];
        throw new NamesakeError("OPTION_INVALID", {
          option: "labels.mean",
          expected: 'a label and the classes that it may mean, such as "MISC=MEDIA|EVE"',
          found: one,
        });
      }),
    );
  }

  /** Labels that mean something else than themselves. */
  get labels(): readonly string[] {
    return [...this.#classes.keys()];
  }

  /** The classes that a label may mean; of one of which nothing is said, itself. */
  classesOf(label: string): readonly string[] {
    return this.#classes.get(label) ?? [label];
  }

  /** Whether a class that was found is what a label of the data means. */
  fits = (label: string, found: string): boolean => this.classesOf(label).includes(found);
}
