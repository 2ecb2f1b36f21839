import { insidePair } from "../characters.js";
import { byteTokenIds } from "./byte-tokens.js";
import type { Fields } from "./fields.js";
import type { SubwordModel } from "./model.js";
import type { TokenBuffer } from "./token-buffer.js";
import { Trie } from "./trie.js";
import { Vocabulary } from "./vocabulary.js";
import { WordCache } from "./word-cache.js";

/** Pieces and their log probabilities in the order of their ids. */
export type UnigramPieces = readonly (readonly [piece: string, score: number])[];

/** How much less likely than the least likely piece an unknown character is, as in SentencePiece. */
const UNKNOWN_PENALTY = 10;

export interface UnigramOptions {
  /** The id of characters that no piece covers; a run of them is one token. */
  unknown: number;
  /** Whether what is unknown is spelt in byte tokens. */
  byteFallback?: boolean;
  /**
   * "tfjs" reads like the TensorFlow.js tokeniser of the Universal Sentence Encoder: a character that begins no piece
   * costs nothing, a place that no piece ends at counts as reached at no cost, and of two equally good ways the later
   * is taken.
   */
  variant?: "sentencepiece" | "tfjs";
  /** How many ids at the start stand for no text ("<s>"); default 0. */
  reserved?: number;
}

/**
 * The Unigram model of SentencePiece (Kudo 2018, "Subword Regularization", https://arxiv.org/abs/1804.10959): of all
 * ways to cut a text into pieces of the vocabulary it takes the one with the greatest sum of log probabilities
 * (Viterbi over a trie). Time is linear in the length of the text.
 */
export class Unigram implements SubwordModel {
  readonly vocabulary: Vocabulary;
  readonly #trie = new Trie();
  readonly #scores: Float64Array;
  readonly #unknownScore: number;
  readonly #cache = new WordCache();
  readonly #read = (text: string, start: number, end: number, out: TokenBuffer): void =>
    this.#tokenise(text, start, end, out);
  /** By place in the text from its start: the score of the best way there, its last piece, and where that began. */
  #best = new Float64Array(64);
  #pieces = new Int32Array(64);
  #from = new Int32Array(64);

  constructor(
    pieces: UnigramPieces,
    readonly options: UnigramOptions,
  ) {
    const { reserved = 0, variant } = options;
    this.#scores = Float64Array.from(pieces, ([, score]) => score);
    const lowest = this.#scores.reduce((least, score) => Math.min(least, score), Infinity);
    this.#unknownScore = variant === "tfjs" ? 0 : lowest - UNKNOWN_PENALTY;
    // The later of two equal pieces wins.
    this.vocabulary = new Vocabulary(new Map(pieces.map(([piece], id) => [piece, id])));
    pieces.forEach(([piece], id) => {
      if (id >= reserved && piece !== "") this.#trie.set(piece, id);
    });
  }

  /** @throws {NamesakeError} RECORD_INVALID where a field is wrong */
  static read(fields: Fields): Unigram {
    const pieces = fields.list("vocab").map((entry, i): readonly [string, number] => {
      if (Array.isArray(entry) && typeof entry[0] === "string" && Number.isFinite(entry[1]))
        return [entry[0], entry[1] as number];
      throw fields.wrong("vocab", `pairs of a piece and a number, also at ${i}`);
    });
    const unknown = fields.count("unk_id");
    if (unknown >= pieces.length)
      throw fields.wrong("unk_id", `below ${pieces.length}, the number of pieces`);
    return new Unigram(pieces, { unknown, byteFallback: fields.flag("byte_fallback", false) });
  }

  tokenise(text: string, start: number, end: number, out: TokenBuffer): void {
    this.#cache.tokenise(text, start, end, out, this.#read);
  }

  #tokenise(text: string, start: number, end: number, out: TokenBuffer): void {
    this.#search(text, start, end);
    const before = out.length;
    const { unknown } = this.options;
    for (let at = end - start; at > 0; ) {
      const id = this.#pieces[at] as number;
      let from = this.#from[at] as number;
      if (id === unknown)
        while (from > 0 && this.#pieces[from] === unknown) from = this.#from[from] as number;
      if (id === unknown) this.#putUnknown(text, start + from, start + at, out);
      else out.push(id, start + from, start + at);
      at = from;
    }
    reverse(out, before);
  }

  /** Fills the columns with the best ways to every place. */
  #search(text: string, start: number, end: number): void {
    const length = end - start;
    if (length >= this.#best.length) {
      this.#best = new Float64Array(2 * length);
      this.#pieces = new Int32Array(2 * length);
      this.#from = new Int32Array(2 * length);
    }
    const [trie, scores, best, pieces, origins] = [
      this.#trie,
      this.#scores,
      this.#best,
      this.#pieces,
      this.#from,
    ];
    const tfjs = this.options.variant === "tfjs";
    best.fill(tfjs ? 0 : -Infinity, 0, length + 1);
    best[0] = 0;
    const widthAt = (at: number): number => (insidePair(text, start + at + 1) && at + 1 < length ? 2 : 1);
    if (tfjs)
      for (let at = 0, width = 1; at < length; at += width) {
        width = widthAt(at);
        pieces[at + width] = this.options.unknown;
        origins[at + width] = at;
      }
    const reach = (at: number, score: number, id: number, from: number): void => {
      const known = best[at] as number;
      if (tfjs ? known !== 0 && score < known : score <= known) return;
      best[at] = score;
      pieces[at] = id;
      origins[at] = from;
    };
    for (let from = 0; from < length; ) {
      const score = best[from] as number;
      const width = widthAt(from);
      // Whether this character is a piece, or, for "tfjs", begins one.
      let covered = false;
      let node = Trie.ROOT;
      for (let at = from; at < length; ) {
        node = trie.step(node, text.charCodeAt(start + at++));
        if (node === -1) break;
        const id = trie.valueAt(node);
        if (id === -1) continue;
        reach(at, score + (scores[id] as number), id, from);
        if (tfjs || at === from + width) covered = true;
      }
      if (!covered) reach(from + width, score + this.#unknownScore, this.options.unknown, from);
      from += width;
    }
  }

  /** Puts what is unknown, from right to left. */
  #putUnknown(text: string, start: number, end: number, out: TokenBuffer): void {
    const { unknown, byteFallback } = this.options;
    const surface = text.slice(start, end);
    const bytes = byteFallback === true ? byteTokenIds(surface, this.vocabulary) : undefined;
    for (const id of bytes?.reverse() ?? [unknown]) out.push(id, start, end);
  }
}

function reverse(out: TokenBuffer, from: number): void {
  out.ids.subarray(from, out.length).reverse();
  out.starts.subarray(from, out.length).reverse();
  out.ends.subarray(from, out.length).reverse();
}
