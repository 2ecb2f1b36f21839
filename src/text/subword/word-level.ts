import type { Fields } from "./fields.js";
import type { SubwordModel } from "./model.js";
import type { TokenBuffer } from "./token-buffer.js";
import { Vocabulary } from "./vocabulary.js";

/** Whole words; any other word is unknown. */
export class WordLevel implements SubwordModel {
  constructor(
    readonly vocabulary: Vocabulary,
    readonly unknown: number,
  ) {}

  /** @throws {NamesakeError} RECORD_INVALID where a field is wrong */
  static read(fields: Fields): WordLevel {
    const vocabulary = Vocabulary.read(fields, "vocab");
    return new WordLevel(vocabulary, vocabulary.need(fields.text("unk_token", "<unk>"), fields.where));
  }

  tokenise(text: string, start: number, end: number, out: TokenBuffer): void {
    out.push(this.vocabulary.idOf(text.slice(start, end)) ?? this.unknown, start, end);
  }
}
