import type { EntityRecord } from "../kb/record.js";
import type { FoundMention } from "../mentions/mention-finder.js";
import { normaliseAlias } from "../text/normalise.js";
import type { Features } from "./features.js";
import type { Surroundings } from "./surroundings.js";

/** What the name of an entity is made of. */
interface NameWords {
  /** Words before a parenthesis or comma. */
  proper: readonly string[];
  /** Words in it or behind it: "Mercury (planet)", "Springfield, Illinois". */
  qualifying: readonly string[];
}

const wordsOf = (text: string): string[] => normaliseAlias(text).split(" ").filter(Boolean);

/** Words of names by record, of which the KB makes new ones after an edit. */
export class NameViews {
  private readonly known = new WeakMap<EntityRecord, NameWords>();

  private of(entity: EntityRecord): NameWords {
    let words = this.known.get(entity);
    if (words === undefined) {
      const [, proper = "", qualifying = ""] = /^([^(,]+)(.*)$/su.exec(entity.name) ?? [
        undefined,
        entity.name,
      ];
      words = { proper: wordsOf(proper), qualifying: wordsOf(qualifying) };
      this.known.set(entity, words);
    }
    return words;
  }

  /** How a mention and the name of an entity agree, word by word. */
  features(
    entity: EntityRecord,
    mention: { start: number; key: string },
    surroundings: Surroundings,
  ): Pick<Features, "named" | "unnamed" | "qualified"> & Partial<Pick<Features, "spelled">> {
    const { proper, qualifying } = this.of(entity);
    const own = new Set(mention.key.split(" "));
    const told = proper.filter((word) => own.has(word)).length;
    const others = [...proper, ...qualifying].filter((word) => !own.has(word));
    const spelled = surroundings.holds(others, mention);
    const strange = [...own].filter((word) => !proper.includes(word) && !qualifying.includes(word)).length;
    return {
      named: proper.length === 0 ? 0 : told / proper.length,
      unnamed: strange / own.size,
      qualified: qualifying.length > 0 ? 1 : 0,
      ...(spelled === undefined ? {} : { spelled }),
    };
  }
}

const LONGEST_LINE = 300;
const FIGURES = /\d[\d.,:/-]*/gu;
const WORDS = /[\p{L}\p{N}][\p{L}\p{N}.,:/'-]*/gu;

/** A capitalised word, whole, so that there is one way to read a line. */
const NAME = /\p{Lu}[\p{L}.'-]*(?![\p{L}.'-])/u.source;
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
/** Names and commas, from the beginning of the line. */
const DATELINE_BEFORE = new RegExp(`^(?:[ ,]*${NAME}){0,5}[ ,]*$`, "u");
/** The same up to a date, or to an agency and a dash. */
const DATELINE_AFTER = new RegExp(
  `^(?:[ ,.]*${NAME}){0,5}[ ,.]*(?:\\d{4}-\\d\\d-\\d\\d|${MONTH}\\.? \\d{1,2}\\b|\\(\\p{Lu}[\\p{L} ]*\\)\\s*[-–—])`,
  "u",
);

/** How the place looks where a mention stands: what a name means in a table of results is not what it means in a sentence. */
export function layoutFeatures(
  text: string,
  { start, end }: Pick<FoundMention, "start" | "end">,
  key: string,
): Pick<
  Features,
  "words" | "capitals" | "figures" | "headline" | "dateline" | "figureBefore" | "figureAfter"
> {
  const before = text.slice(Math.max(0, start - LONGEST_LINE), start);
  const after = text.slice(end, end + LONGEST_LINE);
  const surface = text.slice(start, end);
  const lineBefore = before.slice(before.lastIndexOf("\n") + 1);
  const lineAfter = /^[^\n]*/u.exec(after)?.[0] ?? "";
  const line = lineBefore + surface + lineAfter;
  const words = line.match(WORDS)?.length ?? 1;
  const isUpper = (part: string) => /\p{Lu}.*\p{Lu}/su.test(part) && !/\p{Ll}/u.test(part);
  return {
    words: key.split(" ").length,
    capitals: isUpper(surface) ? 1 : 0,
    figures: (line.match(FIGURES)?.length ?? 0) / Math.max(1, words),
    headline: isUpper(line) ? 1 : 0,
    dateline: DATELINE_BEFORE.test(lineBefore) && DATELINE_AFTER.test(lineAfter) ? 1 : 0,
    figureBefore: /\d\W{0,2}$/u.test(lineBefore) ? 1 : 0,
    figureAfter: /^\W{0,2}\d/u.test(lineAfter) ? 1 : 0,
  };
}
