import { basename, dirname, join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { isFolder } from "../folder.js";
import type { Source, SourceObserver } from "../source.js";
import { subjectSource } from "../subject-source.js";
import { displayName } from "../text-file.js";
import { CONSO, DEF, REL, rrfFile, rrfRows, STY } from "./rrf-rows.js";
import { type UmlsFact, umlsEntity } from "./umls-entity.js";

export interface UmlsOptions {
  /** Languages of the names, the most wanted first: "en", "es" or UMLS' own "ENG", "SPA". Default: English. */
  languages?: readonly string[];
}

/** UMLS' codes of languages (ISO 639-2/B) by the usual ones. */
const CODES: Readonly<Record<string, string>> = {
  ar: "ARA",
  cs: "CZE",
  da: "DAN",
  de: "GER",
  el: "GRE",
  en: "ENG",
  es: "SPA",
  et: "EST",
  eu: "BAQ",
  fi: "FIN",
  fr: "FRE",
  he: "HEB",
  hr: "SCR",
  hu: "HUN",
  it: "ITA",
  ja: "JPN",
  ko: "KOR",
  lv: "LAV",
  nl: "DUT",
  no: "NOR",
  pl: "POL",
  pt: "POR",
  ru: "RUS",
  sv: "SWE",
  tr: "TUR",
  uk: "UKR",
  zh: "CHI",
};

const codeOf = (language: string): string =>
  CODES[language.toLowerCase().split("-")[0] ?? ""] ?? language.toUpperCase();

/** Types of terms that are a vocabulary's own name of a concept, the plainest first; others are synonyms, abbreviations and such. */
const PREFERRED_TYPES = ["PN", "MH", "PT", "NM", "PEP", "HT", "FN"];

/**
 * How far an atom is from being its concept's name. UMLS says which it is by TS (the preferred term), STT (its preferred form) and
 * ISPREF (the preferred atom of that form); among equals the type of the term decides.
 */
function rankOf(row: readonly string[]): number {
  const type = PREFERRED_TYPES.indexOf(row[CONSO.tty] ?? "");
  return (
    (row[CONSO.ts] === "P" ? 0 : 64) +
    (row[CONSO.stt] === "PF" ? 0 : 32) +
    (row[CONSO.isPref] === "Y" ? 0 : 16) +
    (type < 0 ? PREFERRED_TYPES.length : type)
  );
}

/** What "N" is not, is obsolete or was suppressed by an editor. */
const isKept = (suppress: string | undefined): boolean => suppress === "N";

/** Relations without a name of their own that are kept; their inverses would say the same again. */
const RELATIONS: Readonly<Record<string, string>> = { CHD: "child of", RN: "narrower than" };

type Add = (id: string, fact: UmlsFact) => void;

async function readNames(path: string, languages: readonly string[], add: Add, observer: SourceObserver) {
  for await (const row of rrfRows(path, CONSO.suppress + 1, observer)) {
    const lang = languages.indexOf(row[CONSO.lat] as string);
    const text = (row[CONSO.str] as string).replace(/\s+/g, " ").trim();
    if (lang < 0 || text === "" || !isKept(row[CONSO.suppress])) continue;
    const [sab = "", code = ""] = [row[CONSO.sab], row[CONSO.code]];
    const own = PREFERRED_TYPES.includes(row[CONSO.tty] as string) && code !== "" && code !== "NOCODE";
    const atom: UmlsFact = { of: "atom", text, lang, rank: rankOf(row), sab };
    add(row[CONSO.cui] as string, own ? { ...atom, code: `${sab}:${code}` } : atom);
  }
}

async function readTypes(path: string, add: Add, observer: SourceObserver) {
  for await (const row of rrfRows(path, STY.sty + 1, observer))
    add(row[STY.cui] as string, { of: "type", name: row[STY.sty] as string });
}

async function readDefinitions(path: string, add: Add, observer: SourceObserver) {
  for await (const row of rrfRows(path, DEF.suppress + 1, observer)) {
    const text = (row[DEF.def] as string).replace(/\s+/g, " ").trim();
    if (text === "" || !isKept(row[DEF.suppress])) continue;
    add(row[DEF.cui] as string, { of: "definition", text, sab: row[DEF.sab] as string });
  }
}

/** A row says what its second concept is to its first: "CUI2 is a CUI1". */
async function readRelations(path: string, add: Add, observer: SourceObserver) {
  for await (const row of rrfRows(path, REL.suppress + 1, observer)) {
    const relation = (row[REL.rela] as string).replaceAll("_", " ") || RELATIONS[row[REL.rel] as string];
    if (relation === undefined || !isKept(row[REL.suppress])) continue;
    add(row[REL.cui2] as string, { of: "relation", relation, object: row[REL.cui1] as string });
  }
}

/**
 * Entities from a release of the UMLS Metathesaurus in Rich Release Format: one for each concept (CUI). `MRCONSO.RRF` gives the names
 * in the wanted languages without suppressed ones: the entity's is the preferred one, the others are aliases, counted by the
 * vocabularies' entries that have them; codes of the vocabularies' own names are `sameAs` ("MSH:D007656"). Where they are there,
 * `MRSTY.RRF` gives the types (system "umls"), `MRDEF.RRF` a definition and `MRREL.RRF` the relations that have a name or lead
 * upwards. Entities come in the order of their ids.
 *
 * UMLS Reference Manual, chapter 3, Metathesaurus Rich Release Format (National Library of Medicine).
 *
 * @param path the folder with `MRCONSO.RRF` (or `MRCONSO.RRF.gz`), or that file
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * const source = umlsSource("2025AA/META", { languages: ["en", "es"] });
 * for await (const { id, name } of source.records({ rejected: console.warn })) console.log(id, name);
 * ```
 */
export function umlsSource(path: string, options: UmlsOptions = {}): Source {
  const languages = (options.languages ?? ["en"]).map(codeOf);
  const named = /^MRCONSO\./i.test(basename(path));
  return subjectSource<UmlsFact>(displayName(named ? dirname(path) : path), {
    async read(add, observer) {
      const folder = (await isFolder(path)) ? path : dirname(path);
      const names = named && folder !== path ? path : rrfFile(folder, "MRCONSO.RRF");
      if (names === undefined)
        throw new NamesakeError("SOURCE_NOT_FOUND", {
          path: join(folder, "MRCONSO.RRF"),
          why: "it does not exist",
        });
      const rejected = (message: string) => observer.rejected(message);
      const steps: [path: string | undefined, read: (path: string, part: SourceObserver) => Promise<void>][] =
        [
          [names, (file, part) => readNames(file, languages, add, part)],
          [rrfFile(folder, "MRSTY.RRF"), (file, part) => readTypes(file, add, part)],
          [rrfFile(folder, "MRDEF.RRF"), (file, part) => readDefinitions(file, add, part)],
          [rrfFile(folder, "MRREL.RRF"), (file, part) => readRelations(file, add, part)],
        ];
      for (const [i, [file, read]] of steps.entries())
        if (file !== undefined)
          await read(file, {
            rejected,
            progress: (fraction) => observer.progress?.((i + fraction) / steps.length),
          });
    },
    entity: umlsEntity,
  });
}
