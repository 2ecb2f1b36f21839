import { type AliasCandidate, aliasCandidates } from "../candidates/alias-candidates.js";
import { NamesakeError } from "../errors.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { FoundMention } from "../mentions/mention-finder.js";
import type { Encoder } from "../models/encoder.js";
import { casingOf } from "../text/casing.js";
import { normaliseAlias } from "../text/normalise.js";
import { centred, type Means } from "./centring.js";
import { contextStems, contextText } from "./context.js";
import type { Measured } from "./decide.js";
import { dotPacked, EntityVectors } from "./entity-vectors.js";
import { entityStems } from "./entity-view.js";
import { cueFeatures, cuesBefore, logPrior, nameFeatures, type Writing } from "./features.js";
import { overlap, type WeightedStems, weigh } from "./overlap.js";
import { EntityNames, Surroundings } from "./surroundings.js";
import type { Weights } from "./weights.js";

/** A mention and the ids its answer is restricted to, if any. */
export interface OpenMention {
  found: FoundMention;
  allowed: readonly string[] | undefined;
}

interface Encoding {
  encoder: Encoder;
  cache: EntityVectors;
  means: Means | undefined;
}

interface Reading {
  text: string;
  surroundings: Surroundings;
  /** All letters are small, as in a search box: that a name lacks its capital means nothing. */
  noCapitals: boolean;
}

/** Gathers the candidates of mentions and measures what speaks for each; holds the caches that this needs. */
export class Measurer {
  /** By record, of which the KB makes new ones after an edit. */
  private readonly stems = new WeakMap<EntityRecord, WeightedStems>();
  private readonly names: EntityNames;
  private reading: Reading | undefined;
  private vectors: Promise<Encoding> | undefined;

  /**
   * @param loadEncoder called once, when it is first needed
   * @param weights only for cutting long lists of candidates
   */
  constructor(
    private readonly kb: KnowledgeBase,
    private readonly loadEncoder: () => Promise<Encoder>,
    private readonly weights: Weights,
  ) {
    this.names = new EntityNames(kb);
  }

  /**
   * The candidates of each mention with their features, in no order that means anything.
   *
   * @param useContext whether the words around the mention are read, by the encoder too
   * @throws {NamesakeError} CANDIDATE_UNKNOWN, ENCODER_MISSING
   */
  async measure(text: string, mentions: readonly OpenMention[], useContext: boolean): Promise<Measured[][]> {
    // A list of ids is mostly that of all mentions.
    const indexes = new Map<readonly string[] | undefined, ReadonlySet<number> | undefined>();
    const prepared = mentions.map(({ found, allowed }) => {
      if (!indexes.has(allowed)) indexes.set(allowed, this.indexesOf(allowed));
      return { found, ...this.candidatesOf(text, found, indexes.get(allowed)) };
    });
    const similarity = useContext ? await this.similarities(text, prepared) : undefined;
    const { surroundings } = this.readingOf(text);
    return prepared.map(({ found, candidates, total, size, writing }, m) => {
      const context = useContext ? contextStems(text, found) : undefined;
      const cues = cuesBefore(text.slice(found.sentence.start, found.start));
      return candidates.map(({ entity, count, casing, plural }, c): Measured => {
        const features: Measured["features"] = {
          prior: logPrior(count, total, size),
          popularity: Math.log1p(entity.count ?? 0),
          sameName: this.names.of(entity).own === writing.key ? 1 : 0,
          ...nameFeatures({ casing, plural }, writing),
          ...(found.name ? cueFeatures(cues, entity.types?.["ner"]?.[0]) : {}),
        };
        if (context !== undefined) {
          features.overlap = overlap(context, this.stemsOf(entity));
          const mention = { start: found.start, end: found.end, key: writing.key };
          features.related = surroundings.related(entity, mention);
          features.within = surroundings.within(entity, mention);
          features.fullName = surroundings.fullName(entity, mention);
          features.similarity = similarity?.[m]?.[c] ?? 0;
        }
        return { entity, features };
      });
    });
  }

  /** What is read once a text, however many batches of mentions it has. */
  private readingOf(text: string): Reading {
    if (this.reading?.text !== text)
      this.reading = {
        text,
        surroundings: new Surroundings(text, this.names),
        noCapitals: !/\p{Lu}/u.test(text),
      };
    return this.reading;
  }

  private candidatesOf(text: string, found: FoundMention, allowed: ReadonlySet<number> | undefined) {
    const surface = text.slice(found.start, found.end);
    const writing: Writing = {
      key: found.keys[0] ?? normaliseAlias(surface),
      casing: casingOf(surface),
      noCapitals: this.readingOf(text).noCapitals,
      freeCasing: !/\p{L}/u.test(text.slice(found.sentence.start, found.start)),
    };
    const { features } = this.weights;
    const rank = ({ count, casing }: { count: number; casing: number }, plural: boolean): number => {
      const name = nameFeatures({ casing, plural }, writing);
      return (
        features.prior * logPrior(count, 0, 1) +
        features.missingCapital * name.missingCapital +
        features.needlessCapital * name.needlessCapital +
        features.plural * name.plural
      );
    };
    return { writing, ...aliasCandidates(this.kb, found.keys, rank, allowed) };
  }

  /** Cosine of each mention's context with each of its candidates: [mention][candidate]. */
  private async similarities(
    text: string,
    mentions: readonly { found: FoundMention; candidates: readonly AliasCandidate[] }[],
  ): Promise<number[][]> {
    // One candidate is weighed against NIL: it needs its similarity too.
    const wanted = mentions.filter(({ candidates }) => candidates.length > 0);
    if (wanted.length === 0) return mentions.map(() => []);
    const { encoder, cache, means } = await this.encoding();
    const entities = new Map<EntityRecord, number>();
    for (const { candidates } of wanted)
      for (const { index, entity } of candidates) entities.set(entity, index);
    const contexts = [...new Set(wanted.map(({ found }) => contextText(text, found)))];
    const [vectors] = await Promise.all([encoder.encode(contexts), cache.prepare(entities)]);
    const byContext = new Map(
      contexts.map((context, i) => [context, centred(vectors[i] as Float32Array, means?.context)]),
    );
    return mentions.map(({ found, candidates }) => {
      const vector = byContext.get(contextText(text, found));
      return candidates.map(({ entity }) => {
        const packed = cache.get(entity);
        return vector === undefined || packed === undefined ? 0 : dotPacked(vector, packed);
      });
    });
  }

  /** Loads the encoder, if it is not there yet. */
  encoding(): Promise<Encoding> {
    this.vectors ??= this.loadEncoder().then(
      (encoder) => {
        const means = this.weights.means?.encoder === encoder.id ? this.weights.means : undefined;
        return { encoder, means, cache: new EntityVectors(this.kb, encoder, means?.entity) };
      },
      (error: unknown) => {
        this.vectors = undefined;
        throw error;
      },
    );
    return this.vectors;
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
    return Math.log((this.kb.size + 1) / this.kb.wordCount(stem));
  }

  private indexesOf(ids: readonly string[] | undefined): ReadonlySet<number> | undefined {
    if (ids === undefined) return undefined;
    return new Set(
      ids.map((id) => {
        const index = this.kb.index(id);
        if (index !== undefined) return index;
        const near = this.kb.search(id.replace(/^[^:]*:/, ""), { limit: 1 })[0]?.entity.id ?? "";
        throw new NamesakeError("CANDIDATE_UNKNOWN", { id, near });
      }),
    );
  }

  /** Frees the encoder. */
  async close(): Promise<void> {
    const loaded = await this.vectors?.catch(() => undefined);
    await loaded?.encoder.close();
  }
}
