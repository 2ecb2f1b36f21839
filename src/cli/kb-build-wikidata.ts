import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import type { ItemTally } from "../sources/wikidata/item-lines.js";
import { type WikidataSource, wikidataSource } from "../sources/wikidata/wikidata-source.js";
import { numberBetween } from "./options.js";

export interface WikidataFlags {
  lang?: string[];
  site?: string;
  threads?: number;
  /** False by `--no-ner`. */
  ner?: boolean;
}

/** Adds the options of `kb build wikidata`. */
export function addWikidataOptions(command: Command): void {
  command
    .option(
      "--lang <codes>",
      "languages of names and descriptions, the most wanted first, such as de,en; default: en",
      languages,
    )
    .option(
      "--site <wiki>",
      "wikidata: only what has a page there, such as enwiki; default: all that has a label",
    )
    .option("--no-ner", "wikidata: do not work out the 18 NER classes")
    .option(
      "--threads <n>",
      "wikidata: threads that read it; default: one for each processor",
      numberBetween("--threads", 0, 256, true),
    );
}

function languages(text: string): string[] {
  const codes = text.split(",").map((code) => code.trim().toLowerCase());
  if (codes.every((code) => /^[a-z]{2,}(-[a-z0-9]+)*$/.test(code))) return codes;
  const expected = "codes of languages separated by commas, such as en,de";
  throw new NamesakeError("OPTION_INVALID", { option: "--lang", expected, found: text });
}

/** @param scratch a folder where records can wait */
export const wikidataFrom = (path: string, flags: WikidataFlags, scratch: string): WikidataSource =>
  wikidataSource(path, {
    scratch,
    ...(flags.ner === undefined ? {} : { ner: flags.ner }),
    ...(flags.lang === undefined ? {} : { languages: flags.lang }),
    ...(flags.site === undefined ? {} : { site: flags.site }),
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
  });

const WORDS: Readonly<Record<Exclude<keyof ItemTally, "lines">, string>> = {
  unwanted: "not wanted (another wiki or language, or a page of Wikimedia's own)",
  unnamed: "without a label",
  redirects: "redirects",
  otherEntities: "properties and lexemes",
  broken: "broken",
};

/** What became of the lines of a dump, in one line: "Of 12 entities left out: 3 redirects, 1 broken." */
export function tallyText(tally: ItemTally): string {
  const parts = Object.entries(WORDS)
    .map(([key, words]) => [tally[key as keyof ItemTally], words] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count.toLocaleString("en")} ${words}`);
  const left = parts.length === 0 ? "none" : parts.join(", ");
  return `Of ${tally.lines.toLocaleString("en")} entities left out: ${left}.`;
}
