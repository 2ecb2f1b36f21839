/** Pieces and their log probabilities in the order of their ids; `null` counts as 0. */
export type UnigramVocabulary = readonly (readonly [piece: string, score: number | null])[];

/** The id of symbols that no piece covers; a run of them is one token. */
const UNKNOWN = 0;
/** SentencePiece's mark for a space, U+2581. */
const SPACE_MARK = 0x2581;

/** Mixes a trie node and a symbol into a hash (Knuth's multiplicative constant). */
const hash = (key: number, mask: number): number => (Math.imul(key, 0x9e3779b1) >>> 8) & mask;

/**
 * A SentencePiece Unigram tokeniser (Kudo 2018, "Subword Regularization", https://arxiv.org/abs/1804.10959): of all
 * ways to cut a text into pieces of the vocabulary it takes the one with the greatest sum of log probabilities
 * (Viterbi over a trie). Time is linear in the length of the text.
 *
 * Ids are those of the TensorFlow.js tokeniser of the Universal Sentence Encoder, which differs from SentencePiece
 * proper in two ways that vectors depend on: a symbol that starts no piece costs nothing, and a position that no
 * piece ends at counts as reached at no cost.
 *
 * @example
 * ```ts
 * const tokeniser = new UnigramTokeniser(vocabulary);
 * tokeniser.encode("I like cats"); // ids of "▁I", "▁like", "▁cats"
 * tokeniser.encode(""); // []
 * ```
 */
export class UnigramTokeniser {
  /** Trie edges by open addressing: (node, symbol) -> node, keyed node * symbols + symbol. */
  readonly #edgeKeys: Int32Array;
  readonly #edgeTargets: Int32Array;
  readonly #mask: number;
  /** Dense numbers from 1 for the code points of the vocabulary. */
  readonly #symbols = new Map<number, number>();
  /** By trie node: the id of the piece that ends there, -1 if none does. */
  readonly #pieceAt: Int32Array;
  readonly #scores: Float64Array;
  /** By id, in code points. */
  readonly #lengths: Uint16Array;

  /**
   * @param reserved how many ids at the start of the vocabulary stand for no text ("<s>")
   * @throws {RangeError} for a vocabulary of more than some hundred thousand pieces
   */
  constructor(vocabulary: UnigramVocabulary, reserved = 6) {
    this.#scores = Float64Array.from(vocabulary, ([, score]) => score ?? 0);
    this.#lengths = Uint16Array.from(vocabulary, ([piece]) => [...piece].length);
    this.#lengths[UNKNOWN] = 1;
    let nodes = 1;
    vocabulary.forEach(([piece], id) => {
      if (id < reserved) return;
      for (const symbol of piece) {
        const code = symbol.codePointAt(0) as number;
        if (!this.#symbols.has(code)) this.#symbols.set(code, this.#symbols.size + 1);
        nodes++;
      }
    });
    if (nodes * (this.#symbols.size + 1) >= 2 ** 31)
      throw new RangeError(`a vocabulary of ${vocabulary.length} pieces is too large`);
    const slots = 2 ** Math.ceil(Math.log2(nodes * 2));
    this.#mask = slots - 1;
    this.#edgeKeys = new Int32Array(slots).fill(-1);
    this.#edgeTargets = new Int32Array(slots);
    this.#pieceAt = new Int32Array(nodes).fill(-1);

    let used = 1;
    vocabulary.forEach(([piece], id) => {
      if (id < reserved || piece === "") return;
      let node = 0;
      for (const symbol of piece) {
        const key = this.#key(node, this.#symbols.get(symbol.codePointAt(0) as number) as number);
        const slot = this.#slot(key);
        if (this.#edgeKeys[slot] === -1) {
          this.#edgeKeys[slot] = key;
          this.#edgeTargets[slot] = used++;
        }
        node = this.#edgeTargets[slot] as number;
      }
      // The later of two equal pieces wins.
      this.#pieceAt[node] = id;
    });
  }

  /** The ids of a text's pieces after NFKC; `[]` for the empty text. */
  encode(text: string): number[] {
    const symbols = this.#read(text);
    const length = symbols.length;
    const best = new Float64Array(length + 1);
    const pieces = new Int32Array(length + 1);
    const reach = (end: number, score: number, id: number): void => {
      const known = best[end] as number;
      if (known !== 0 && score < known) return;
      best[end] = score;
      pieces[end] = id;
    };

    for (let start = 0; start < length; start++) {
      const score = best[start] as number;
      let found = false;
      let node = 0;
      for (let end = start; end < length; end++) {
        const slot = this.#slot(this.#key(node, symbols[end] as number));
        if (this.#edgeKeys[slot] === -1) break;
        node = this.#edgeTargets[slot] as number;
        const id = this.#pieceAt[node] as number;
        if (id === -1) continue;
        reach(end + 1, score + (this.#scores[id] as number), id);
        found = true;
      }
      if (!found) reach(start + 1, score, UNKNOWN);
    }

    const ids: number[] = [];
    for (let end = length; end > 0; ) {
      const id = pieces[end] as number;
      if (id !== UNKNOWN || ids.at(-1) !== UNKNOWN) ids.push(id);
      end -= this.#lengths[id] as number;
    }
    return ids.reverse();
  }

  /** The text's symbols with the mark in front; 0 = a code point that no piece has. */
  #read(text: string): Uint16Array {
    const normalised = text.normalize("NFKC");
    if (normalised === "") return new Uint16Array(0);
    const symbols = new Uint16Array(normalised.length + 1);
    symbols[0] = this.#symbols.get(SPACE_MARK) ?? 0;
    let length = 1;
    for (let at = 0; at < normalised.length; at++) {
      let code = normalised.codePointAt(at) as number;
      if (code > 0xffff) at++;
      if (code === 0x20) code = SPACE_MARK;
      symbols[length++] = this.#symbols.get(code) ?? 0;
    }
    return symbols.subarray(0, length);
  }

  #key(node: number, symbol: number): number {
    return node * (this.#symbols.size + 1) + symbol;
  }

  /** Where `key` is, or the empty slot where it would go. */
  #slot(key: number): number {
    let slot = hash(key, this.#mask);
    for (;;) {
      const found = this.#edgeKeys[slot] as number;
      if (found === key || found === -1) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}
