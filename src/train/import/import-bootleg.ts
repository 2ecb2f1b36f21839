import { basename, join } from "node:path";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { readEncoderSettings } from "../../models/encoders/encoder-files.js";
import { bootlegEntityRows, findEntityIds } from "./bootleg-entities.js";
import { findBootlegModel, importBootlegModel } from "./bootleg-model.js";
import { isFile } from "./checkpoint-files.js";
import { modelBytes, numbersOf, requireSpace } from "./disk-space.js";
import { openMatrix } from "./entity-matrix.js";
import { IMPORT_FOLDERS } from "./import-blink.js";
import { importVectors } from "./import-vectors.js";
import { exportOptions, type Imported, type ImportOptions } from "./imported.js";
import { checkTarget } from "./target-folder.js";

export interface BootlegImportOptions extends ImportOptions {
  /** vocab.txt of the BERT that was trained from, or a folder with it. */
  vocabulary?: string;
  /** Its entities get the vectors; their ids, or what is `sameAs` them, are Wikidata's. Absent = no vectors are imported. */
  kb?: KnowledgeBase;
  /** Matrix of vectors, `.npy` or a memory map; absent = entity_embeddings.npy in the folder, if it is there. */
  embeddings?: string;
  /** Where qid2eid.json is sought; absent = in the folder. */
  entityDb?: string;
}

/** What `bootleg.extract_all_entities` writes. */
const EMBEDDINGS = "entity_embeddings.npy";

/**
 * Imports a model of Bootleg 1.1 (https://github.com/HazyResearch/bootleg) into `out`, and its vectors of entities, where there are
 * any, into a folder below.
 *
 * @throws {NamesakeError} OPTION_INVALID where `out` has another model; IMPORT_INCOMPLETE, IMPORT_MISMATCH, VOCABULARY_MISMATCH, CONFIG_INVALID, WRITE_FAILED, and what reading the
 * files throws
 * @example
 * ```ts
 * await importBootleg("bootleg_uncased", "bootleg", { vocabulary: "bert-base-uncased/vocab.txt" });
 * const { encoder } = await loadBiEncoder("bootleg");
 * ```
 */
export async function importBootleg(
  folder: string,
  out: string,
  options: BootlegImportOptions = {},
): Promise<Imported> {
  const { vocabulary, kb, progress = () => {} } = options;
  await checkTarget(folder, out);
  const { model, others } = await findBootlegModel(folder);
  const embeddings = options.embeddings ?? join(folder, EMBEDDINGS);
  const hasVectors = options.embeddings !== undefined || (await isFile(embeddings));
  // Before the long work: whose vectors they are.
  const ids = hasVectors && kb !== undefined ? await findEntityIds(options.entityDb ?? folder) : undefined;
  // What a training goes on with may lie beside the towers.
  const towers = model.tensors.filter(({ name }) => /_encoder\.(transformer|linear)\./.test(name));
  await requireSpace(out, modelBytes(numbersOf(towers), options));
  progress(`Reading ${basename(model.path)}`, 0);
  const { made, config } = await importBootlegModel(folder, model.path, out, {
    ...exportOptions(options),
    ...(vocabulary === undefined ? {} : { vocabulary }),
  });
  const result: Imported = { made: [`${out}: the bi-encoder, ${made}`], notes: [] };
  if (others.length > 0)
    result.notes.push(`Taken was ${basename(model.path)}; ${others.join(", ")} are models of Bootleg too.`);
  if (!hasVectors) return result;
  if (kb === undefined || ids === undefined) {
    result.notes.push(
      `${basename(embeddings)} was left out: --kb names the knowledge base whose entities they are of.`,
    );
    return result;
  }
  const matrix = await openMatrix(embeddings, config.width);
  try {
    const rows = await bootlegEntityRows(ids, kb, matrix);
    const place = join(out, IMPORT_FOLDERS.vectors);
    const of = { model: (await readEncoderSettings(out)).id, contentHash: kb.totals().contentHash };
    const count = await importVectors(place, matrix, rows, of, (share) =>
      progress(`Reading ${basename(embeddings)}`, share),
    );
    result.made.push(`${place}: vectors of ${count.toLocaleString("en")} entities`);
    if (count === 0)
      result.notes.push(
        `None of the ids in ${ids} is in the knowledge base: they are Wikidata's, such as Q90, and have to be its ids or their sameAs.`,
      );
  } finally {
    await matrix.close();
  }
  return result;
}
