import { insidePair } from "../characters.js";
import type { Fields } from "./fields.js";
import type { SubwordModel } from "./model.js";
import type { TokenBuffer } from "./token-buffer.js";
import { Trie } from "./trie.js";
import { Vocabulary } from "./vocabulary.js";

/**
 * WordPiece as BERT applies it (Schuster & Nakajima 2012; Devlin et al. 2019): from the start of a word the longest
 * piece of the vocabulary, from its end the longest that goes on within a word ("##ing"), and so forth. A word that
 * this cannot spell, or that is very long, is one unknown token.
 */
export class WordPiece implements SubwordModel {
  readonly #trie = new Trie();
  /** Where the pieces that go on within a word hang. */
  readonly #within: number;

  constructor(
    readonly vocabulary: Vocabulary,
    readonly unknown: number,
    prefix: string,
    readonly maxCharacters: number,
  ) {
    for (const [token, id] of vocabulary.entries()) if (token !== "") this.#trie.set(token, id);
    this.#within = this.#trie.walk(Trie.ROOT, prefix, 0, prefix.length);
  }

  /** @throws {NamesakeError} RECORD_INVALID where a field is wrong */
  static read(fields: Fields): WordPiece {
    const vocabulary = Vocabulary.read(fields, "vocab");
    return new WordPiece(
      vocabulary,
      vocabulary.need(fields.text("unk_token", "[UNK]"), fields.where),
      fields.text("continuing_subword_prefix", "##"),
      fields.count("max_input_chars_per_word", 100),
    );
  }

  tokenise(text: string, start: number, end: number, out: TokenBuffer): void {
    const before = out.length;
    if (!this.#isLong(text, start, end)) {
      let at = start;
      let root = Trie.ROOT;
      while (at < end && root !== -1) {
        let node = root;
        let longest = at;
        let id = -1;
        for (let i = at; i < end; ) {
          node = this.#trie.step(node, text.charCodeAt(i++));
          if (node === -1) break;
          const value = this.#trie.valueAt(node);
          if (value === -1) continue;
          id = value;
          longest = i;
        }
        if (id === -1) break;
        out.push(id, at, longest);
        at = longest;
        root = this.#within;
      }
      if (at === end) return;
    }
    out.length = before;
    out.push(this.unknown, start, end);
  }

  #isLong(text: string, start: number, end: number): boolean {
    if (end - start <= this.maxCharacters) return false;
    let characters = 0;
    for (let i = start; i < end; i++) if (!insidePair(text, i)) characters++;
    return characters > this.maxCharacters;
  }
}
