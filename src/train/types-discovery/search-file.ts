import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { writeAtomically } from "../../atomic-file.js";
import { NamesakeError, reason } from "../../errors.js";
import type { SearchState } from "../../types/discovery/search.js";

/** Milliseconds between two states that are kept. */
const KEPT_EVERY = 2000;

/**
 * The state of a search as a file of JSON: with its curve while it runs and when it is done, and to go on from.
 *
 * @example
 * ```ts
 * const file = new SearchFile("cem.json");
 * const state = await search(problem, evaluator, crossEntropy(), { ...(await file.read()), onGeneration: (s) => file.keep(s) });
 * await file.write(state);
 * ```
 */
export class SearchFile {
  #last = Date.now();

  constructor(readonly path: string) {}

  /**
   * @returns the state, or nothing where there is no file
   * @throws {NamesakeError} UNFINISHED_UNUSABLE
   */
  async read(): Promise<{ state?: SearchState }> {
    if (!existsSync(this.path)) return {};
    const unusable = (why: string) => new NamesakeError("UNFINISHED_UNUSABLE", { path: this.path, why });
    let state: Partial<SearchState> | null;
    try {
      state = JSON.parse(await readFile(this.path, "utf8")) as Partial<SearchState> | null;
    } catch (error) {
      throw unusable(reason(error));
    }
    if (typeof state?.method !== "string" || !Array.isArray(state.curve) || state.best === undefined)
      throw unusable("it is not the state of a search");
    return { state: state as SearchState };
  }

  /** Writes the state, unless one was kept a moment ago. */
  async keep(state: SearchState): Promise<void> {
    if (Date.now() - this.#last >= KEPT_EVERY) await this.write(state);
  }

  /** @throws {NamesakeError} WRITE_FAILED */
  async write(state: SearchState): Promise<void> {
    await writeAtomically(this.path, [`${JSON.stringify(state)}\n`]);
    this.#last = Date.now();
  }
}
