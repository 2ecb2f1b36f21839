import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NamesakeError, reason } from "./errors.js";
import { parseRanker } from "./link/ranker/ranker.js";
import type { TypeJudge } from "./link/types/type-judge.js";
import { parseWeights, type Weights } from "./link/weights.js";
import type { MentionFinder } from "./mentions/mention-finder.js";
import { isSpanFolder } from "./models/spans/span-files.js";
import { isTaggerFolder } from "./models/tagger/tagger-files.js";
import { isTypeFolder } from "./models/types/type-files.js";

/** What a linker is made of beside its KB. */
export interface LinkerParts {
  /** Default: the shipped ones. */
  weights?: Weights;
  /**
   * Weights, with trees, for KBs that have vectors of their entities: there they come before `weights`. Such rankers are learned over counts of links, and
   * decide worse than weights where something else was counted, as in the starter KB.
   */
  ranked?: Weights;
  /** Folder of a bi-encoder that reads contexts and entities; default: the sentence encoder. */
  encoder?: string;
  /**
   * Folder of the vectors of all entities of the KB, which `namesake embed entities` wrote with the bi-encoder: where names bring no
   * candidate, the entities that fit a context best become candidates. Edits of the KB count at once. Default: none.
   */
  vectors?: string;
  /** Folder of a cross-encoder that ranks the first candidates anew, see {@link Budget}; default: none. */
  crossEncoder?: string;
  /**
   * What finds mentions: the aliases of the KB, which is the default, the folder of a model of spans or of a tagger, or a finder of your
   * own.
   */
  finder?: "aliases" | (string & {}) | MentionFinder;
  /** Languages of the texts, ISO 639-1; default: those of the KB. */
  languages?: readonly string[];
  /** Folder of a classifier of types with the types of entities, see `openTypeJudge`, or a judge of your own; default: none. */
  types?: string | TypeJudge;
  /**
   * Whether encoders read the class of an entity, of the types or, without any, of its record; default: those do that were trained so.
   */
  typesInText?: boolean;
}

const shipped = (name: string): string => fileURLToPath(new URL(`../models/${name}`, import.meta.url));

/**
 * The models that come with the package, by the names that `--model` takes, each with its card: "default", which is used where none is
 * named; "open", whose bi-encoder was trained on Wikipedia's links and on nothing that is not under an open licence; "news", whose
 * bi-encoder read news after that.
 */
export const SHIPPED_MODELS = ["default", "open", "news"] as const;
export type ShippedModel = (typeof SHIPPED_MODELS)[number];

const FOLDERS: Readonly<Record<ShippedModel, string>> = { default: "", open: "open", news: "news" };

const isShipped = (name: string): name is ShippedModel => Object.hasOwn(FOLDERS, name);

/** The folder of a model that comes with the package, by its name; of any other, what was given. */
export const modelFolder = (nameOrPath: string): string =>
  isShipped(nameOrPath) ? shipped(FOLDERS[nameOrPath]) : nameOrPath;

/** Files and folders in the folder of a model. */
const PARTS = {
  weights: "linker.json",
  trees: "ranker.json",
  ranked: "ranker/linker.json",
  settings: "encoder.json",
  encoder: "encoder",
  crossEncoder: "cross-encoder",
  spans: "spans",
  tagger: "tagger",
  types: "types",
} as const;

/**
 * The parts of a linker that have a name, one of {@link SHIPPED_MODELS}, or lie in a file or a folder: weights that `namesake train weights`
 * wrote; a bi-encoder that `namesake train biencoder` wrote; or a folder with any of linker.json, ranker.json beside it, what
 * `namesake train ranker` wrote in the folder `ranker`, for KBs with vectors of their entities, a bi-encoder in the folder `encoder`, a cross-encoder in the folder `cross-encoder`, a model of spans in the folder `spans` or a tagger in the folder
 * `tagger`, and types in the folder `types`.
 * What is not there is that of the package. A folder of your own that has such a name is given as "./open".
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export function linkerParts(nameOrPath: string): LinkerParts {
  const path = modelFolder(nameOrPath);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder) return { weights: readWeights(path) };
  const weights = join(path, PARTS.weights);
  const encoder = [path, join(path, PARTS.encoder)].find((folder) =>
    existsSync(join(folder, PARTS.settings)),
  );
  const crossEncoder = join(path, PARTS.crossEncoder);
  const [spans, tagger] = [join(path, PARTS.spans), join(path, PARTS.tagger)];
  const finder = isSpanFolder(spans) ? spans : isTaggerFolder(tagger) ? tagger : undefined;
  const types = join(path, PARTS.types);
  const ranked = join(path, PARTS.ranked);
  const found = {
    ...(existsSync(ranked) && { ranked: readWeights(ranked) }),
    ...(encoder && { encoder }),
    ...(existsSync(join(crossEncoder, PARTS.settings)) && { crossEncoder }),
    ...(finder !== undefined && { finder }),
    ...(isTypeFolder(types) && { types }),
  };
  if (Object.keys(found).length === 0) return { weights: readWeights(weights) };
  return { ...found, ...(existsSync(weights) ? { weights: readWeights(weights) } : {}) };
}

/** The weights that come with the package; `models/linker.md` is their card. */
export const shippedWeights = (): Weights => readWeights(shipped("linker.json"));

/**
 * Weights from a file that `namesake train weights` wrote, with the trees in a ranker.json beside it, if there is one.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export function readWeights(path: string): Weights {
  const weights = parseWeights(readText(path), path);
  const trees = join(dirname(path), PARTS.trees);
  if (basename(path) !== PARTS.weights || !existsSync(trees)) return weights;
  if (weights.first === undefined)
    throw new NamesakeError("RECORD_INVALID", {
      where: path,
      field: "first",
      expected: `the weights of the first look that ${PARTS.trees} beside it was trained with; remove that file where these weights are to decide`,
      found: "none",
    });
  return { ...weights, ranker: parseRanker(parseJson(readText(trees), trees), trees) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) });
  }
}

function parseJson(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    const problem = { where: path, field: "file", expected: "JSON", found: "something else" };
    throw new NamesakeError("RECORD_INVALID", problem);
  }
}
