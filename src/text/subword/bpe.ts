import { byteTokenIds } from "./byte-tokens.js";
import type { Fields } from "./fields.js";
import { Heap } from "./heap.js";
import type { SubwordModel } from "./model.js";
import type { TokenBuffer } from "./token-buffer.js";
import { Vocabulary } from "./vocabulary.js";
import { WordCache } from "./word-cache.js";

/** Ids and places in a word are below this; a merge and a place fit into one number. */
const LIMIT = 2 ** 26;

export interface BpeOptions {
  /** Pairs of tokens that become one, the first to be merged first. */
  merges: readonly (readonly [left: string, right: string])[];
  /** Stands for a character that the vocabulary lacks; without it such a character is left out. */
  unknown?: string | undefined;
  /** What tokens within a word begin with. */
  prefix?: string;
  /** What tokens at the end of a word end with. */
  suffix?: string;
  /** Whether unknown characters in a row are one token. */
  fuseUnknown?: boolean;
  /** Whether a character that is unknown is spelt in byte tokens. */
  byteFallback?: boolean;
  /** Whether a word that is a token is not taken apart. */
  ignoreMerges?: boolean;
}

/** The symbols of a word while they are being merged: a doubly linked list in columns. */
interface Symbols {
  ids: number[];
  starts: number[];
  ends: number[];
}

/**
 * Byte-pair encoding (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909): a word is spelt in single characters,
 * then the pair that was learnt first is merged wherever it stands, from the left, then the next, until none is
 * left. With a heap of the pairs that takes O(n log n) for n characters.
 */
export class Bpe implements SubwordModel {
  /** left * LIMIT + right: which merge it is. */
  readonly #ranks = new Map<number, number>();
  /** By merge: the token that it makes. */
  readonly #merged: Int32Array;
  readonly #unknown: number | undefined;
  readonly #cache = new WordCache();
  readonly #read = (text: string, start: number, end: number, out: TokenBuffer): void =>
    this.#tokenise(text, start, end, out);

  /** @param where names the file in errors */
  constructor(
    readonly vocabulary: Vocabulary,
    readonly options: BpeOptions,
    where: string,
  ) {
    const { merges, prefix = "", unknown } = options;
    this.#unknown = unknown === undefined ? undefined : vocabulary.need(unknown, where);
    this.#merged = new Int32Array(merges.length);
    merges.forEach(([left, right], rank) => {
      const pair = vocabulary.need(left, where) * LIMIT + vocabulary.need(right, where);
      this.#merged[rank] = vocabulary.need(left + right.slice(prefix.length), where);
      this.#ranks.set(pair, rank);
    });
  }

  /** @throws {NamesakeError} RECORD_INVALID where a field is wrong */
  static read(fields: Fields): Bpe {
    const dropout = fields.get("dropout");
    if (dropout !== undefined && dropout !== 0)
      throw fields.wrong("dropout", "null: it is for training only");
    const vocabulary = Vocabulary.read(fields, "vocab");
    if (vocabulary.rows >= LIMIT) throw fields.wrong("vocab", `a vocabulary with ids below ${LIMIT}`);
    const merges = fields.list("merges").map((merge, i): readonly [string, string] => {
      // Newer files have pairs, so that a token may contain a space.
      const pair: unknown = typeof merge === "string" ? merge.split(" ") : merge;
      if (Array.isArray(pair) && pair.length === 2 && pair.every((token) => typeof token === "string"))
        return pair as [string, string];
      throw fields.wrong("merges", `pairs of tokens, also at ${i}`);
    });
    return new Bpe(
      vocabulary,
      {
        merges,
        unknown: fields.get("unk_token") === undefined ? undefined : fields.text("unk_token"),
        prefix: fields.text("continuing_subword_prefix", ""),
        suffix: fields.text("end_of_word_suffix", ""),
        fuseUnknown: fields.flag("fuse_unk", false),
        byteFallback: fields.flag("byte_fallback", false),
        ignoreMerges: fields.flag("ignore_merges", false),
      },
      fields.where,
    );
  }

  tokenise(text: string, start: number, end: number, out: TokenBuffer): void {
    this.#cache.tokenise(text, start, end, out, this.#read);
  }

  #tokenise(text: string, start: number, end: number, out: TokenBuffer): void {
    if (this.options.ignoreMerges === true) {
      const id = this.vocabulary.idOf(text.slice(start, end));
      if (id !== undefined) {
        out.push(id, start, end);
        return;
      }
    }
    this.#merge(this.#spell(text, start, end), out);
  }

  #spell(text: string, start: number, end: number): Symbols {
    const { prefix = "", suffix = "", byteFallback, fuseUnknown } = this.options;
    const symbols: Symbols = { ids: [], starts: [], ends: [] };
    const put = (id: number, from: number, to: number): void => {
      symbols.ids.push(id);
      symbols.starts.push(from);
      symbols.ends.push(to);
    };
    /** Where the run of unknown characters began that is not put yet, -1 for none. */
    let pending = -1;
    const flush = (upTo: number): void => {
      if (pending !== -1) put(this.#unknown as number, pending, upTo);
      pending = -1;
    };
    for (let at = start; at < end; ) {
      const character = String.fromCodePoint(text.codePointAt(at) as number);
      const next = at + character.length;
      const symbol = (at === start ? "" : prefix) + character + (next === end ? suffix : "");
      const id = this.vocabulary.idOf(symbol);
      const bytes =
        id === undefined && byteFallback === true ? byteTokenIds(symbol, this.vocabulary) : undefined;
      if (id !== undefined || bytes !== undefined) {
        flush(at);
        for (const token of bytes ?? [id as number]) put(token, at, next);
      } else if (this.#unknown !== undefined) {
        if (fuseUnknown !== true) flush(at);
        if (pending === -1) pending = at;
      }
      at = next;
    }
    flush(end);
    return symbols;
  }

  #merge({ ids, starts, ends }: Symbols, out: TokenBuffer): void {
    const count = ids.length;
    const next = Int32Array.from({ length: count }, (_, i) => i + 1);
    const previous = Int32Array.from({ length: count }, (_, i) => i - 1);
    const heap = new Heap<number>((a, b) => a < b);
    const rankAt = (at: number): number | undefined => {
      const right = next[at] as number;
      return right >= count
        ? undefined
        : this.#ranks.get((ids[at] as number) * LIMIT + (ids[right] as number));
    };
    const consider = (at: number): void => {
      const rank = rankAt(at);
      if (rank !== undefined) heap.push(rank * LIMIT + at);
    };
    for (let at = 0; at + 1 < count; at++) consider(at);
    for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
      const at = top % LIMIT;
      const rank = (top - at) / LIMIT;
      // The pair may have been broken up since.
      if (ids[at] === -1 || rankAt(at) !== rank) continue;
      const right = next[at] as number;
      const after = next[right] as number;
      ids[at] = this.#merged[rank] as number;
      ends[at] = ends[right] as number;
      ids[right] = -1;
      next[at] = after;
      if (after < count) previous[after] = at;
      consider(at);
      if (at > 0) consider(previous[at] as number);
    }
    for (let at = 0; at < count; at = next[at] as number)
      out.push(ids[at] as number, starts[at] as number, ends[at] as number);
  }
}
