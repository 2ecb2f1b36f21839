import { type AliasCandidate, aliasCandidates } from "../candidates/alias-candidates.js";
import { NamesakeError } from "../errors.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { FoundMention, MentionFinder, MentionMode } from "../mentions/mention-finder.js";
import type { Encoder } from "../models/encoder.js";
import { casingOf } from "../text/casing.js";
import type { Mention } from "../text/document.js";
import { normaliseAlias } from "../text/normalise.js";
import { sentences } from "../text/sentences.js";
import { singulars } from "../text/singular.js";
import { contextStems, contextText } from "./context.js";
import { decide, type Measured } from "./decide.js";
import { dotPacked, EntityVectors } from "./entity-vectors.js";
import { entityStems } from "./entity-view.js";
import {
  cueFeatures,
  cuesBefore,
  logPrior,
  nameFeatures,
  sameName,
  UNRELATED,
  type Writing,
} from "./features.js";
import type { Link } from "./link.js";
import { overlap } from "./overlap.js";
import { WEIGHTS, type Weights } from "./weights.js";

/**
 * How much work a decision may cost. "prior": counts and names only. "fast": the encoder as well, no cross-encoder.
 * "balanced" and "best": everything there is; without a cross-encoder they equal "fast".
 */
export type Budget = "prior" | "fast" | "balanced" | "best";

export interface LinkOptions {
  /** Which mentions to look for; default "auto". */
  mode?: MentionMode;
  /** Spans that are given instead of found. */
  mentions?: readonly Mention[];
  /** Ids that answers are restricted to. */
  candidates?: readonly string[];
  /** Candidates returned for each mention; default 10. */
  topK?: number;
  /** Least confidence of an entity, 0 to 1; default 0. */
  threshold?: number;
  /** Default "balanced". */
  budget?: Budget;
}

/** A mention with the text around it, as BLINK takes it. */
export interface MentionInContext {
  contextLeft: string;
  mention: string;
  contextRight: string;
}

const STEMS_KEPT = 20_000;

/**
 * Links the mentions of texts to a KB. The same input gives the same bytes.
 *
 * @typeParam Type names of the KB's types
 * @example
 * ```ts
 * const linker = await loadLinker("starter");
 * const [link] = await linker.link("The prey saw the jaguar cross the jungle.");
 * link?.entity?.name; // "prey"
 * ```
 */
export class Linker<Type extends string = string> {
  private readonly stems = new Map<number, Set<string>>();
  private vectors: Promise<{ encoder: Encoder; cache: EntityVectors }> | undefined;
  private seenEdits: number;

  /** @param loadEncoder called once, when a budget first needs it */
  constructor(
    readonly kb: KnowledgeBase<Type>,
    private readonly finder: MentionFinder,
    private readonly loadEncoder: () => Promise<Encoder>,
    private readonly weights: Weights = WEIGHTS,
  ) {
    this.seenEdits = kb.totals().edits;
  }

  /**
   * Finds the mentions of a text and decides what each means.
   *
   * @returns one link a mention, in order of their starts
   * @throws {NamesakeError} TEXT_INVALID, SPAN_INVALID, CANDIDATE_UNKNOWN, ENCODER_MISSING
   */
  async link(text: string, options: LinkOptions = {}): Promise<Link<Type>[]> {
    if (typeof text !== "string")
      throw new NamesakeError("TEXT_INVALID", {
        expected: "a text",
        found: text === null ? "null" : typeof text,
      });
    const mentions =
      options.mentions === undefined
        ? this.finder.find(text, options.mode ?? "auto").map((found) => ({ found, allowed: undefined }))
        : givenMentions(text, options.mentions);
    return this.decideAll(text, mentions, options);
  }

  /**
   * Decides mentions that are given with their contexts.
   *
   * @example
   * ```ts
   * await linker.linkMentions([{ contextLeft: "A fast", mention: "Jaguar", contextRight: "overtook us on the highway." }]);
   * ```
   */
  async linkMentions(mentions: readonly MentionInContext[], options: Omit<LinkOptions, "mentions"> = {}) {
    const links: Link<Type>[] = [];
    for (const { contextLeft, mention, contextRight } of mentions) {
      const left = contextLeft === "" || /\s$/.test(contextLeft) ? contextLeft : `${contextLeft} `;
      const right =
        contextRight === "" || /^[\s\p{P}]/u.test(contextRight) ? contextRight : ` ${contextRight}`;
      const span = { start: left.length, end: left.length + mention.length };
      const [link] = await this.link(left + mention + right, { ...options, mentions: [span] });
      if (link !== undefined) links.push(link);
    }
    return links;
  }

  /** Frees encoder and KB. */
  async close(): Promise<void> {
    const loaded = await this.vectors?.catch(() => undefined);
    await loaded?.encoder.close();
    await this.kb.close();
  }

  /** Loads what a budget needs ahead of the first text. */
  async warmUp(budget: Budget = "balanced"): Promise<void> {
    if (budget !== "prior") await this.encoding();
  }

  private async decideAll(
    text: string,
    mentions: readonly { found: FoundMention; allowed: readonly string[] | undefined }[],
    options: LinkOptions,
  ): Promise<Link<Type>[]> {
    this.forgetAfterEdits();
    const general = this.checkedIds(options.candidates);
    const prepared = mentions.map(({ found, allowed }) => {
      const ids = this.checkedIds(allowed) ?? general;
      return { found, ids, ...this.candidatesOf(text, found, ids) };
    });
    const similarity = options.budget === "prior" ? undefined : await this.similarities(text, prepared);
    return prepared.map(({ found, candidates, total, size, writing }, m) => {
      const context = options.budget === "prior" ? undefined : contextStems(text, found);
      const cues = cuesBefore(text.slice(found.sentence.start, found.start));
      const measured = candidates.map(({ index, entity, count, casing, plural }, c): Measured => {
        const features: Measured["features"] = {
          prior: logPrior(count, total, size),
          popularity: Math.log1p(entity.count ?? 0),
          sameName: sameName(entity.name, writing.key),
          ...nameFeatures({ casing, plural }, writing),
          ...(found.name ? cueFeatures(cues, entity.types?.["ner"]?.[0]) : {}),
        };
        if (context !== undefined) {
          features.overlap = overlap(context, this.stemsOf(index, entity), (stem) => this.rarity(stem));
          features.similarity = (similarity?.[m]?.[c] ?? UNRELATED) - UNRELATED;
        }
        return { entity, features };
      });
      const { start, end } = found;
      return decide<Type>({ start, end, text: text.slice(start, end) }, measured, this.weights, {
        typeSystem: this.kb.manifest.typeSystem,
        threshold: options.threshold ?? 0,
        topK: options.topK ?? 10,
      });
    });
  }

  private candidatesOf(text: string, found: FoundMention, ids: ReadonlySet<string> | undefined) {
    const surface = text.slice(found.start, found.end);
    const writing: Writing = {
      key: found.keys[0] ?? normaliseAlias(surface),
      casing: casingOf(surface),
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
    return { writing, ...aliasCandidates(this.kb, found.keys, rank, ids) };
  }

  /** Cosine of each mention's context with each of its candidates: [mention][candidate]. */
  private async similarities(
    text: string,
    mentions: readonly { found: FoundMention; candidates: readonly AliasCandidate[] }[],
  ): Promise<number[][]> {
    // One candidate is weighed against NIL: it needs its similarity too.
    const wanted = mentions.filter(({ candidates }) => candidates.length > 0);
    if (wanted.length === 0) return mentions.map(() => []);
    const { encoder, cache } = await this.encoding();
    const entities = new Map<number, EntityRecord>();
    for (const { candidates } of wanted)
      for (const { index, entity } of candidates) entities.set(index, entity);
    const contexts = [...new Set(wanted.map(({ found }) => contextText(text, found)))];
    const [vectors] = await Promise.all([encoder.encode(contexts), cache.prepare(entities)]);
    const byContext = new Map(contexts.map((context, i) => [context, vectors[i] as Float32Array]));
    return mentions.map(({ found, candidates }) => {
      const vector = byContext.get(contextText(text, found));
      return candidates.map(({ index }) => {
        const packed = cache.get(index);
        return vector === undefined || packed === undefined ? UNRELATED : dotPacked(vector, packed);
      });
    });
  }

  private encoding(): Promise<{ encoder: Encoder; cache: EntityVectors }> {
    this.vectors ??= this.loadEncoder().then(
      (encoder) => ({ encoder, cache: new EntityVectors(this.kb, encoder) }),
      (error: unknown) => {
        this.vectors = undefined;
        throw error;
      },
    );
    return this.vectors;
  }

  private stemsOf(index: number, entity: EntityRecord): Set<string> {
    let stems = this.stems.get(index);
    if (stems === undefined) {
      stems = entityStems(this.kb, entity);
      if (this.stems.size >= STEMS_KEPT) this.stems.delete(this.stems.keys().next().value as number);
      this.stems.set(index, stems);
    }
    return stems;
  }

  private rarity(stem: string): number {
    return Math.log((this.kb.size + 1) / this.kb.wordCount(stem));
  }

  private checkedIds(ids: readonly string[] | undefined): ReadonlySet<string> | undefined {
    if (ids === undefined) return undefined;
    for (const id of ids)
      if (this.kb.index(id) === undefined) {
        const near = this.kb.search(id.replace(/^[^:]*:/, ""), { limit: 1 })[0]?.entity.id ?? "";
        throw new NamesakeError("CANDIDATE_UNKNOWN", { id, near });
      }
    return new Set(ids);
  }

  private forgetAfterEdits(): void {
    const { edits } = this.kb.totals();
    if (edits === this.seenEdits) return;
    this.seenEdits = edits;
    this.stems.clear();
    void this.vectors?.then(
      ({ cache }) => cache.clear(),
      () => {},
    );
  }
}

/** Given spans as the finder would have found them. */
function givenMentions(text: string, mentions: readonly Mention[]) {
  const spans = sentences(text);
  return [...mentions]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map(({ start, end, candidates }) => {
      if (
        !Number.isInteger(start) ||
        !Number.isInteger(end) ||
        start < 0 ||
        end <= start ||
        end > text.length
      )
        throw new NamesakeError("SPAN_INVALID", { start, end, length: text.length });
      const surface = text.slice(start, end);
      const key = normaliseAlias(surface);
      const words = key.split(" ");
      const last = words.pop() ?? "";
      const keys = [key, ...singulars(last).map((singular) => [...words, singular].join(" "))];
      const sentence = spans.find((span) => span.start <= start && start < span.end) ?? { start, end };
      const found: FoundMention = {
        start,
        end,
        keys,
        sentence: { start: sentence.start, end: Math.max(sentence.end, end) },
        name: surface !== surface.toLowerCase(),
      };
      return { found, allowed: candidates };
    });
}
