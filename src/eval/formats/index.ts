import { readdir, stat } from "node:fs/promises";
import { NamesakeError, reason } from "../../errors.js";
import { openText } from "../../sources/text-file.js";
import { aidaFormat } from "./aida.js";
import { benchFormat } from "./bench.js";
import { blinkFormat } from "./blink.js";
import { bootlegFormat } from "./bootleg.js";
import { conlluFormat } from "./conllu.js";
import { csvFormat } from "./csv.js";
import { elevantArticlesFormat } from "./elevant-articles.js";
import { elevantBenchmarkFormat } from "./elevant-benchmark.js";
import { elqFormat } from "./elq.js";
import type { DatasetFormat, Sample } from "./format.js";
import { kiltFormat } from "./kilt.js";
import { namesakeFormat } from "./namesake.js";
import { ner4elFormat } from "./ner4el.js";
import { nifFormat } from "./nif.js";
import { nifNtriplesFormat } from "./nif-ntriples.js";
import { predictionsFormat } from "./predictions.js";
import { pubtatorFormat } from "./pubtator.js";
import { tacFormat } from "./tac.js";
import { wnedFormat } from "./wned.js";
import { zeldaConllFormat } from "./zelda-conll.js";
import { zeldaJsonlFormat } from "./zelda-jsonl.js";
import { zeshelFormat } from "./zeshel.js";

/** Every format of data sets that Namesake reads; of formats that are as sure of a file, the first is taken. */
export const FORMATS: readonly DatasetFormat[] = [
  namesakeFormat,
  predictionsFormat,
  benchFormat,
  csvFormat,
  kiltFormat,
  blinkFormat,
  zeshelFormat,
  ner4elFormat,
  elqFormat,
  bootlegFormat,
  aidaFormat,
  zeldaJsonlFormat,
  zeldaConllFormat,
  conlluFormat,
  elevantBenchmarkFormat,
  elevantArticlesFormat,
  wnedFormat,
  tacFormat,
  pubtatorFormat,
  nifFormat,
  nifNtriplesFormat,
];

/** As much of the text as formats look at, in UTF-16 units. */
const HEAD_LENGTH = 64 * 1024;

/**
 * The beginning of a data set; nothing of a pipe or a device, which can be read only once.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 */
export async function sampleOf(path: string): Promise<Sample> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { path, head: "", names: (await readdir(path)).sort() };
    if (!found.isFile()) return { path, head: "", names: [] };
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
  let head = "";
  for await (const piece of openText(path)) {
    head += piece;
    if (head.length >= HEAD_LENGTH) break;
  }
  return { path, head: head.slice(0, HEAD_LENGTH), names: [] };
}

/**
 * The format of a file or folder, by its content. Standard input ("-") and pipes can be read only once, so their format must be
 * named.
 *
 * @throws {NamesakeError} DATASET_UNKNOWN where no format knows it; SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * const format = await detectFormat("aida-testa.jsonl.gz");
 * for await (const document of format.read("aida-testa.jsonl.gz", { problem: console.warn })) console.log(document.id);
 * ```
 */
export async function detectFormat(path: string): Promise<DatasetFormat> {
  const sample = path === "-" ? { path, head: "", names: [] } : await sampleOf(path);
  let best: DatasetFormat | undefined;
  let highest = 0;
  for (const format of FORMATS) {
    const score = format.detect(sample);
    if (score <= highest) continue;
    best = format;
    highest = score;
  }
  if (best !== undefined) return best;
  throw new NamesakeError("DATASET_UNKNOWN", { path, known: FORMATS.map(({ name }) => name).join(", ") });
}
