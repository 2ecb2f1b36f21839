import { availableParallelism } from "node:os";
import { NamesakeError } from "./errors.js";
import { type OpenOptions, openKnowledgeBase } from "./kb/folder.js";
import type { KnowledgeBase } from "./kb/knowledge-base.js";
import { cacheFolder, knownNames, locate } from "./kb/location.js";
import { biEncoderContexts, sentenceContexts } from "./link/context-encoder.js";
import { DenseCandidates } from "./link/dense/dense-candidates.js";
import { Linker } from "./link/linker.js";
import { SpanFinder } from "./link/span-finder.js";
import { TrainedEntities } from "./link/trained-entities.js";
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
import { openStarter, starterFolder } from "./starter.js";
import { languageCodes } from "./text/languages/languages.js";
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
 * @param options.asOf opens the last snapshot of it that was taken by this date, which can only be read
 * @throws {NamesakeError} KB_NOT_FOUND and what opening throws
 */
export async function loadKnowledgeBase<Name extends string>(
  nameOrFolder: Name,
  onProgress?: (fraction: number) => void,
  options: OpenOptions = {},
): Promise<KnowledgeBase<TypesOf<Name>>> {
  const isStarter = nameOrFolder === "starter";
  if (isStarter && options.asOf === undefined)
    return (await openStarter(onProgress)) as KnowledgeBase<TypesOf<Name>>;
  const path = isStarter ? await starterFolder() : locate(nameOrFolder);
  try {
    return (await openKnowledgeBase(path, options)) as KnowledgeBase<TypesOf<Name>>;
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
 * @throws {NamesakeError} as `TrainedEntities.open`, where what was learned of the KB's entities cannot be read
 */
export function createLinker<Type extends string>(
  kb: KnowledgeBase<Type>,
  parts: LinkerParts = {},
): Linker<Type> {
  const { encoder, vectors, crossEncoder, finder = "aliases", types, languages } = parts;
  if (vectors !== undefined && encoder === undefined)
    throw new NamesakeError("OPTION_INVALID", {
      option: "vectors",
      expected: "the bi-encoder that made them as well, such as the model open or news",
      found: "none",
    });
  const isTrained = TrainedEntities.areIn(kb);
  const weights = (isTrained ? parts.ranked : undefined) ?? parts.weights ?? shippedWeights();
  // Only weights that look twice were fitted to it.
  const trained = isTrained && weights.first !== undefined ? TrainedEntities.open(kb) : undefined;
  const threads = Math.min(ENCODERS, availableParallelism());
  const classOf = (trainedSo = false) =>
    (parts.typesInText ?? trainedSo) ? classesOf(kb, types) : undefined;
  const inTexts = classOf();
  const load = async () => {
    if (encoder === undefined) return sentenceContexts(await loadEncoders(), weights.means, inTexts);
    const loaded = await openBiEncoder(encoder, threads);
    const { scale, inputs } = loaded.settings;
    try {
      const dense =
        vectors === undefined ? undefined : await DenseCandidates.open(vectors, kb, loaded.encoder);
      return biEncoderContexts(kb, loaded.encoder, scale, classOf(inputs.classInText), dense);
    } catch (error) {
      await loaded.encoder.close();
      throw error;
    }
  };
  return new Linker(kb, finderOf(kb, finder, languages), load, weights, {
    ...(crossEncoder !== undefined && { crossEncoder: () => openCrossEncoder(crossEncoder, { threads }) }),
    ...(types !== undefined && { types: () => typesOf(kb, types, threads) }),
    ...(inTexts && { classOf: inTexts }),
    ...(vectors !== undefined && { nearest: true }),
    ...(trained && { trained }),
  });
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

function finderOf(
  kb: KnowledgeBase,
  finder: NonNullable<LinkerParts["finder"]>,
  languages: LinkerParts["languages"],
): MentionFinder {
  if (typeof finder !== "string") return finder;
  const aliases = new AliasSpotter(kb, languages && languageCodes(languages));
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
  options: OpenOptions = {},
): Promise<Linker<TypesOf<Name>>> {
  const kb = await loadKnowledgeBase(nameOrFolder, onProgress, options);
  try {
    return createLinker(kb, parts);
  } catch (error) {
    await kb.close();
    throw error;
  }
}
