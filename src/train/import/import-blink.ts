import { basename, join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { buildKnowledgeBase, openKnowledgeBase } from "../../kb/folder.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { ENCODER_FILES, readEncoderSettings } from "../../models/encoders/encoder-files.js";
import { trunkWidth } from "../../models/encoders/trunk.js";
import { blinkEntities } from "../../sources/blink-entities.js";
import { blinkEntityRows } from "./blink-catalogue.js";
import { type BlinkFiles, findBlinkFiles } from "./blink-files.js";
import { importBlinkBiEncoder, importBlinkCrossEncoder } from "./blink-models.js";
import { isFile } from "./checkpoint-files.js";
import { modelBytes, numbersOf, requireSpace } from "./disk-space.js";
import { openMatrix } from "./entity-matrix.js";
import { importVectors } from "./import-vectors.js";
import { exportOptions, type Imported, type ImportOptions } from "./imported.js";
import { checkTarget } from "./target-folder.js";

/** Where the parts of an import lie, in its folder; the bi-encoder is the folder itself. */
export const IMPORT_FOLDERS = { crossEncoder: "cross-encoder", kb: "kb", vectors: "vectors" } as const;

export interface BlinkImportOptions extends ImportOptions {
  /** vocab.txt of the BERT that was trained from, or a folder with it. */
  vocabulary?: string;
  /** One that was built from the same `entity.jsonl`; absent = it is built. */
  kb?: KnowledgeBase;
  /** Version of the package, for the KB's manifest. */
  builder?: string;
}

/**
 * Imports what there is of BLINK (Wu et al. 2020, https://aclanthology.org/2020.emnlp-main.519) in a folder: the bi-encoder into
 * `out`, the cross-encoder, the knowledge base of `entity.jsonl` and the vectors of its entities into folders below.
 *
 * An import that was interrupted can be repeated: vectors go on where they ended, and a KB that is there is taken as it is.
 *
 * @throws {NamesakeError} OPTION_INVALID where `out` has another model; IMPORT_INCOMPLETE, IMPORT_MISMATCH, VOCABULARY_MISMATCH, WRITE_FAILED, and what reading the files throws
 * @example
 * ```ts
 * await importBlink("BLINK/models", "blink", { vocabulary: "bert-large-uncased/vocab.txt" });
 * const { encoder } = await loadBiEncoder("blink");
 * ```
 */
export async function importBlink(
  folder: string,
  out: string,
  options: BlinkImportOptions = {},
): Promise<Imported> {
  await checkTarget(folder, out);
  const files = await findBlinkFiles(folder);
  await requireSpace(out, bytesOf(files, options));
  const { biEncoder, crossEncoder } = files;
  const { vocabulary, progress = () => {} } = options;
  const result: Imported = { made: [], notes: [] };
  const model = (path: string) => ({ folder, path, ...(vocabulary === undefined ? {} : { vocabulary }) });
  const exported = exportOptions(options);
  if (biEncoder !== undefined) {
    progress(`Reading ${basename(biEncoder.path)}`, 0);
    const made = await importBlinkBiEncoder(model(biEncoder.path), out, exported);
    result.made.push(`${out}: the bi-encoder, ${made}`);
  }
  if (crossEncoder !== undefined) {
    progress(`Reading ${basename(crossEncoder.path)}`, 0);
    const place = join(out, IMPORT_FOLDERS.crossEncoder);
    const beside = biEncoder === undefined ? {} : { biEncoder: biEncoder.path };
    const made = await importBlinkCrossEncoder({ ...model(crossEncoder.path), ...beside }, place, exported);
    result.made.push(`${place}: the cross-encoder, ${made}`);
  }
  await importEntities(files, out, options, result);
  return result;
}

const bytesOf = ({ biEncoder, crossEncoder, vectors }: BlinkFiles, options: ImportOptions): number => {
  const models = [biEncoder, crossEncoder].reduce((sum, file) => sum + numbersOf(file?.tensors ?? []), 0);
  return modelBytes(models, options) + numbersOf(vectors?.tensors ?? []);
};

async function importEntities(
  { catalogue, vectors }: BlinkFiles,
  out: string,
  options: BlinkImportOptions,
  { made, notes }: Imported,
): Promise<void> {
  if (catalogue === undefined) {
    if (vectors !== undefined)
      notes.push(
        `${basename(vectors.path)} was left out: entity.jsonl, which says whose vectors they are, is not there.`,
      );
    return;
  }
  // Before the knowledge base is built, which takes long.
  if (vectors !== undefined && !(await isFile(join(out, ENCODER_FILES.settings))))
    throw new NamesakeError("IMPORT_INCOMPLETE", {
      path: out,
      missing: `bi-encoder, whose vectors those in ${vectors.path} are`,
      remedy: "Put biencoder_wiki_large.bin and its .json beside them",
    });
  const { progress = () => {} } = options;
  const kb = options.kb ?? (await knowledgeBaseOf(catalogue, join(out, IMPORT_FOLDERS.kb), options));
  try {
    if (options.kb === undefined)
      made.push(`${kb.path}: the knowledge base of ${basename(catalogue)}, ${counted(kb.size)} entities`);
    if (vectors === undefined) return;
    const { id, trunk, vectors: heads } = await readEncoderSettings(out);
    const matrix = await openMatrix(vectors.path, heads.width === 0 ? trunkWidth(trunk) : heads.width);
    try {
      const rows = await blinkEntityRows(catalogue, kb, matrix.rows, (share) =>
        progress(`Reading ${basename(catalogue)}`, share),
      );
      const place = join(out, IMPORT_FOLDERS.vectors);
      const of = { model: id, contentHash: kb.totals().contentHash };
      const count = await importVectors(place, matrix, rows, of, (share) =>
        progress(`Reading ${basename(vectors.path)}`, share),
      );
      made.push(`${place}: vectors of ${counted(count)} entities`);
      if (count < matrix.rows)
        notes.push(
          `${counted(matrix.rows - count)} vectors are of entities that the knowledge base lacks, and were left out.`,
        );
    } finally {
      await matrix.close();
    }
  } finally {
    if (options.kb === undefined) await kb.close();
  }
}

const counted = (count: number): string => count.toLocaleString("en");

/** Builds a KB, or opens the one that an earlier import has built. */
async function knowledgeBaseOf(
  catalogue: string,
  folder: string,
  { progress = () => {}, problem = () => {}, builder = "" }: BlinkImportOptions,
): Promise<KnowledgeBase> {
  if (await isFile(join(folder, "manifest.json"))) return openKnowledgeBase(folder);
  const source = blinkEntities(catalogue);
  const records = source.records({
    rejected: problem,
    progress: (share) => progress(`Building ${folder}`, share),
  });
  const { knowledgeBase } = await buildKnowledgeBase(records, folder, () => source.info, {
    builder,
    onReject: problem,
  });
  return knowledgeBase;
}
