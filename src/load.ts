import { existsSync, readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NamesakeError, reason } from "./errors.js";
import { openKnowledgeBase } from "./kb/folder.js";
import type { KnowledgeBase } from "./kb/knowledge-base.js";
import { cacheFolder, knownNames, locate } from "./kb/location.js";
import { biEncoderContexts, sentenceContexts } from "./link/context-encoder.js";
import { Linker } from "./link/linker.js";
import { SpanFinder } from "./link/span-finder.js";
import { parseWeights, type Weights } from "./link/weights.js";
import { AliasSpotter } from "./mentions/alias-spotter.js";
import type { MentionFinder } from "./mentions/mention-finder.js";
import { type Encoder, loadEncoder } from "./models/encoder.js";
import { poolEncoders } from "./models/encoder-pool.js";
import { openBiEncoder } from "./models/encoders/bi-encoder-pool.js";
import { loadCrossEncoder } from "./models/encoders/load-cross-encoder.js";
import { loadSpanModel } from "./models/spans/load-span-model.js";
import { isSpanFolder } from "./models/spans/span-files.js";
import { openStarter } from "./starter.js";
import type { NerClass } from "./types/ner-classes.js";

/**
 * The type names of KBs that are addressed by a name. Add yours by declaration merging:
 *
 * ```ts
 * declare module "namesake" {
 *   interface KnownKnowledgeBases { drugs: "substance" | "brand" }
 * }
 * ```
 */
export interface KnownKnowledgeBases {
  starter: NerClass;
}

/** The type names of a KB given by its name or folder. */
export type TypesOf<Name extends string> = Name extends keyof KnownKnowledgeBases
  ? KnownKnowledgeBases[Name]
  : string;

/**
 * Opens a KB by name or folder; "starter" is built on first use.
 *
 * @throws {NamesakeError} KB_NOT_FOUND and what opening throws
 */
export async function loadKnowledgeBase<Name extends string>(
  nameOrFolder: Name,
  onProgress?: (fraction: number) => void,
): Promise<KnowledgeBase<TypesOf<Name>>> {
  if (nameOrFolder === "starter") return (await openStarter(onProgress)) as KnowledgeBase<TypesOf<Name>>;
  const path = locate(nameOrFolder);
  try {
    return (await openKnowledgeBase(path)) as KnowledgeBase<TypesOf<Name>>;
  } catch (error) {
    if (!(error instanceof NamesakeError) || error.code !== "KB_NOT_FOUND") throw error;
    throw new NamesakeError("KB_NOT_FOUND", {
      kb: nameOrFolder,
      known: ["starter", ...knownNames()].join(", "),
    });
  }
}

const SHIPPED = fileURLToPath(new URL("../models/linker.json", import.meta.url));

/** The weights that come with the package; `models/linker.md` is their card. */
export const shippedWeights = (): Weights => readWeights(SHIPPED);

/**
 * Weights from a file that `namesake train weights` wrote.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export function readWeights(path: string): Weights {
  let json: string;
  try {
    json = readFileSync(path, "utf8");
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) });
  }
  return parseWeights(json, path);
}

/** What a linker is made of beside its KB. */
export interface LinkerParts {
  /** Default: the shipped ones. */
  weights?: Weights;
  /** Folder of a bi-encoder that reads contexts and entities; default: the sentence encoder. */
  encoder?: string;
  /** Folder of a cross-encoder that ranks the first candidates anew, see {@link Budget}; default: none. */
  crossEncoder?: string;
  /** What finds mentions: the aliases of the KB, which is the default, the folder of a model of spans, or a finder of your own. */
  finder?: "aliases" | (string & {}) | MentionFinder;
}

/** Files and folders in the folder of a model. */
const PARTS = {
  weights: "linker.json",
  settings: "encoder.json",
  encoder: "encoder",
  crossEncoder: "cross-encoder",
  finder: "spans",
} as const;

/**
 * The parts of a linker that lie in a file or a folder: weights that `namesake train weights` wrote; a bi-encoder that `namesake
 * train biencoder` wrote; or a folder with any of linker.json, a bi-encoder in the folder `encoder`, a cross-encoder in the folder
 * `cross-encoder`, and a model of spans in the folder `spans`. What is not there is that of the package.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export function linkerParts(path: string): LinkerParts {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder) return { weights: readWeights(path) };
  const weights = join(path, PARTS.weights);
  const encoder = [path, join(path, PARTS.encoder)].find((folder) =>
    existsSync(join(folder, PARTS.settings)),
  );
  const crossEncoder = join(path, PARTS.crossEncoder);
  const finder = join(path, PARTS.finder);
  const found = {
    ...(encoder && { encoder }),
    ...(existsSync(join(crossEncoder, PARTS.settings)) && { crossEncoder }),
    ...(isSpanFolder(finder) && { finder }),
  };
  if (Object.keys(found).length === 0) return { weights: readWeights(weights) };
  return { ...found, ...(existsSync(weights) ? { weights: readWeights(weights) } : {}) };
}

/** A linker over a KB that is open already; closing the linker closes the KB. */
export function createLinker<Type extends string>(
  kb: KnowledgeBase<Type>,
  { weights = shippedWeights(), encoder, crossEncoder, finder = "aliases" }: LinkerParts = {},
): Linker<Type> {
  const load = async () => {
    if (encoder === undefined) return sentenceContexts(await loadEncoders(), weights.means);
    const loaded = await openBiEncoder(encoder, Math.min(ENCODERS, availableParallelism()));
    return biEncoderContexts(kb, loaded.encoder, loaded.settings.scale);
  };
  const threads = Math.min(ENCODERS, availableParallelism());
  const loadCross =
    crossEncoder === undefined
      ? undefined
      : async () => (await loadCrossEncoder(crossEncoder, { threads })).encoder;
  return new Linker(kb, finderOf(kb, finder), load, weights, loadCross);
}

function finderOf(kb: KnowledgeBase, finder: NonNullable<LinkerParts["finder"]>): MentionFinder {
  if (typeof finder !== "string") return finder;
  const aliases = new AliasSpotter(kb);
  return finder === "aliases" ? aliases : new SpanFinder(() => loadSpanModel(finder), aliases);
}

/** Threads that encode; more of them wait for the main thread. */
const ENCODERS = 2;

async function loadEncoders(): Promise<Encoder> {
  const load = () => loadEncoder({ folder: cacheFolder() });
  return poolEncoders(await load(), load, Math.min(ENCODERS, availableParallelism()));
}

/**
 * A linker over a KB given by name or folder.
 *
 * @param onProgress share of the starter KB's build that is done, where it has to be built first
 * @throws {NamesakeError} KB_NOT_FOUND and what opening throws
 * @example
 * ```ts
 * import { loadLinker } from "namesake";
 *
 * const linker = await loadLinker("starter");
 * for (const { text, entity, confidence } of await linker.link("Jordan crossed the Jordan.")) {
 *   console.log(text, entity?.id ?? "NIL", confidence);
 * }
 * await linker.close();
 * ```
 */
export async function loadLinker<Name extends string>(
  nameOrFolder: Name,
  onProgress?: (fraction: number) => void,
  parts: LinkerParts = {},
): Promise<Linker<TypesOf<Name>>> {
  return createLinker(await loadKnowledgeBase(nameOrFolder, onProgress), parts);
}
