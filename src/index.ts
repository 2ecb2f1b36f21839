// Everything a user of the package may rely on.
export { type ErrorCode, NamesakeError } from "./errors.js";
export type { Edit } from "./kb/edit.js";
export { type BuildOptions, buildKnowledgeBase, openKnowledgeBase } from "./kb/folder.js";
export { createKnowledgeBase, type TypeNamesOf } from "./kb/in-memory.js";
export type { KnowledgeBase, Statistics } from "./kb/knowledge-base.js";
export type { Manifest, SourceInfo } from "./kb/manifest.js";
export { type AttributeValue, checkRecord, type EntityRecord } from "./kb/record.js";
export type { SearchHit, SearchOptions } from "./kb/search.js";
export type { Totals } from "./kb/totals.js";
export { type Candidate, type Evidence, type EvidenceName, type Link, scoreOf } from "./link/link.js";
export {
  type Budget,
  Linker,
  type LinkOptions,
  type MentionInContext,
  type MentionVector,
} from "./link/linker.js";
export { assignedEntityTypes } from "./link/types/assigned-entity-types.js";
export { classifiedTypes, goldTypes, labelledTypes, type MentionClassifier } from "./link/types/judges.js";
export { openEntityTypes, openTypeJudge } from "./link/types/open-types.js";
export type { TypeDecoding } from "./link/types/type-decider.js";
export type { AxisShare, TypeWeights } from "./link/types/type-evidence.js";
export type {
  EntityTypes,
  JudgedAxis,
  KnownClasses,
  TypeJudge,
  TypeProbabilities,
} from "./link/types/type-judge.js";
export type { TypesInEvidence } from "./link/types/types-in-evidence.js";
export { parseWeights, type Weights } from "./link/weights.js";
export { type LinkerParts, linkerParts, readWeights } from "./linker-parts.js";
export {
  createLinker,
  type KnownKnowledgeBases,
  loadKnowledgeBase,
  loadLinker,
  type TypesOf,
} from "./load.js";
export type { FoundMention, MentionFinder, MentionMode } from "./mentions/mention-finder.js";
export { type Encoder, type EncoderOptions, loadEncoder } from "./models/encoder.js";
export { openBiEncoder } from "./models/encoders/bi-encoder-pool.js";
export type { BiEncoder, CrossEncoder } from "./models/encoders/encoder.js";
export { type EntityText, entityTextOf } from "./models/encoders/entity-text.js";
export { loadCrossEncoder } from "./models/encoders/load-cross-encoder.js";
export { loadSpanModel, type SpanModelOptions } from "./models/spans/load-span-model.js";
export type { EncodedSpan, FoundSpan, SpanModel } from "./models/spans/span-model.js";
export type { FoundName } from "./models/tagger/name-finder.js";
export { loadTagger, type Tagger, type TaggerOptions } from "./models/tagger/tagger.js";
export { type CsvOptions, csvSource } from "./sources/csv.js";
export { fileSource } from "./sources/detect.js";
export { jsonlSource } from "./sources/jsonl.js";
export type { Source, SourceObserver } from "./sources/source.js";
export type { Document, Mention } from "./text/document.js";
export { OffsetMap } from "./text/offsets.js";
export { NER_CLASSES, type NerClass } from "./types/ner-classes.js";
