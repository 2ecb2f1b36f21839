import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { type ClassInText, withClass } from "../../link/types/class-in-text.js";
import { type EntityText, entityTextOf } from "../../models/encoders/entity-text.js";
import { type EntityFields, entityFields } from "../../models/encoders/entity-tokens.js";
import type { InputSettings } from "../../models/encoders/settings.js";
import { normaliseAlias } from "../../text/normalise.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";

/** Entities whose tokens are remembered: some 500 bytes each. */
const REMEMBERED = 200_000;

const NOTHING: EntityFields = { name: [], types: [], relations: [], aliases: [], description: [] };

/** The entities of a KB as encoders read them, tokenised once. */
export class EntitySource {
  readonly #fields = new Map<number, EntityFields>();

  constructor(
    readonly kb: KnowledgeBase,
    private readonly tokeniser: Tokeniser,
    private readonly inputs: InputSettings,
    private readonly classOf?: ClassInText,
  ) {}

  /** What is read of an entity. */
  text(row: number): EntityText {
    const record = this.kb.at(row) ?? { id: "", name: "" };
    return withClass(entityTextOf(this.kb, record), this.classOf?.(record));
  }

  fields(row: number): EntityFields {
    const known = this.#fields.get(row);
    if (known !== undefined) return known;
    const record = this.kb.at(row);
    const fields = record === undefined ? NOTHING : entityFields(this.tokeniser, this.text(row), this.inputs);
    if (this.#fields.size >= REMEMBERED) this.#fields.clear();
    this.#fields.set(row, fields);
    return fields;
  }

  /**
   * An entity of the whole KB, each as likely as another.
   *
   * @param next gives numbers from 0 to below 1
   */
  stranger(next: () => number): number {
    const { nextIndex } = this.kb.totals();
    // Entities that were removed have left gaps.
    for (;;) {
      const row = Math.floor(next() * nextIndex);
      if (this.kb.at(row) !== undefined) return row;
    }
  }

  /**
   * What a text may mean by the alias table alone.
   *
   * @param most at most so many, the most frequent first, ties by number
   */
  namesakes(surface: string, most: number): number[] {
    const { postings } = this.kb.lookup(normaliseAlias(surface));
    return [...postings]
      .sort((a, b) => b.count - a.count || a.index - b.index)
      .slice(0, most)
      .map(({ index }) => index);
  }
}
