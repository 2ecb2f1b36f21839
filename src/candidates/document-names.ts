import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { normaliseAlias } from "../text/normalise.js";
import type { NamesInText, TextName } from "./rules/rule.js";
import { spelledNames } from "./spelled-names.js";

/** Names that are kept of a word, so that a text of a thousand Smiths is read in linear time. */
const MOST_OF_A_WORD = 16;
/** UTF-16 units after a name that are looked at. */
const AFTER = 48;
/** Small words that an acronym passes over: "Department of Justice" is DOJ or DJ. */
const SMALL = new Set("of the and for in on de la du des di".split(" "));

/** The name at a place of a text. */
export function nameAt(text: string, start: number, end: number, key?: string): TextName {
  const surface = text.slice(start, end);
  const own = key ?? normaliseAlias(surface);
  const line = text.slice(end, end + AFTER);
  return { surface, key: own, words: own === "" ? [] : own.split(" "), after: line.split("\n", 1)[0] ?? "" };
}

/** The names of a text, each once: its mentions, and what else it spells out that the KB knows. */
export class DocumentNames implements NamesInText {
  private readonly byWord = new Map<string, TextName[]>();
  private readonly byInitials = new Map<string, TextName[]>();
  /** The names, normalised, each once. */
  readonly keys: ReadonlySet<string>;
  /** All that the text holds, normalised. */
  readonly words: ReadonlySet<string>;

  /** @param mentions those of the whole text */
  constructor(kb: KnowledgeBase, text: string, mentions: readonly { start: number; end: number }[]) {
    this.words = new Set(normaliseAlias(text).split(" "));
    const seen = new Set<string>();
    this.keys = seen;
    for (const { start, end } of [...mentions, ...spelledNames(text, (key) => kb.lookup(key))]) {
      const name = nameAt(text, start, end);
      if (name.words.length === 0 || seen.has(name.key)) continue;
      seen.add(name.key);
      if (name.words.length === 1) continue;
      for (const word of new Set(name.words)) add(this.byWord, word, name);
      for (const letters of initialsOf(name.words)) add(this.byInitials, letters, name);
    }
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

function add(map: Map<string, TextName[]>, key: string, name: TextName): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [name]);
  else if (known.length < MOST_OF_A_WORD) known.push(name);
}
