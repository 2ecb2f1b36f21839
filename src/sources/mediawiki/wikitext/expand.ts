import type { ShownTemplate } from "./shown-templates.js";
import { measure, type TemplateArguments } from "./template-arguments.js";

/** Dumps hold any code, also wrong ones. */
const MOST_NAMES = 2000;
const languageNames = new Map<string, string>();

/** "German" for "de" in English, "allemand" in French; the code itself where it is none. */
function languageName(code: string, lang: string): string {
  const key = `${lang} ${code}`;
  const known = languageNames.get(key);
  if (known !== undefined) return known;
  const name = nameOf(code, lang);
  if (languageNames.size < MOST_NAMES) languageNames.set(key, name);
  return name;
}

/** By language: making one takes as long as reading a short page. */
const displayNames = new Map<string, Intl.DisplayNames>();

function nameOf(code: string, lang: string): string {
  try {
    let names = displayNames.get(lang);
    if (names === undefined) {
      names = new Intl.DisplayNames([lang, "en"], { type: "language" });
      displayNames.set(lang, names);
    }
    return names.of(code) ?? code;
  } catch {
    return code; // no code of a language
  }
}

/** The wikitext that stands for a shown template; "" where none of its arguments is given. */
export function expand(shown: ShownTemplate, given: TemplateArguments, lang: string): string {
  let result = "";
  let filled = false;
  for (const part of shown.pattern) {
    if (typeof part === "string") {
      result += part;
      continue;
    }
    const value = slot(part, shown, given, lang);
    filled ||= part[0] === "blank" || (part[0] !== "language" && part[0] !== "as" && value.trim() !== "");
    result += value === " " ? value : value.trim();
  }
  return filled || shown.pattern.every((part) => typeof part === "string") ? result : "";
}

function slot(
  names: readonly string[],
  shown: ShownTemplate,
  given: TemplateArguments,
  lang: string,
): string {
  const [name] = names;
  if (name === "blank") return " ";
  if (name === "as") return given.has("lc") ? "as" : "As";
  if (name === "measure") return measure(given);
  if (name === "language") {
    const language = languageName(shown.language ?? given.get("1")?.trim() ?? "", lang);
    return lang === "de" ? language.toLowerCase() : language;
  }
  for (const alternative of names) {
    const value = given.get(alternative);
    if (value !== undefined && value.trim() !== "") return value;
  }
  return "";
}
