import { basename, join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { isFile, readJson, type TensorFile, tensorFilesIn } from "./checkpoint-files.js";

/** What is found in a folder of BLINK, by what the files hold. */
export interface BlinkFiles {
  biEncoder?: TensorFile;
  crossEncoder?: TensorFile;
  /** Vectors of entities, by lines of the catalogue. */
  vectors?: TensorFile;
  /** `entity.jsonl`. */
  catalogue?: string;
}

/** What of a model's parameters BLINK keeps beside its weights; those left out have its defaults. */
export interface BlinkParameters {
  contextTokens: number;
  entityTokens: number;
  /** Of mention and entity together. */
  sequenceTokens: number;
  /** Whether texts are lower-cased; undefined = not said. */
  lowercase: boolean | undefined;
  /** The file that says so, where there is one. */
  path: string | undefined;
}

/** Defaults of blink/common/params.py. */
const DEFAULTS = { context: 128, entity: 128, sequence: 256 };

const hasTower =
  (name: string) =>
  ({ tensors }: TensorFile) =>
    tensors.some((tensor) => tensor.name.includes(`${name}.bert_model.`));
const isVectors = ({ tensors }: TensorFile): boolean =>
  tensors.length === 1 && tensors[0]?.shape.length === 2 && tensors[0].dtype.startsWith("float");

/**
 * Finds BLINK's files in a folder: those that it offers for download, under any names, or what its trainings leave.
 *
 * @throws {NamesakeError} IMPORT_INCOMPLETE where there is neither a model nor vectors; SOURCE_NOT_FOUND, and what is wrong with a
 * file that could have been one of them
 */
export async function findBlinkFiles(folder: string): Promise<BlinkFiles> {
  const { files, unreadable } = await tensorFilesIn(folder);
  const catalogue = join(folder, "entity.jsonl");
  const biEncoder = files.find((file) => hasTower("context_encoder")(file) && hasTower("cand_encoder")(file));
  const crossEncoder = files.find((file) => file !== biEncoder && hasTower("encoder")(file));
  const vectors = files.find(isVectors);
  if (biEncoder === undefined && crossEncoder === undefined && vectors === undefined) {
    if (unreadable[0] !== undefined) throw unreadable[0].error;
    const others = files.map(({ path }) => basename(path)).join(", ");
    throw new NamesakeError("IMPORT_INCOMPLETE", {
      path: folder,
      missing: `model of BLINK${others === "" ? "" : `; the tensors of ${others} are others`}`,
      remedy:
        "Give the folder with biencoder_wiki_large.bin, crossencoder_wiki_large.bin, their .json files, entity.jsonl and all_entities_large.t7, or some of them",
    });
  }
  return {
    ...(biEncoder === undefined ? {} : { biEncoder }),
    ...(crossEncoder === undefined ? {} : { crossEncoder }),
    ...(vectors === undefined ? {} : { vectors }),
    ...((await isFile(catalogue)) ? { catalogue } : {}),
  };
}

/**
 * The parameters beside a model: the JSON file of the same name.
 *
 * @throws {NamesakeError} RECORD_INVALID
 */
export async function readBlinkParameters(model: string): Promise<BlinkParameters> {
  const own = model.replace(/\.[^./\\]+$/, ".json");
  const path = (await isFile(own)) ? own : undefined;
  const found = ((path === undefined ? {} : await readJson(path)) ?? {}) as Record<string, unknown>;
  const length = (field: string, standard: number): number => {
    const value = found[field] ?? standard;
    if (Number.isInteger(value) && (value as number) > 4) return value as number;
    throw new NamesakeError("RECORD_INVALID", {
      where: path ?? model,
      field,
      expected: "a number of tokens above 4",
      found: JSON.stringify(value),
    });
  };
  const { lowercase } = found;
  return {
    contextTokens: length("max_context_length", DEFAULTS.context),
    entityTokens: length("max_cand_length", DEFAULTS.entity),
    sequenceTokens: length("max_seq_length", DEFAULTS.sequence),
    lowercase: typeof lowercase === "boolean" ? lowercase : undefined,
    path,
  };
}
