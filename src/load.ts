import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { NamesakeError } from "./errors.js";
import { openKnowledgeBase } from "./kb/folder.js";
import type { KnowledgeBase } from "./kb/knowledge-base.js";
import { cacheFolder, knownNames, locate } from "./kb/location.js";
import { EmbeddingFile } from "./link/coherence/embedding-file.js";
import { biEncoderContexts, sentenceContexts } from "./link/context-encoder.js";
import { Linker } from "./link/linker.js";
import { SpanFinder } from "./link/span-finder.js";
import { type ClassInText, classInText } from "./link/types/class-in-text.js";
import { openEntityTypes, openTypeJudge } from "./link/types/open-types.js";
import type { TypeJudge } from "./link/types/type-judge.js";
import { type LinkerParts, shippedWeights } from "./linker-parts.js";
import { AliasSpotter } from "./mentions/alias-spotter.js";
import type { MentionFinder } from "./mentions/mention-finder.js";
import { type Encoder, loadEncoder } from "./models/encoder.js";
import { poolEncoders } from "./models/encoder-pool.js";
import { openBiEncoder } from "./models/encoders/bi-encoder-pool.js";
import { openCrossEncoder } from "./models/encoders/open-cross-encoder.js";
import { openSpanModel } from "./models/spans/open-span-model.js";
import { openTagger } from "./models/tagger/open-tagger.js";
import { isTaggerFolder } from "./models/tagger/tagger-files.js";
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

/**
 * A linker over a KB that is open already; closing the linker closes the KB.
 *
 * @throws {NamesakeError} EMBEDDINGS_INVALID where the KB's vectors of entities cannot be read
 */
export function createLinker<Type extends string>(
  kb: KnowledgeBase<Type>,
  parts: LinkerParts = {},
): Linker<Type> {
  const { encoder, crossEncoder, finder = "aliases", types } = parts;
  const vectors = vectorsOf(kb);
  const weights = (vectors === undefined ? undefined : parts.ranked) ?? parts.weights ?? shippedWeights();
  // Only a second look reads them.
  const embeddings =
    vectors === undefined || weights.first === undefined ? undefined : new EmbeddingFile(vectors);
  const threads = Math.min(ENCODERS, availableParallelism());
  const classOf = (trainedSo = false) =>
    (parts.typesInText ?? trainedSo) ? classesOf(kb, types) : undefined;
  const inTexts = classOf();
  const load = async () => {
    if (encoder === undefined) return sentenceContexts(await loadEncoders(), weights.means, inTexts);
    const loaded = await openBiEncoder(encoder, threads);
    const { scale, inputs } = loaded.settings;
    return biEncoderContexts(kb, loaded.encoder, scale, classOf(inputs.classInText));
  };
  return new Linker(kb, finderOf(kb, finder), load, weights, {
    ...(crossEncoder !== undefined && { crossEncoder: () => openCrossEncoder(crossEncoder, { threads }) }),
    ...(types !== undefined && { types: () => typesOf(kb, types, threads) }),
    ...(inTexts && { classOf: inTexts }),
    ...(embeddings && { embeddings }),
  });
}

/** The file in a KB's folder that `namesake train entities` writes. */
const ENTITY_VECTORS = "entities.vectors";

function vectorsOf({ path }: KnowledgeBase): string | undefined {
  const file = path === undefined ? undefined : join(path, ENTITY_VECTORS);
  return file !== undefined && existsSync(file) ? file : undefined;
}

const typesOf = async (
  kb: KnowledgeBase,
  types: NonNullable<LinkerParts["types"]>,
  threads: number,
): Promise<TypeJudge> => (typeof types === "string" ? openTypeJudge(kb, types, { threads }) : types);

/** What entities are is read with the first of their texts. */
function classesOf(kb: KnowledgeBase, types: LinkerParts["types"]): ClassInText {
  let known: ClassInText | undefined;
  return (record) => {
    known ??= classInText(kb, typeof types === "object" ? types : openEntityTypes(kb, types));
    return known(record);
  };
}

function finderOf(kb: KnowledgeBase, finder: NonNullable<LinkerParts["finder"]>): MentionFinder {
  if (typeof finder !== "string") return finder;
  const aliases = new AliasSpotter(kb);
  if (finder === "aliases") return aliases;
  const open = () => (isTaggerFolder(finder) ? openTagger(finder) : openSpanModel(finder));
  return new SpanFinder(open, aliases);
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
 * @throws {NamesakeError} KB_NOT_FOUND and what opening throws; EMBEDDINGS_INVALID
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
  const kb = await loadKnowledgeBase(nameOrFolder, onProgress);
  try {
    return createLinker(kb, parts);
  } catch (error) {
    await kb.close();
    throw error;
  }
}
