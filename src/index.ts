// Everything a user of the package may rely on.
export { type ErrorCode, NamesakeError } from "./errors.js";
export { type Compaction, type CompactOptions, compactKnowledgeBase } from "./kb/compaction.js";
export { changedFields, type Difference, differences } from "./kb/diff.js";
export { type Edit, recordHash } from "./kb/edit.js";
export { type BuildOptions, buildKnowledgeBase, type OpenOptions, openKnowledgeBase } from "./kb/folder.js";
export type { HistoryOptions } from "./kb/history.js";
export { createKnowledgeBase, type TypeNamesOf } from "./kb/in-memory.js";
export type { KnowledgeBase } from "./kb/knowledge-base.js";
export type { EditOptions, LoggedChange, Signature, Transaction } from "./kb/log.js";
export type { Manifest, SourceInfo } from "./kb/manifest.js";
export * from "./kb/profile/index.js";
export { type AttributeValue, checkRecord, type EntityRecord } from "./kb/record.js";
export type { SearchHit, SearchOptions } from "./kb/search.js";
export { listSnapshots, removeSnapshot, type Snapshot, takeSnapshot } from "./kb/snapshots.js";
export type { Statistics } from "./kb/statistics.js";
export type { Totals } from "./kb/totals.js";
export type { CorrectedDocument, CorrectionOptions } from "./link/corrections/corrected-document.js";
export { Corrections, readCorrections } from "./link/corrections/corrections.js";
export type { FixedMention } from "./link/fixed/fixed-mentions.js";
export { type Candidate, type Evidence, type EvidenceName, type Link, scoreOf } from "./link/link.js";
export {
  type Budget,
  Linker,
  type LinkOptions,
  type MentionInContext,
  type MentionVector,
} from "./link/linker.js";
export type { CloseDecision, Rerank } from "./link/rerank.js";
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
export { blinkEntities } from "./sources/blink-entities.js";
export { bootlegEntityDb } from "./sources/bootleg/entity-db.js";
export { bootlegProfile } from "./sources/bootleg/raw-profile.js";
export { type CsvOptions, csvSource } from "./sources/csv.js";
export { type FileOptions, fileSource } from "./sources/detect.js";
export { jsonlSource } from "./sources/jsonl.js";
export type { MergeRules } from "./sources/merge/conflict-rules.js";
export { type MergeInput, type MergeOptions, mergeSources } from "./sources/merge/merge-sources.js";
export { ner4elTables } from "./sources/ner4el/read-tables.js";
export { oboSource } from "./sources/obo/obo-source.js";
export { type RdfOptions, rdfSource } from "./sources/rdf/rdf-source.js";
export type { Source, SourceObserver } from "./sources/source.js";
export { type UmlsOptions, umlsSource } from "./sources/umls/umls-source.js";
export { type WikidataFact, wikidataFacts } from "./sources/wikidata/wikidata-facts.js";
export { wikidataItems } from "./sources/wikidata/wikidata-items.js";
export { type WikidataOptions, wikidataSource } from "./sources/wikidata/wikidata-source.js";
export { wordNetSource } from "./sources/wordnet/wordnet-source.js";
export { zeshelDocuments } from "./sources/zeshel-documents.js";
export type { Document, Mention } from "./text/document.js";
export { OffsetMap } from "./text/offsets.js";
export { describedGraph } from "./train/types-discovery/described-graph.js";
export { readAssignedTypes, writeAssignedTypes } from "./types/assigned-types-file.js";
export * from "./types/index.js";
