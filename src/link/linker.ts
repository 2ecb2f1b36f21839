import { NamesakeError } from "../errors.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { FoundMention, MentionFinder } from "../mentions/mention-finder.js";
import type { CrossEncoder } from "../models/encoders/encoder.js";
import { CASCADE_LEAD, Cascade } from "./cascade.js";
import type { ContextEncoder } from "./context-encoder.js";
import { type CorrectionOptions, correctedDocument } from "./corrections/corrected-document.js";
import { Corrections } from "./corrections/corrections.js";
import { decide, type Measured } from "./decide.js";
import { fixedLink } from "./fixed/fixed-link.js";
import type { FixedMention } from "./fixed/fixed-mentions.js";
import { trustIn } from "./fixed/trust.js";
import type { Link } from "./link.js";
import { type Budget, checkCorrection, checkOptions, checkText, type LinkOptions } from "./link-options.js";
import { weightsFor } from "./linked-counts.js";
import { type Depth, Measurer, type OpenDocument, type OpenMention } from "./measure.js";
import { openDocument, openMentions } from "./open-document.js";
import { thresholdFor } from "./precision.js";
import { askedAbout } from "./rerank.js";
import { addSecondPass, firstPass, type MeasuredMention } from "./second-pass.js";
import type { TrainedEntities } from "./trained-entities.js";
import type { ClassInText } from "./types/class-in-text.js";
import { TypeDecider } from "./types/type-decider.js";
import type { TypeJudge } from "./types/type-judge.js";
import type { Weights } from "./weights.js";

export type { Budget, LinkOptions } from "./link-options.js";

/** Mentions that are measured at a time. */
const BATCH = 48;

const DEPTHS: Record<Budget, Depth> = {
  prior: "names",
  fast: "undecided",
  balanced: "undecided",
  best: "all",
};

/** Lead of the first candidate, in log-odds, from which no cross-encoder is asked. */
const CLEAR: Record<Budget, number> = {
  prior: 0,
  fast: 0,
  balanced: CASCADE_LEAD,
  best: Number.POSITIVE_INFINITY,
};

/** A mention with what was measured of each of its candidates. */
export interface MeasuredSpan extends MeasuredMention {
  found: FoundMention;
  measured: Measured[];
}

/** A mention with the text around it, as BLINK takes it. */
export interface MentionInContext {
  contextLeft: string;
  mention: string;
  contextRight: string;
}

/** A mention with the vector that stands for it and its context. */
export interface MentionVector {
  /** UTF-16 offsets, end-exclusive. */
  start: number;
  end: number;
  text: string;
  vector: Float32Array;
}

/** What a linker may have beside finder and encoder. Each is loaded once, when a budget first needs it. */
export interface MoreModels {
  crossEncoder?: () => Promise<CrossEncoder>;
  types?: () => Promise<TypeJudge>;
  /** What was learned of the KB's entities, by which those of a text are held to go together or not. */
  trained?: TrainedEntities;
  /** Whether the encoder knows the vectors of all entities of the KB: they bring candidates where names bring none. */
  nearest?: boolean;
  /** What the cross-encoder reads of the classes of entities; absent = nothing. */
  classOf?: ClassInText;
}

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
  private readonly measurer: Measurer;
  private readonly types: TypeDecider | undefined;
  private readonly cascade: Cascade | undefined;
  private readonly weights: Weights;
  /** What decides where only the names are looked at, which the weights of other looks were not fitted to. */
  private readonly byNames: Weights;
  /** Calls that are not answered yet. */
  private readonly running = new Set<Promise<unknown>>();

  /**
   * @param loadEncoder called once, when a budget first needs it
   * @param weights see `models/linker.md`
   * @param models what else there is
   */
  constructor(
    readonly kb: KnowledgeBase<Type>,
    private readonly finder: MentionFinder,
    loadEncoder: () => Promise<ContextEncoder>,
    weights: Weights,
    private readonly models: MoreModels = {},
  ) {
    const { crossEncoder, types, classOf, trained } = models;
    this.weights = weightsFor(kb, weights);
    this.byNames = alone(weights);
    if (types !== undefined) this.types = new TypeDecider(types, this.weights.types);
    const first = firstPass(this.weights);
    this.measurer = new Measurer(kb, loadEncoder, first, this.types, trained, models.nearest);
    if (crossEncoder !== undefined) this.cascade = new Cascade(kb, crossEncoder, first, classOf);
  }

  /**
   * Finds the mentions of a text and decides what each means.
   *
   * @returns one link a mention, in order of their starts
   * @throws {NamesakeError} TEXT_INVALID, OPTION_INVALID, SPAN_INVALID, CANDIDATE_UNKNOWN, ENCODER_MISSING
   */
  async link(text: string, options: LinkOptions = {}): Promise<Link<Type>[]> {
    return this.awaited(this.linkAll(text, options));
  }

  /**
   * Links a text in the light of what is said of some of its mentions, and keeps that as a labelled document of the KB, see
   * {@link Corrections}: in its folder, or with a KB that is only in memory, there.
   *
   * @returns as {@link link} with `fixed`
   * @throws {NamesakeError} what {@link link} throws, before anything is kept; OPTION_INVALID where nothing is fixed; WRITE_FAILED,
   * KB_READ_ONLY
   * @example
   * ```ts
   * await linker.correct("Jordan scored. Jordan rested.", [{ start: 0, end: 6, entity: "per:jordan" }], { author: "ann" });
   * ```
   */
  async correct(
    text: string,
    fixed: readonly FixedMention[],
    options: CorrectionOptions & Omit<LinkOptions, "fixed"> = {},
  ): Promise<Link<Type>[]> {
    const { id, author, ...linking } = options;
    const { name, snapshot } = this.kb.manifest;
    if (snapshot !== undefined)
      throw new NamesakeError("KB_READ_ONLY", { path: this.kb.path ?? name, why: "it is a snapshot" });
    const links = await this.link(text, { ...linking, fixed });
    checkCorrection(fixed, { id, author });
    const document = correctedDocument(text, links, this.kb.refresh(), {
      ...(id !== undefined && { id }),
      ...(author !== undefined && { author }),
    });
    new Corrections(this.kb).add(document);
    return links;
  }

  /** Something that is finished before models and KB are freed. */
  private async awaited<T>(answer: Promise<T>): Promise<T> {
    this.running.add(answer);
    try {
      return await answer;
    } finally {
      this.running.delete(answer);
    }
  }

  private async linkAll(text: string, options: LinkOptions): Promise<Link<Type>[]> {
    checkText(text, "a text");
    checkOptions(options);
    const links: Link<Type>[] = [];
    const weights = options.budget === "prior" ? this.byNames : this.weights;
    const wanted = options.precision === undefined ? 0 : thresholdFor(options.precision, weights);
    const { typeSystem } = this.kb.manifest;
    for await (const { found, measured, fixed, fixedNil = 0 } of this.measure(text, options)) {
      const { start, end } = found;
      const span = { start, end, text: text.slice(start, end) };
      if (fixed !== undefined) {
        links.push(fixedLink<Type>(span, fixed, typeSystem));
        continue;
      }
      const decided = (all: readonly Measured[]) =>
        decide<Type>(span, all, weights, {
          ...{ typeSystem, fixedNil },
          mention: found.probability ?? 1,
          threshold: Math.max(wanted, options.threshold ?? 0),
          topK: options.topK ?? 10,
        });
      const link = decided(measured);
      const asked = options.rerank && (await askedAbout(text, link, measured, options.rerank));
      links.push(asked === undefined ? link : decided(asked));
    }
    return links;
  }

  /** The mentions of a text with all that is measured of their candidates: what {@link link} decides by, and trainers learn from. */
  async *measure(text: string, options: LinkOptions = {}): AsyncGenerator<MeasuredSpan> {
    checkText(text, "a text");
    checkOptions(options);
    this.kb.refresh();
    const document = await openDocument(this.kb, this.finder, text, options);
    this.checkTypes(options);
    // A second look needs all that the first has seen; without one, memory stays bounded on long texts.
    const looksTwice = options.budget !== "prior" && this.weights.first !== undefined;
    const seen: MeasuredSpan[] = [];
    for await (const batch of this.batches(text, document, options))
      if (looksTwice) seen.push(...batch);
      else yield* batch;
    if (looksTwice)
      addSecondPass(text, seen, this.weights, this.models.trained?.vectors, (entity) => this.classOf(entity));
    yield* seen;
  }

  /** What is measured of the mentions, batch by batch: while an encoder reads the contexts of one, the next is begun. */
  private async *batches(
    text: string,
    document: OpenDocument,
    options: LinkOptions,
  ): AsyncGenerator<MeasuredSpan[]> {
    let last: Promise<MeasuredSpan[]> | undefined;
    for (let from = 0; from < document.mentions.length; from += BATCH) {
      const mentions = document.mentions.slice(from, from + BATCH);
      const next = this.measureBatch(text, mentions, document, options);
      // An error is told where it is awaited, which may be never.
      next.catch(() => {});
      if (last !== undefined) yield await last;
      last = next;
    }
    if (last !== undefined) yield await last;
  }

  private classOf(entity: EntityRecord): string | undefined {
    const index = this.kb.index(entity.id);
    return index === undefined ? undefined : this.models.trained?.classes.of(entity, index);
  }

  private async measureBatch(
    text: string,
    batch: readonly OpenMention[],
    document: OpenDocument,
    options: LinkOptions,
  ): Promise<MeasuredSpan[]> {
    const { budget = "balanced", typesDecoding: decoding = "soft", typesFilter: filter = false } = options;
    const open = batch.filter(({ fixed }) => fixed === undefined);
    const measured = await this.measurer.measure(text, open, document, DEPTHS[budget], { decoding, filter });
    const byMention = new Map(open.map((mention, i) => [mention, measured[i] ?? []]));
    if (CLEAR[budget] > 0)
      await this.cascade?.rerank(
        text,
        open.map(({ found }, i) => ({ span: found, measured: measured[i] ?? [] })),
        CLEAR[budget],
      );
    return batch.map((mention) => {
      const { found, fixed } = mention;
      if (fixed !== undefined) return { found, measured: [], fixed };
      const fixedNil = trustIn(document.known, text, found).nil;
      return { found, measured: byMention.get(mention) ?? [], ...(fixedNil > 0 && { fixedNil }) };
    });
  }

  /** Types that a linker lacks are asked for by mistake. */
  private checkTypes({ typesDecoding = "off", typesFilter = false }: LinkOptions): void {
    if (this.types !== undefined || (typesDecoding === "off" && !typesFilter)) return;
    throw new NamesakeError("OPTION_INVALID", {
      option: typesFilter ? "typesFilter" : "typesDecoding",
      expected: "a linker that has types, such as a model with the folder types",
      found: String(typesFilter ? typesFilter : typesDecoding),
    });
  }

  /**
   * The candidates of each mention before their context is looked at: ids, best first, in order of the mentions' starts. What
   * candidate recall is measured on.
   *
   * @param max candidates of a mention; {@link link} weighs at most 30
   * @throws {NamesakeError} TEXT_INVALID, OPTION_INVALID, SPAN_INVALID, CANDIDATE_UNKNOWN
   */
  async generate(text: string, options: LinkOptions, max: number): Promise<string[][]> {
    checkText(text, "a text");
    checkOptions(options);
    this.kb.refresh();
    return this.measurer.generate(text, await openDocument(this.kb, this.finder, text, options), max);
  }

  /**
   * The vectors of the mentions of a text, given or found, by which they are compared with entities: of the bi-encoder, where the linker
   * has one, else of the sentence encoder.
   *
   * @returns one a mention, in order of their starts
   * @throws {NamesakeError} TEXT_INVALID, OPTION_INVALID, SPAN_INVALID, and what loading and running the encoder throws
   * @example
   * ```ts
   * const [river] = await linker.vectors("The Jordan flows into the Dead Sea.", { mentions: [{ start: 4, end: 10 }] });
   * const [jordan] = await linker.entityVectors(["geonames:250441"]);
   * // The greater their dot product, the better the entity fits.
   * ```
   */
  async vectors(
    text: string,
    options: Pick<LinkOptions, "mode" | "mentions"> = {},
  ): Promise<MentionVector[]> {
    return this.awaited(this.mentionVectors(text, options));
  }

  private async mentionVectors(text: string, options: LinkOptions): Promise<MentionVector[]> {
    checkText(text, "a text");
    checkOptions(options);
    this.kb.refresh();
    const mentions = (await openMentions(this.finder, text, options)).map(({ found }) => found);
    const vectors = await this.measurer.mentionVectors(text, mentions);
    return mentions.map(({ start, end }, i) => ({
      ...{ start, end, text: text.slice(start, end) },
      vector: vectors[i] as Float32Array,
    }));
  }

  /**
   * The vectors of entities, by which they are compared with {@link vectors} of mentions: the very ones, int8 with a scale, that
   * decisions are made by.
   *
   * @returns in the order of the ids
   * @throws {NamesakeError} CANDIDATE_UNKNOWN, and what loading and running the encoder throws
   */
  async entityVectors(ids: readonly string[]): Promise<Float32Array[]> {
    this.kb.refresh();
    return this.awaited(this.measurer.entityVectors(ids));
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
      for (const part of [contextLeft, mention, contextRight])
        checkText(part, "contextLeft, mention and contextRight as texts");
      const left = contextLeft === "" || /\s$/.test(contextLeft) ? contextLeft : `${contextLeft} `;
      const right =
        contextRight === "" || /^[\s\p{P}]/u.test(contextRight) ? contextRight : ` ${contextRight}`;
      const span = { start: left.length, end: left.length + mention.length };
      const [link] = await this.link(left + mention + right, { ...options, mentions: [span] });
      if (link !== undefined) links.push(link);
    }
    return links;
  }

  /** Frees the models and leaves the KB open, for another linker over it. */
  async closeModels(): Promise<void> {
    await this.measurer.close();
    await this.types?.close();
    await this.cascade?.close();
    await this.finder.close?.();
    this.models.trained?.close();
  }

  /** Frees models and KB once the calls that are under way are answered. */
  async close(): Promise<void> {
    await Promise.allSettled(this.running);
    await this.closeModels();
    await this.kb.close();
  }

  /** Loads what a budget needs ahead of the first text. */
  async warmUp(budget: Budget = "balanced"): Promise<void> {
    await this.finder.warmUp?.();
    if (budget !== "prior") await Promise.all([this.measurer.encoding(), this.types?.judge()]);
    if (CLEAR[budget] > 0) await this.cascade?.encoder();
  }
}

/** The weights of the first look, wherever counts come from. */
const alone = ({ ranker: _, thresholds: __, linked: ___, ...weights }: Weights): Weights =>
  firstPass(weights);
