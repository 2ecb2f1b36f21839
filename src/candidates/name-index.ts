import type { NamesInText, TextName } from "./rules/rule.js";

/** Names that are kept of a word, so that a text of a thousand Smiths is read in linear time. */
const MOST_OF_A_WORD = 16;
/** Small words that an acronym passes over: "Department of Justice" is DOJ or DJ. */
const SMALL = new Set("of the and for in on de la du des di".split(" "));

/** Names of several words by the words and by the first letters that they have. */
export class NameIndex implements NamesInText {
  private readonly byWord = new Map<string, TextName[]>();
  private readonly byInitials = new Map<string, TextName[]>();

  /** Takes a name in; what is added first is found first. Names of one word are no other name's longer form. */
  add(name: TextName): void {
    if (name.words.length <= 1) return;
    for (const word of new Set(name.words)) append(this.byWord, word, name);
    for (const letters of initialsOf(name.words)) append(this.byInitials, letters, name);
  }

  holding(word: string): readonly TextName[] {
    return this.byWord.get(word) ?? [];
  }

  initialled(letters: string): readonly TextName[] {
    return this.byInitials.get(letters) ?? [];
  }
}

/** The first letters of all words, and of those that are not small. */
function initialsOf(words: readonly string[]): Set<string> {
  const letters = (of: readonly string[]): string => of.map((word) => word[0]).join("");
  return new Set([letters(words), letters(words.filter((word) => !SMALL.has(word)))]);
}

function append(map: Map<string, TextName[]>, key: string, name: TextName): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [name]);
  else if (known.length < MOST_OF_A_WORD) known.push(name);
}
