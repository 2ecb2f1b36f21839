import { NamesakeError } from "../../errors.js";
import { GERMAN } from "./de.js";
import { ENGLISH } from "./en.js";
import { SPANISH } from "./es.js";
import { FRENCH } from "./fr.js";
import { JAPANESE } from "./ja.js";
import type { Language } from "./language.js";
import { NEUTRAL } from "./neutral.js";
import { PORTUGUESE } from "./pt.js";
import { CHINESE } from "./zh.js";

const ALL: ReadonlyMap<string, Language> = new Map(
  [ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, CHINESE, JAPANESE, NEUTRAL].map((one) => [one.code, one]),
);

/** Codes of the languages that something is known of. */
export const LANGUAGE_CODES: readonly string[] = [...ALL.keys()];

/** What a KB speaks that says nothing of it. */
export const DEFAULT_LANGUAGES: readonly string[] = ["en"];

const together = new Map<string, Language>();

/**
 * Language codes as they are given: "de", "pt-BR", "zh-Hant". A language that nothing is known of is kept: neutral rules hold for it.
 *
 * @throws {NamesakeError} OPTION_INVALID where one is no language code
 */
export function languageCodes(given: readonly string[]): string[] {
  return [...new Set(given.map((code) => code.trim().toLowerCase().split(/[-_]/)[0] ?? ""))].map((code) => {
    if (/^[a-z]{2,3}$/.test(code)) return code;
    throw new NamesakeError("OPTION_INVALID", {
      option: "languages",
      expected: `codes of languages such as de or pt-BR (rules are there for ${LANGUAGE_CODES.join(", ")})`,
      found: given.join(", "),
    });
  });
}

/**
 * The rules of one language, or of several as one: a word of any is a word of all; a capital says what it says in the one where it says least.
 *
 * @param codes ISO 639-1; absent = {@link DEFAULT_LANGUAGES}; of one that is unknown, the neutral rules
 * @example
 * ```ts
 * languageOf(["de"]).baseForms("merkels"); // ["merkel"]
 * languageOf(["en", "ja"]).stopWords.has("the"); // true
 * ```
 */
export function languageOf(codes: readonly string[] = DEFAULT_LANGUAGES): Language {
  const key = codes.join(",");
  let language = together.get(key);
  if (language === undefined) {
    const found = codes.map((code) => ALL.get(code) ?? NEUTRAL);
    language = found.length === 1 ? (found[0] as Language) : joined(key, found);
    together.set(key, language);
  }
  return language;
}

type SetField = {
  [F in keyof Language]: Language[F] extends ReadonlySet<string> ? F : never;
}[keyof Language];

function joined(code: string, languages: readonly Language[]): Language {
  const union = (field: SetField): ReadonlySet<string> =>
    new Set(languages.flatMap((language) => [...language[field]]));
  // Scripts without case have no capitals that could say anything of the others.
  const cased = languages.filter(({ capitals }) => capitals !== "nothing");
  const capitals = cased.some(({ capitals }) => capitals === "nouns")
    ? "nouns"
    : (cased[0]?.capitals ?? "nothing");
  return {
    code,
    capitals,
    tagged: cased.length > 0 && cased.every(({ tagged }) => tagged),
    unspaced: languages.some(({ unspaced }) => unspaced),
    stopWords: union("stopWords"),
    smallInNames: union("smallInNames"),
    calendar: union("calendar"),
    roles: union("roles"),
    givenNames: union("givenNames"),
    everyday: union("everyday"),
    elisions: union("elisions"),
    baseForms: (word) => [...new Set(languages.flatMap(({ baseForms }) => baseForms(word)))],
    nameForms: (name) => [...new Set(languages.flatMap(({ nameForms }) => nameForms(name)))],
  };
}
