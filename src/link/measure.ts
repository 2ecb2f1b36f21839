import { type AliasCandidate, type AliasCandidates, MAX_CANDIDATES } from "../candidates/alias-candidates.js";
import { type CandidateLimits, DocumentCandidates } from "../candidates/document-candidates.js";
import type { KnownNames } from "../candidates/known-names.js";
import { isBorrowed, QUICK_RULES } from "../candidates/rules/rules.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { FoundMention } from "../mentions/mention-finder.js";
import { contentStems } from "../text/stems.js";
import type { Topic } from "./coherence/topics.js";
import { contextStems } from "./context.js";
import type { ContextEncoder } from "./context-encoder.js";
import type { Measured } from "./decide.js";
import { NEAREST, withNearest } from "./dense/nearest-candidates.js";
import { classFeatures } from "./entity-classes.js";
import { dotPacked, EntityVectors, unpackVector } from "./entity-vectors.js";
import { entityStems } from "./entity-view.js";
import { cueFeatures, cuesBefore, nameFeatures } from "./features.js";
import type { FixedAnswer } from "./fixed/fixed-mentions.js";
import { trustIn } from "./fixed/trust.js";
import { layoutFeatures, NameViews } from "./name-view.js";
import { overlap, type WeightedStems, weigh } from "./overlap.js";
import { EntityNames, Surroundings } from "./surroundings.js";
import type { TrainedEntities } from "./trained-entities.js";
import type { CandidateTypes, TypeDecider, TypeOptions } from "./types/type-decider.js";
import { hopeful, isUndecided } from "./undecided.js";
import { unknownCandidate } from "./unknown-candidate.js";
import type { Weights } from "./weights.js";
import { cheapScore, hasNoCapitals, writingOf } from "./writing.js";

/** A mention and the ids its answer is restricted to, if any. */
export interface OpenMention {
  found: FoundMention;
  allowed: readonly string[] | undefined;
  /** `allowed` is the mention's own list of candidates, which holds also what its text does not lead to. */
  given: boolean;
  /** Its answer, where that is given: it is not measured. */
  fixed?: FixedAnswer;
}

/** The mentions of a whole text, which the candidates of each are found by. */
export interface OpenDocument {
  mentions: readonly OpenMention[];
  /** What names of the text mean by its fixed mentions; absent where there are none. */
  known?: KnownNames;
}

/**
 * How much is measured. "names": without the context; "undecided": the words of the context, and the encoder where its word
 * may change the decision; "all": the encoder for every mention.
 */
export type Depth = "names" | "undecided" | "all";

/** A candidate that is compared with the context. */
interface CloseCandidate {
  index: number;
  measured: Measured;
}

/** Candidates that are filtered by their types, as a multiple of those that are looked at closely. */
const FILTERED = 4;

const NO_TYPES: TypeOptions = { decoding: "off", filter: false };

/** UTF-16 units before a mention in which a role or a preposition is looked for. */
const CUE_REACH = 40;

/** Stems whose counts are kept, some 2 MB. */
const KEPT_WORDS = 20_000;

interface Encoding {
  encoder: ContextEncoder;
  cache: EntityVectors;
}

interface Reading {
  text: string;
  document: OpenDocument;
  /** Of the KB, which knows other candidates after one. */
  edits: number;
  /** Only candidates that are found in no time. */
  quick: boolean;
  candidates: DocumentCandidates;
  surroundings: Surroundings;
  /** What the text is about, where anything was learned of words. */
  topic: () => Topic | undefined;
  /** All letters are small, as in a search box: that a name lacks its capital means nothing. */
  noCapitals: boolean;
}

/** Gathers the candidates of mentions and measures what speaks for each; holds the caches that this needs. */
export class Measurer {
  /** By record, of which the KB makes new ones after an edit. */
  private readonly stems = new WeakMap<EntityRecord, WeightedStems>();
  /** In how many descriptions stems are, which edits do not change. */
  private readonly wordCounts = new Map<string, number>();
  private readonly names: EntityNames;
  private readonly nameViews = new NameViews();
  /** By their documents, of which several may be under way. */
  private readonly readings = new WeakMap<OpenDocument, Reading>();
  private vectors: Promise<Encoding> | undefined;

  /**
   * @param loadEncoder called once, when it is first needed
   * @param weights for cutting long lists of candidates, and for knowing where the encoder is needed
   * @param types absent = there are none
   * @param trained absent = nothing was learned of the KB's entities
   * @param nearest whether the encoder knows the vectors of all entities, which then bring candidates
   */
  constructor(
    private readonly kb: KnowledgeBase,
    private readonly loadEncoder: () => Promise<ContextEncoder>,
    private readonly weights: Weights,
    private readonly types?: TypeDecider,
    private readonly trained?: TrainedEntities,
    private readonly nearest = false,
  ) {
    this.names = new EntityNames(kb);
  }

  /**
   * The candidates of each mention with their features, in the order of {@link generate}.
   *
   * @param mentions those of the text that are measured now, none of them fixed
   * @param document all mentions of the text
   * @param types how they take part; without the context they do not
   * @throws {NamesakeError} CANDIDATE_UNKNOWN, ENCODER_MISSING, and what types throw
   */
  async measure(
    text: string,
    mentions: readonly OpenMention[],
    document: OpenDocument,
    depth: Depth,
    types: TypeOptions,
  ): Promise<Measured[][]> {
    const reading = this.readingOf(text, document, depth === "names");
    const gathered = await this.gather(reading, mentions, depth === "names" ? NO_TYPES : types);
    const prepared = gathered.map(({ found, given, candidates, types, writing }) => {
      const trust = trustIn(document.known, text, found);
      const cues = cuesBefore(
        text.slice(Math.max(found.sentence.start, found.start - CUE_REACH), found.start),
      );
      const measured = candidates.map(({ entity, index, share, casing, plural, rule }, i): Measured => {
        const own = this.trained?.classes.of(entity, index) ?? entity.types?.["ner"]?.[0];
        const prior = Math.log(share);
        const sameName = this.names.of(entity) === writing.key ? 1 : 0;
        const features: Measured["features"] = {
          prior,
          popularity: Math.log1p(entity.count ?? 0),
          sameName,
          borrowed: isBorrowed(rule) ? 1 : 0,
          // Of a list that is given, all are named so by someone.
          partial: (rule === "words" || rule === "near") && !given ? 1 : 0,
          ...nameFeatures({ casing, plural }, writing),
          listed: given ? 1 : 0,
          listedPrior: given ? prior : 0,
          listedName: given ? sameName : 0,
          ...classFeatures(own),
          ...(found.name ? cueFeatures(cues, own) : {}),
        };
        const fixed = trust.of(index);
        return {
          ...{ entity, features },
          ...(types && { types: types[i] as CandidateTypes }),
          ...(fixed > 0 && { fixed }),
        };
      });
      const close = this.closeOf(candidates, measured, depth);
      this.addWords(reading, found, writing.key, close);
      return { found, close, measured };
    });
    if (depth !== "names")
      await this.addSimilarities(
        text,
        depth === "all" ? prepared : prepared.filter(({ measured }) => isUndecided(measured, this.weights)),
      );
    return prepared.map(({ measured }) => measured);
  }

  /** The candidates that the context may still bring to the front. */
  private closeOf(candidates: readonly AliasCandidate[], all: readonly Measured[], depth: Depth) {
    if (depth === "names") return [];
    const close = all.map((measured, i) => ({ index: (candidates[i] as AliasCandidate).index, measured }));
    if (depth === "all" || this.weights.shortcuts === undefined) return close;
    const hopes = hopeful(all, this.weights);
    return close.filter((_, i) => hopes[i]);
  }

  /** The candidates of each mention, after types have taken part in choosing them. */
  private async gather(reading: Reading, mentions: readonly OpenMention[], options: TypeOptions) {
    const decider = options.filter || options.decoding !== "off" ? this.types : undefined;
    const closely = this.weights.shortcuts?.candidates ?? MAX_CANDIDATES;
    const max = decider !== undefined && options.filter ? FILTERED * closely : closely;
    // A list of ids is mostly that of all mentions.
    const indexes = new Map<readonly string[] | undefined, ReadonlySet<number> | undefined>();
    const { text, document } = reading;
    const gathered = mentions.map(({ found, allowed, given }) => {
      if (!indexes.has(allowed)) indexes.set(allowed, this.indexesOf(allowed));
      const most = given ? Number.POSITIVE_INFINITY : closely;
      const limits = { allowed: indexes.get(allowed), given, max };
      const { means: trusted } = trustIn(document.known, text, found);
      return { found, allowed, given, most, trusted, ...this.candidatesOf(reading, found, limits) };
    });
    if (this.nearest && !reading.quick) await this.addNearest(text, gathered);
    const decided = await decider?.decide(reading.text, gathered, options);
    return gathered.map((one, i) => ({ ...one, ...decided?.[i] }));
  }

  /** Adds candidates by the context where names bring none: where they bring any, what is meant is mostly among them. */
  private async addNearest(
    text: string,
    gathered: (AliasCandidates & Pick<OpenMention, "found" | "allowed">)[],
  ): Promise<void> {
    const lonely = gathered.filter(
      ({ allowed, candidates }) => allowed === undefined && candidates.length === 0,
    );
    if (lonely.length === 0) return;
    const { encoder } = await this.encoding();
    const contexts = await encoder.encodeContexts(
      text,
      lonely.map(({ found }) => found),
    );
    const hits = (await encoder.nearest?.(contexts, NEAREST)) ?? [];
    for (const [i, one] of lonely.entries()) Object.assign(one, withNearest(this.kb, one, hits[i] ?? []));
  }

  /** Adds what the words around a mention say. */
  private addWords(
    { text, surroundings, topic }: Reading,
    found: FoundMention,
    key: string,
    close: readonly CloseCandidate[],
  ): void {
    if (close.length === 0) return;
    const context = contextStems(text, found);
    const mention = { start: found.start, end: found.end, key };
    const layout = layoutFeatures(text, found, key);
    const topics = this.trained?.topics;
    const near = topics?.of(context);
    for (const { measured } of close) {
      const { entity, features } = measured;
      Object.assign(features, layout, this.nameViews.features(entity, mention, surroundings));
      const [fit, fitNear] = [topics?.fit(topic(), entity), topics?.fit(near, entity)];
      if (fit !== undefined) features.topic = fit;
      if (fitNear !== undefined) features.topicNear = fitNear;
      features.overlap = overlap(context, this.stemsOf(entity));
      features.related = surroundings.related(entity, mention);
      features.within = surroundings.within(entity, mention);
      features.fullName = surroundings.fullName(entity, mention);
    }
  }

  /** What is read once a text, however many batches of mentions it has. */
  private readingOf(text: string, document: OpenDocument, quick = false): Reading {
    const { edits } = this.kb.totals();
    const last = this.readings.get(document);
    if (last?.text === text && last.edits === edits && last.quick === quick) return last;
    const spans = document.mentions.map(({ found }) => found);
    const rules = quick ? QUICK_RULES : undefined;
    const meant = document.mentions.flatMap(({ fixed }) => fixed?.entity ?? []);
    const reading: Reading = {
      ...{ text, document, edits, quick },
      candidates: new DocumentCandidates(this.kb, text, spans, rules, document.known),
      surroundings: new Surroundings(text, this.names, meant),
      topic: this.topicOf(text),
      noCapitals: hasNoCapitals(text),
    };
    this.readings.set(document, reading);
    return reading;
  }

  /** What a text is about, found when it is first asked for. */
  private topicOf(text: string): () => Topic | undefined {
    let found: { topic: Topic | undefined } | undefined;
    return () => {
      if (found === undefined) {
        const stems = Array.from(contentStems(text), (stem) => [stem, 1] as const);
        found = { topic: this.trained?.topics?.of(stems) };
      }
      return found.topic;
    };
  }

  /** The ids of each mention's candidates before their context is looked at, best first, at most `max`; of a fixed one its answer. */
  generate(text: string, document: OpenDocument, max: number): string[][] {
    const reading = this.readingOf(text, document);
    return document.mentions.map(({ found, allowed, given, fixed }) => {
      if (fixed !== undefined) return fixed === null ? [] : [fixed.entity.id];
      return this.candidatesOf(reading, found, { allowed: this.indexesOf(allowed), given, max })
        .candidates.slice(0, max)
        .map(({ entity }) => entity.id);
    });
  }

  private candidatesOf(
    { text, candidates, noCapitals }: Reading,
    found: FoundMention,
    limits: CandidateLimits,
  ) {
    const writing = writingOf(text, found, noCapitals);
    return { writing, ...candidates.of(found, cheapScore(this.weights, writing), limits) };
  }

  /** Adds the cosine of each mention's context with each of its candidates. */
  private async addSimilarities(
    text: string,
    mentions: readonly {
      found: FoundMention;
      close: readonly CloseCandidate[];
    }[],
  ): Promise<void> {
    // One candidate is weighed against NIL: it needs its similarity too.
    const wanted = mentions.filter(({ close }) => close.length > 0);
    if (wanted.length === 0) return;
    const { encoder, cache } = await this.encoding();
    const entities = new Map<EntityRecord, number>();
    for (const { close } of wanted)
      for (const { index, measured } of close) entities.set(measured.entity, index);
    const spans = wanted.map(({ found }) => found);
    const [vectors] = await Promise.all([encoder.encodeContexts(text, spans), cache.prepare(entities)]);
    wanted.forEach(({ close }, m) => {
      const vector = vectors[m];
      const dots = close.map(({ measured }) => {
        const packed = cache.get(measured.entity);
        return vector === undefined || packed === undefined ? 0 : dotPacked(vector, packed);
      });
      for (const [i, value] of encoder.compared(dots).entries())
        (close[i] as CloseCandidate).measured.features[encoder.feature] = value;
    });
  }

  /** Loads the encoder, if it is not there yet. */
  encoding(): Promise<Encoding> {
    this.vectors ??= this.loadEncoder().then(
      (encoder) => ({ encoder, cache: new EntityVectors(this.kb, encoder) }),
      (error: unknown) => {
        this.vectors = undefined;
        throw error;
      },
    );
    return this.vectors;
  }

  /** The vectors by which mentions are compared with entities, in the order of the mentions. */
  async mentionVectors(text: string, mentions: readonly FoundMention[]): Promise<Float32Array[]> {
    if (mentions.length === 0) return [];
    return (await this.encoding()).encoder.encodeContexts(text, mentions);
  }

  /**
   * The vectors by which entities are compared with mentions, in the order of the ids: those that decisions are made by, from
   * where they are kept.
   *
   * @throws {NamesakeError} CANDIDATE_UNKNOWN
   */
  async entityVectors(ids: readonly string[]): Promise<Float32Array[]> {
    if (ids.length === 0) return [];
    const indexes = ids.map((id) => this.indexOf(id));
    const records = indexes.map((index) => this.kb.at(index) as EntityRecord);
    const { cache } = await this.encoding();
    await cache.prepare(new Map(records.map((record, i) => [record, indexes[i] as number])));
    return records.map((record) => unpackVector(cache.get(record) as Uint8Array));
  }

  private stemsOf(entity: EntityRecord): WeightedStems {
    let stems = this.stems.get(entity);
    if (stems === undefined) {
      stems = weigh(entityStems(this.kb, entity), (stem) => this.rarity(stem));
      this.stems.set(entity, stems);
    }
    return stems;
  }

  private rarity(stem: string): number {
    let count = this.wordCounts.get(stem);
    if (count === undefined) {
      if (this.wordCounts.size >= KEPT_WORDS) this.wordCounts.clear();
      count = this.kb.wordCount(stem);
      this.wordCounts.set(stem, count);
    }
    return Math.log((this.kb.size + 1) / count);
  }

  private indexesOf(ids: readonly string[] | undefined): ReadonlySet<number> | undefined {
    return ids && new Set(ids.map((id) => this.indexOf(id)));
  }

  private indexOf(id: string): number {
    const index = this.kb.index(id);
    if (index === undefined) throw unknownCandidate(this.kb, id);
    return index;
  }

  /** Frees the encoder. */
  async close(): Promise<void> {
    const loaded = await this.vectors?.catch(() => undefined);
    await loaded?.encoder.close();
  }
}
