/** A name as it stands in a text. */
export interface TextName {
  surface: string;
  /** As `normaliseAlias` gives it. */
  key: string;
  /** Of the key. */
  words: readonly string[];
  /** The text that follows it in its sentence, the beginning. */
  after: string;
}

/** What a text names, for rules that look beyond the mention. */
export interface NamesInText {
  /** The names that hold a word among others, those of the text's beginning first, at most a few. */
  holding(word: string): readonly TextName[];
  /** The names whose words begin with these letters. */
  initialled(letters: string): readonly TextName[];
}

/**
 * What else a mention may be called: normalised names, the likeliest first, which lead to candidates where the KB has them as
 * aliases.
 */
export type Rule = (name: TextName, text: NamesInText) => readonly string[];
