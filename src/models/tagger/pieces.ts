import type { Tensor } from "../../nn/onnx.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { Token } from "../../text/tokens.js";
import { tokensOf } from "../encoders/mention-window.js";
import type { SpecialIds, TrunkSettings } from "../encoders/settings.js";
import { trunkTokens } from "../encoders/trunk.js";

/** The subword tokens of a sentence, and which of them each word has. */
export interface Pieces {
  ids: Int32Array;
  /** Of each word the place of its first among the ids, and the place after its last. */
  starts: Int32Array;
  ends: Int32Array;
}

/** What a trunk is fed. */
export type PieceFeed = "ids" | "lengths" | "starts" | "ends";

/** Subword tokens that there is room for, by words: English has 1.3 to 1.5 of a vocabulary of 8,000. */
const PER_WORD = 1.5;

/** Reads the subword tokens of sentences for a trunk. */
export class PieceReader {
  /** The most tokens of a sequence, without special ones. */
  readonly #most: number;

  /** @param longest words of a sequence: there are no more tokens than there is room for; default: as many as the trunk takes */
  constructor(
    readonly tokeniser: Tokeniser,
    readonly special: SpecialIds,
    trunk: TrunkSettings,
    longest = Number.POSITIVE_INFINITY,
  ) {
    const { begin, separator } = special;
    const framing = [begin, separator].filter((id) => id !== undefined).length;
    this.#most = Math.min(trunkTokens(trunk) - framing, Math.floor(longest * PER_WORD));
  }

  /** So many words have room for these subword tokens. */
  static wordsFor(tokens: number): number {
    return Math.ceil(tokens / PER_WORD);
  }

  read(text: string, words: readonly Token[]): Pieces {
    const [from, to] = [words[0]?.start ?? 0, words.at(-1)?.end ?? 0];
    const all = this.tokeniser.encode(text.slice(from, to), {
      specialTokens: false,
      truncation: null,
      padding: null,
    });
    const ranges = words.map(({ start, end }) => tokensOf(all, { start: start - from, end: end - from }));
    return {
      ids: all.ids,
      starts: Int32Array.from(ranges, (range) => range.from),
      ends: Int32Array.from(ranges, (range) => range.to),
    };
  }

  /** Of a word that has more tokens than a sequence may, the first; for words without any, one that stands for none. */
  part({ ids, starts, ends }: Pieces, from: number, to: number): Pieces {
    const first = starts[from] ?? 0;
    const end = Math.min(ends[to - 1] ?? first, first + this.#most);
    const within = (place: number) => Math.min(place, end) - first;
    return {
      ids: end > first ? ids.slice(first, end) : Int32Array.of(this.special.mask),
      starts: starts.slice(from, to).map(within),
      ends: ends.slice(from, to).map(within),
    };
  }

  /** The last place up to `end` to which words from `from` on fit into a sequence; at least one word does. */
  limit({ starts, ends }: Pieces, from: number, end: number): number {
    let to = end;
    while (to > from + 1 && (ends[to - 1] as number) - (starts[from] as number) > this.#most) to--;
    return to;
  }

  /**
   * Sentences side by side.
   *
   * @param length words to which they are filled up, which have room for the tokens of all
   * @returns int32, ids [batch, tokens], lengths [batch], starts and ends [batch, words]
   */
  feeds(batch: readonly Pieces[], length: number): Record<PieceFeed, Tensor> {
    const { begin, separator, pad } = this.special;
    const before = begin === undefined ? [] : [begin];
    const behind = separator === undefined ? [] : [separator];
    const framing = before.length + behind.length;
    const tokens = Math.min(this.#most, Math.ceil(length * PER_WORD)) + framing;
    const ids = new Int32Array(batch.length * tokens).fill(pad);
    const [starts, ends] = [new Int32Array(batch.length * length), new Int32Array(batch.length * length)];
    for (const [row, pieces] of batch.entries()) {
      ids.set([...before, ...pieces.ids, ...behind], row * tokens);
      const shifted = (places: Int32Array) => places.map((place) => place + before.length);
      starts.set(shifted(pieces.starts), row * length);
      ends.set(shifted(pieces.ends), row * length);
    }
    const dims = [batch.length, length];
    return {
      ids: { data: ids, dims: [batch.length, tokens] },
      lengths: { data: Int32Array.from(batch, (one) => one.ids.length + framing), dims: [batch.length] },
      starts: { data: starts, dims },
      ends: { data: ends, dims },
    };
  }
}
