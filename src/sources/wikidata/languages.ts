import type { MonolingualText } from "./wikidata-item.js";

/** Codes under which labels of a language stand as well, the likeliest first. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  en: ["en-gb", "en-ca", "en-us"],
  de: ["de-at", "de-ch"],
  es: ["es-419"],
  pt: ["pt-br"],
  zh: ["zh-hans", "zh-cn", "zh-hant", "zh-tw", "zh-hk", "zh-sg", "zh-mo", "zh-my"],
  sr: ["sr-ec", "sr-el"],
  no: ["nb", "nn"],
  kk: ["kk-cyrl", "kk-latn", "kk-arab"],
  tg: ["tg-cyrl", "tg-latn"],
  uz: ["uz-latn", "uz-cyrl"],
};

/** Labels that are the same in every language. */
const MULTIPLE = "mul";

/**
 * The codes that texts of some languages may have, in the order in which they are asked: each language, its variants, and the language
 * that it is a variant of; then the labels that are for all languages ("mul").
 *
 * @example
 * ```ts
 * languageCodes(["pt-br", "en"]); // ["pt-br", "pt", "en", "en-gb", "en-ca", "en-us", "mul"]
 * ```
 */
export function languageCodes(languages: readonly string[]): string[] {
  const codes = languages.flatMap((language) => [
    language,
    ...(VARIANTS[language] ?? []),
    ...(language.includes("-") ? [language.slice(0, language.indexOf("-"))] : []),
  ]);
  return [...new Set([...codes, MULTIPLE])];
}

/** The text of the first code that has one, not only blanks. */
export function firstText(
  texts: Readonly<Record<string, MonolingualText>>,
  codes: readonly string[],
): string | undefined {
  for (const code of codes) {
    const text = trimmed(texts[code]?.value);
    if (text !== "") return text;
  }
  return undefined;
}

/** All texts of some codes, in the order of the codes. */
export function* textsOf(
  texts: Readonly<Record<string, MonolingualText | readonly MonolingualText[]>>,
  codes: readonly string[],
): Generator<string> {
  for (const code of codes)
    for (const { value } of [texts[code] ?? []].flat()) {
      const text = trimmed(value);
      if (text !== "") yield text;
    }
}

/** Dumps hold values of the wrong kind here and there. */
const trimmed = (value: unknown): string => (typeof value === "string" ? value.trim() : "");
