import { NamesakeError } from "../../errors.js";
import type { Feed, Session } from "../../nn/session.js";
import type { Span } from "../../text/sentences.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { CrossEncoderDefinition } from "./cross-settings.js";
import { CROSS_PARTS, type CrossTokens, crossTokens } from "./cross-tokens.js";
import type { CrossEncoder } from "./encoder.js";
import type { EntityText } from "./entity-text.js";
import { type EntityTokens, entityFields, entityTokens } from "./entity-tokens.js";
import { excerptAround } from "./excerpt.js";
import { type MentionWindow, mentionWindow, type TokenRange, tokensOf } from "./mention-window.js";
import { trunkTokens } from "./trunk.js";

/** Tokens of one run; more do not make it faster and only take memory. */
const RUN = 2048;
/**
 * Sequences are filled up to a multiple of so many tokens, and those of equal length share a run: what a sequence is filled up to
 * depends on itself alone, and so does its score.
 */
const STEP = 16;

/** A cross-encoder over an open model; `crossEncoderGraph` describes it. */
export class SessionCrossEncoder implements CrossEncoder {
  #closed = false;
  /** By their texts, which linkers keep. */
  readonly #entities = new WeakMap<EntityText, EntityTokens>();

  /**
   * @param fed what the session is given beside the sequences: the parameters, where they are not in the graph
   */
  constructor(
    readonly settings: CrossEncoderDefinition & { scale: number },
    readonly tokeniser: Tokeniser,
    readonly session: Session,
    readonly id: string,
    private readonly fed: Readonly<Record<string, Feed>> = {},
  ) {}

  async score(text: string, mention: Span, candidates: readonly EntityText[]): Promise<Float32Array> {
    if (this.#closed) throw new NamesakeError("CLOSED", { what: "The cross-encoder" });
    const { inputs, special, scale } = this.settings;
    const window = this.#windowOf(text, mention);
    const sequences = candidates.map((entity) =>
      crossTokens(window, this.#tokensOf(entity), inputs, special),
    );
    const scores = await this.#run(sequences);
    return scores.map((score) => score * scale);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.session.close();
  }

  #windowOf(text: string, mention: Span): MentionWindow {
    const { inputs, special } = this.settings;
    const near = excerptAround(text, mention, inputs.contextTokens);
    const tokens = this.tokeniser.encode(near.text, {
      specialTokens: false,
      truncation: null,
      padding: null,
    });
    return mentionWindow(tokens.ids, tokensOf(tokens, near.mention), inputs, special);
  }

  #tokensOf(entity: EntityText): EntityTokens {
    const { inputs, special } = this.settings;
    const known = this.#entities.get(entity);
    if (known !== undefined) return known;
    const tokens = entityTokens(entityFields(this.tokeniser, entity, inputs), inputs, special);
    this.#entities.set(entity, tokens);
    return tokens;
  }

  async #run(sequences: readonly CrossTokens[]): Promise<Float32Array> {
    const { special, trunk } = this.settings;
    const most = trunkTokens(trunk);
    const byLength = new Map<number, number[]>();
    for (const [place, { ids }] of sequences.entries()) {
      const length = Math.min(most, STEP * Math.ceil(ids.length / STEP));
      const mates = byLength.get(length) ?? [];
      byLength.set(length, mates);
      mates.push(place);
    }
    const scores = new Float32Array(sequences.length);
    for (const [length, mates] of byLength) {
      const size = Math.max(1, Math.floor(RUN / length));
      for (let at = 0; at < mates.length; at += size) {
        const places = mates.slice(at, at + size);
        const batch = places.map((place) => sequences[place] as CrossTokens);
        const made = await this.session.run({ ...this.fed, ...crossFeeds(batch, length, special.pad) });
        const found = made["scores"]?.data as Float32Array;
        for (const [row, place] of places.entries()) scores[place] = found[row] as number;
      }
    }
    return scores;
  }
}

/**
 * Sequences as a model is fed them, all filled up to one length.
 *
 * @returns ids [batch, tokens]; starts and ends [batch, parts]
 */
export function crossFeeds(batch: readonly CrossTokens[], tokens: number, pad: number) {
  const ids = new Int32Array(batch.length * tokens).fill(pad);
  for (const [row, sequence] of batch.entries()) ids.set(sequence.ids, row * tokens);
  const edges = (edge: keyof TokenRange) => ({
    data: Int32Array.from(batch.flatMap(({ parts }) => CROSS_PARTS.map((part) => parts[part][edge]))),
    dims: [batch.length, CROSS_PARTS.length],
  });
  return { ids: { data: ids, dims: [batch.length, tokens] }, starts: edges("from"), ends: edges("to") };
}
