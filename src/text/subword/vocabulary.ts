import { NamesakeError } from "../../errors.js";
import type { Fields } from "./fields.js";

/** The tokens of a model and their ids. Ids need not be without gaps. */
export class Vocabulary {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #tokens: ReadonlyMap<number, string>;
  /** One more than the largest id: how many rows a table of embeddings needs. */
  readonly rows: number;

  constructor(ids: ReadonlyMap<string, number>) {
    this.#ids = ids;
    const tokens = new Map<number, string>();
    let rows = 0;
    for (const [token, id] of ids) {
      tokens.set(id, token);
      if (id >= rows) rows = id + 1;
    }
    this.#tokens = tokens;
    this.rows = rows;
  }

  /** How many tokens there are. */
  get size(): number {
    return this.#ids.size;
  }

  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  tokenOf(id: number): string | undefined {
    return this.#tokens.get(id);
  }

  entries(): IterableIterator<[token: string, id: number]> {
    return this.#ids.entries();
  }

  /**
   * The vocabulary in a field such as `{ "[PAD]": 0, "the": 1 }`.
   *
   * @throws {NamesakeError} RECORD_INVALID where an id is none, or is that of two tokens
   */
  static read(fields: Fields, name: string): Vocabulary {
    const vocabulary = fields.child(name);
    const ids = new Map<string, number>();
    const taken = new Set<number>();
    for (const token of vocabulary.names()) {
      const id = vocabulary.count(token);
      if (taken.has(id)) throw vocabulary.wrong(token, "an id that no other token has");
      taken.add(id);
      ids.set(token, id);
    }
    return new Vocabulary(ids);
  }

  /**
   * The id of a token that the model cannot do without.
   *
   * @throws {NamesakeError} RECORD_INVALID where it has none
   */
  need(token: string, where: string): number {
    const id = this.#ids.get(token);
    if (id !== undefined) return id;
    throw new NamesakeError("RECORD_INVALID", {
      where,
      field: "vocab",
      expected: `a vocabulary with the token ${JSON.stringify(token)}`,
      found: `${this.size} tokens without it`,
    });
  }
}
