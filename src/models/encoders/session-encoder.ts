import { NamesakeError } from "../../errors.js";
import type { Tensor } from "../../nn/onnx.js";
import type { Feed, Session } from "../../nn/session.js";
import type { Span } from "../../text/sentences.js";
import type { Encoding } from "../../text/subword/encoding.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { BiEncoder } from "./encoder.js";
import type { EntityText } from "./entity-text.js";
import { entityFields, entityTokens } from "./entity-tokens.js";
import { checkMention, UNITS } from "./excerpt.js";
import { mentionWindow, sharedWindows, type TokenRange, tokensOf, wordsAround } from "./mention-window.js";
import type { Side } from "./network.js";
import type { EncoderDefinition } from "./settings.js";

/** Tokens of one run; more do not make it faster and only take memory. */
const RUN = 2048;

/** A sequence with the spans in it whose vectors are wanted, and where these go. */
interface Sequence {
  ids: ArrayLike<number>;
  spans: readonly TokenRange[];
  places: readonly number[];
}

/** A bi-encoder over open models; `biEncoderGraph` describes them. */
export class SessionEncoder implements BiEncoder {
  #closed = false;
  readonly #fed: Readonly<Record<Side, Record<string, Feed>>>;

  /**
   * @param sessions by tower; of a shared trunk both may be one
   * @param fed what sessions are given beside the sequences: the parameters, where they are not in the graph
   */
  constructor(
    readonly settings: EncoderDefinition,
    readonly tokeniser: Tokeniser,
    readonly sessions: Readonly<Record<Side, Session>>,
    readonly id: string,
    readonly dimensions: number,
    fed: Readonly<Record<string, Feed>> = {},
  ) {
    const to = ({ program }: Session) =>
      Object.fromEntries(
        Object.entries(fed).filter(([name]) => program.inputs.some((one) => one.name === name)),
      );
    this.#fed = { mention: to(sessions.mention), entity: to(sessions.entity) };
  }

  async encodeMentions(text: string, mentions: readonly Span[]): Promise<Float32Array[]> {
    this.#check();
    for (const mention of mentions) checkMention(text, mention);
    if (mentions.length === 0) return [];
    return this.#run("mention", this.#sequencesOf(text, mentions), mentions.length);
  }

  async encodeEntities(entities: readonly EntityText[]): Promise<Float32Array[]> {
    this.#check();
    const { inputs, special } = this.settings;
    const sequences = entities.map((entity, place): Sequence => {
      const { ids, name } = entityTokens(entityFields(this.tokeniser, entity, inputs), inputs, special);
      return { ids, spans: [name], places: [place] };
    });
    return this.#run("entity", sequences, entities.length);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const session of new Set(Object.values(this.sessions))) await session.close();
  }

  #check(): void {
    if (this.#closed) throw new NamesakeError("CLOSED", { what: "The encoder" });
  }

  /** What is read of a text for its mentions: a window for each, or windows that several share. */
  #sequencesOf(text: string, mentions: readonly Span[]): Sequence[] {
    const { inputs, special, vectors } = this.settings;
    const reach = UNITS * inputs.contextTokens;
    const first = mentions.reduce((least, { start }) => Math.min(least, start), text.length);
    const last = mentions.reduce((greatest, { end }) => Math.max(greatest, end), 0);
    const from = Math.max(0, first - reach);
    const tokens = this.tokeniser.encode(text.slice(from, last + reach), {
      specialTokens: false,
      truncation: null,
      padding: null,
    });
    const ranges = mentions.map(({ start, end }) =>
      tokensOf(tokens, { start: start - from, end: end - from }),
    );
    if (inputs.markers || vectors.pooling !== "span" || special.begin !== undefined)
      return ranges.map((range, place) => {
        const around = this.#tokensAround(text, mentions[place] as Span, from, tokens);
        const within = { from: range.from - around.from, to: range.to - around.from };
        const { ids, mention } = mentionWindow(
          tokens.ids.subarray(around.from, around.to),
          within,
          inputs,
          special,
        );
        return { ids: ids.length === 0 ? [special.mask] : ids, spans: [mention], places: [place] };
      });
    return sharedWindows(tokens.length, ranges, inputs.contextTokens).map((window) => ({
      ids: window.to > window.from ? tokens.ids.subarray(window.from, window.to) : [special.mask],
      spans: window.mentions.map((i) => inside(ranges[i] as TokenRange, window, inputs.mentionTokens)),
      places: window.mentions,
    }));
  }

  /** Which tokens of a text, read from an offset on, a window may have: all, or those of so many words around the mention. */
  #tokensAround(text: string, mention: Span, from: number, tokens: Encoding): TokenRange {
    const { contextWords, contextTokens } = this.settings.inputs;
    if (contextWords === undefined) return { from: 0, to: tokens.length };
    const { start, end } = wordsAround(text, mention, contextWords, UNITS * contextTokens);
    return tokensOf(tokens, { start: start - from, end: end - from });
  }

  /** Sequences of one length share a run, so that nothing is padded and a vector does not depend on the others. */
  async #run(side: Side, sequences: readonly Sequence[], count: number): Promise<Float32Array[]> {
    const { readsPadding = false, inputs, special } = this.settings;
    const vectors = new Array<Float32Array>(count);
    const byLength = new Map<number, Sequence[]>();
    for (const sequence of sequences) {
      const length = readsPadding && side === "entity" ? inputs.entityTokens : sequence.ids.length;
      const mates = byLength.get(length) ?? [];
      byLength.set(length, mates);
      mates.push(sequence);
    }
    for (const [length, mates] of byLength) {
      const size = Math.max(1, Math.floor(RUN / length));
      for (let at = 0; at < mates.length; at += size) {
        const batch = mates.slice(at, at + size);
        const made = await this.sessions[side].run({
          ...this.#fed[side],
          ...feedsOf(batch, length, special.pad),
        });
        const { data, dims } = made[side] as Tensor;
        const [, spans = 1, width = 0] = dims;
        for (const [row, { places }] of batch.entries())
          for (const [slot, place] of places.entries()) {
            const from = (row * spans + slot) * width;
            vectors[place] = (data as Float32Array).slice(from, from + width);
          }
      }
    }
    return vectors;
  }
}

/** A range as it lies in a window: its first tokens, where it is longer than is read. */
function inside({ from, to }: TokenRange, window: TokenRange, most: number): TokenRange {
  const start = Math.max(0, from - window.from);
  return { from: start, to: Math.min(window.to - window.from, start + most, to - window.from) };
}

function feedsOf(batch: readonly Sequence[], tokens: number, pad: number): Record<string, Feed> {
  const spans = Math.max(1, ...batch.map((sequence) => sequence.spans.length));
  const ids = new Int32Array(batch.length * tokens).fill(pad);
  const [starts, ends] = [new Int32Array(batch.length * spans), new Int32Array(batch.length * spans)];
  for (const [row, sequence] of batch.entries()) {
    ids.set(sequence.ids, row * tokens);
    for (const [slot, { from, to }] of sequence.spans.entries()) {
      starts[row * spans + slot] = from;
      ends[row * spans + slot] = to;
    }
  }
  return {
    ids: { data: ids, dims: [batch.length, tokens] },
    lengths: { data: Int32Array.from(batch, (sequence) => sequence.ids.length), dims: [batch.length] },
    starts: { data: starts, dims: [batch.length, spans] },
    ends: { data: ends, dims: [batch.length, spans] },
  };
}
