import type { Span } from "../../text/sentences.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { EntityText } from "./entity-text.js";
import { type EntityTokens, entityFields, entityTokens } from "./entity-tokens.js";
import { excerptAround } from "./excerpt.js";
import { type MentionWindow, mentionWindow, tokensOf } from "./mention-window.js";
import type { EncoderDefinition } from "./settings.js";

/** Turns mentions and entities into tokens; those of entities are remembered. */
export class CrossReader {
  /** By their texts, which linkers keep. */
  readonly #entities = new WeakMap<EntityText, EntityTokens>();

  constructor(
    private readonly tokeniser: Tokeniser,
    private readonly settings: Pick<EncoderDefinition, "inputs" | "special">,
  ) {}

  /**
   * A mention in the middle of its window.
   *
   * @throws {NamesakeError} SPAN_INVALID
   */
  window(text: string, mention: Span): MentionWindow {
    const { inputs, special } = this.settings;
    const near = excerptAround(text, mention, inputs.contextTokens);
    const tokens = this.tokeniser.encode(near.text, {
      specialTokens: false,
      truncation: null,
      padding: null,
    });
    return mentionWindow(tokens.ids, tokensOf(tokens, near.mention), inputs, special);
  }

  entity(entity: EntityText): EntityTokens {
    const { inputs, special } = this.settings;
    const known = this.#entities.get(entity);
    if (known !== undefined) return known;
    const tokens = entityTokens(entityFields(this.tokeniser, entity, inputs), inputs, special);
    this.#entities.set(entity, tokens);
    return tokens;
  }
}
