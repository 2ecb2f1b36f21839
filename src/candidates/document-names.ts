import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { normaliseAlias } from "../text/normalise.js";
import { NameIndex } from "./name-index.js";
import type { TextName } from "./rules/rule.js";
import { spelledNames } from "./spelled-names.js";

/** UTF-16 units after a name that are looked at. */
const AFTER = 48;

/** The name at a place of a text. */
export function nameAt(text: string, start: number, end: number, key?: string): TextName {
  const surface = text.slice(start, end);
  const own = key ?? normaliseAlias(surface);
  const line = text.slice(end, end + AFTER);
  return { surface, key: own, words: own === "" ? [] : own.split(" "), after: line.split("\n", 1)[0] ?? "" };
}

/** The names of a text, each once: its mentions, and what else it spells out that the KB knows. */
export class DocumentNames extends NameIndex {
  /** The names, normalised, each once. */
  readonly keys: ReadonlySet<string>;
  /** All that the text holds, normalised. */
  readonly words: ReadonlySet<string>;

  /** @param mentions those of the whole text */
  constructor(kb: KnowledgeBase, text: string, mentions: readonly { start: number; end: number }[]) {
    super();
    this.words = new Set(normaliseAlias(text).split(" "));
    const seen = new Set<string>();
    this.keys = seen;
    for (const { start, end } of [...mentions, ...spelledNames(text, (key) => kb.lookup(key))]) {
      const name = nameAt(text, start, end);
      if (name.words.length === 0 || seen.has(name.key)) continue;
      seen.add(name.key);
      this.add(name);
    }
  }
}
