/** What is particular to names in one language, as data: the code that finds names knows no language. Words are normalised as tokens are. */
export interface Language {
  /** ISO 639-1, in small letters; "und" = none in particular. */
  code: string;
  /** What a capital inside a sentence says: that the word is a name, that it is a noun of any kind, or nothing, as in scripts without case. */
  capitals: "names" | "nouns" | "nothing";
  /** Whether the tagger of parts of speech reads it. */
  tagged: boolean;
  /** Whether it is written without spaces, so that names are looked for at every character. */
  unspaced: boolean;
  /** Words that are no mention by themselves. */
  stopWords: ReadonlySet<string>;
  /** Words that stay small inside a name: "of", "de", "und". */
  smallInNames: ReadonlySet<string>;
  /** Days and months: concepts of a calendar, not names that anybody wants linked. */
  calendar: ReadonlySet<string>;
  /** Roles before a person's name. */
  roles: ReadonlySet<string>;
  /** Given names that a family name follows. */
  givenNames: ReadonlySet<string>;
  /** Nouns of everyday life: a table of special terms that has one of them as another name means something else than most texts do. */
  everyday: ReadonlySet<string>;
  /** Words before a name, written together with it by an apostrophe, without that: "l", "d", "qu". */
  elisions: ReadonlySet<string>;
  /** What a word in the plural or the genitive may be a form of, the likeliest first. */
  baseForms: (word: string) => string[];
  /** Other ways to write a name, as written: without its article or legal form, in another script. */
  nameForms: (name: string) => string[];
}

/** A set of words from a text with white space between them. */
export const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

export const NO_WORDS: ReadonlySet<string> = new Set();

export const noForms = (): string[] => [];

/** Endings that are taken off or replaced, the first that fits. */
export type Ending = readonly [ending: string, instead: readonly string[]];

/** Base forms by endings: each gives what may stand in the ending's place; a base keeps at least `shortest` letters. */
export function byEndings(endings: readonly Ending[], shortest = 3): (word: string) => string[] {
  return (word) => {
    const [ending, instead] = endings.find(([end]) => word.endsWith(end)) ?? ["", []];
    const stem = word.slice(0, word.length - ending.length);
    return stem.length < shortest ? [] : instead.map((end) => stem + end);
  };
}

/**
 * The forms of a name without what is written before or behind it: an article, a company's legal form. Nothing is taken off where less
 * than three letters would stay.
 *
 * @param articles as they are written at the start of a name; those that end in an apostrophe stand without a space
 * @param legalForms as they are written at the end of a company's name
 */
export function without(
  articles: readonly string[],
  legalForms: readonly string[],
): (name: string) => string[] {
  const article = articles.length === 0 ? undefined : alternatives(articles, (one) => `^${one}`);
  const legal = legalForms.length === 0 ? undefined : alternatives(legalForms, (one) => `[\\s,]+${one}$`);
  return (name) => {
    const forms: string[] = [];
    for (const pattern of [article, legal]) {
      const rest = pattern === undefined ? name : name.replace(pattern, "");
      if (rest !== name && rest.length >= 3) forms.push(rest);
    }
    return forms;
  };
}

function alternatives(parts: readonly string[], around: (part: string) => string): RegExp {
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/'$/, "['’]"));
  return new RegExp(around(`(?:${escaped.map((part) => (/\]$/.test(part) ? part : part)).join("|")})`), "u");
}
