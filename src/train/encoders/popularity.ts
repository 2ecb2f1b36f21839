import { readFile } from "node:fs/promises";
import { writeAtomically } from "../../atomic-file.js";
import { NamesakeError } from "../../errors.js";
import type { LinkedTexts } from "./linked-texts.js";

/** How often each entity is meant in the training data. */
export class Popularity {
  /** Counts in ascending order, of the entities that are meant at all. */
  readonly #sorted: readonly number[];

  /** @param counts by the entity's number in the KB */
  constructor(readonly counts: ReadonlyMap<number, number>) {
    this.#sorted = [...counts.values()].sort((a, b) => a - b);
  }

  /** How often an entity is meant. */
  of(row: number): number {
    return this.counts.get(row) ?? 0;
  }

  /** All mentions that were counted. */
  get mentions(): number {
    return this.#sorted.reduce((sum, count) => sum + count, 0);
  }

  /**
   * The count below which a share of the entities lies.
   *
   * @param percent above 0 to 100
   */
  percentile(percent: number): number {
    const { length } = this.#sorted;
    return this.#sorted[Math.min(length - 1, Math.floor((length * percent) / 100))] ?? 0;
  }

  static async count(texts: LinkedTexts): Promise<Popularity> {
    const counts = new Map<number, number>();
    for await (const { mentions } of texts())
      for (const { row } of mentions) if (row !== null) counts.set(row, (counts.get(row) ?? 0) + 1);
    return new Popularity(counts);
  }

  /** @throws {NamesakeError} WRITE_FAILED */
  async write(path: string): Promise<void> {
    await writeAtomically(path, [JSON.stringify([...this.counts])]);
  }

  /** @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID */
  static async read(path: string): Promise<Popularity> {
    const text = await readFile(path, "utf8").catch((cause: unknown) => {
      throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: "it is not there" }, { cause });
    });
    try {
      return new Popularity(new Map(JSON.parse(text) as [number, number][]));
    } catch (cause) {
      const found = JSON.stringify(text.slice(0, 40));
      throw new NamesakeError(
        "RECORD_INVALID",
        { where: path, field: "the file", expected: "pairs of numbers as JSON", found },
        { cause },
      );
    }
  }
}
