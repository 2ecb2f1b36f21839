import { NamesakeError } from "../errors.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { FoundMention, MentionFinder, MentionMode } from "../mentions/mention-finder.js";
import type { CrossEncoder } from "../models/encoders/encoder.js";
import type { Mention } from "../text/document.js";
import { CASCADE_LEAD, Cascade } from "./cascade.js";
import type { EmbeddingFile } from "./coherence/embedding-file.js";
import { EntityEmbeddings } from "./coherence/entity-embeddings.js";
import type { ContextEncoder } from "./context-encoder.js";
import { decide, type Measured } from "./decide.js";
import { givenMentions } from "./given-mentions.js";
import type { Link } from "./link.js";
import { type Depth, Measurer, type OpenMention } from "./measure.js";
import { thresholdFor } from "./precision.js";
import { addSecondPass, firstPass } from "./second-pass.js";
import type { ClassInText } from "./types/class-in-text.js";
import { TYPE_DECODINGS, TypeDecider, type TypeDecoding } from "./types/type-decider.js";
import type { TypeJudge } from "./types/type-judge.js";
import type { Weights } from "./weights.js";

/** Mentions that are measured at a time. */
const BATCH = 256;

/**
 * How much work a decision may cost. "prior": counts and names only. "fast": the context's words, and the encoder where it may
 * change the decision; no cross-encoder. "balanced": the full default model, which equals "fast" without a cross-encoder; one that
 * is given ranks the candidates of mentions whose decision is not clear. "best": encoder and cross-encoder for every mention.
 */
export type Budget = "prior" | "fast" | "balanced" | "best";

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
  /** How large a share of the entities answered is to be right, 0.5 to 0.99: chooses the threshold, by what was measured of the model. */
  precision?: number;
  /** Default "balanced". */
  budget?: Budget;
  /**
   * How types take part, where the linker has some and the budget is not "prior": as evidence ("soft", the default), as a condition
   * ("hard", the constrained decoding of NER4EL), or not at all ("off").
   */
  typesDecoding?: TypeDecoding;
  /** Whether types leave out candidates before they are ranked; default false. */
  typesFilter?: boolean;
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
  /** Vectors of the KB's entities, by which the entities of a text are held to go together or not. */
  embeddings?: EmbeddingFile;
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
  private readonly embeddings: EntityEmbeddings | undefined;
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
    private readonly weights: Weights,
    private readonly models: MoreModels = {},
  ) {
    const { crossEncoder, types, classOf, embeddings } = models;
    if (types !== undefined) this.types = new TypeDecider(types, weights.types);
    const first = firstPass(weights);
    this.measurer = new Measurer(kb, loadEncoder, first, this.types);
    if (crossEncoder !== undefined) this.cascade = new Cascade(kb, crossEncoder, first, classOf);
    if (embeddings !== undefined) this.embeddings = new EntityEmbeddings(embeddings);
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
    // One look at the names alone is another decision than the one that the second look makes.
    const weights = options.budget === "prior" ? alone(this.weights) : this.weights;
    const wanted = options.precision === undefined ? 0 : thresholdFor(options.precision, weights);
    for await (const { found, measured } of this.measure(text, options)) {
      const { start, end } = found;
      links.push(
        decide<Type>({ start, end, text: text.slice(start, end) }, measured, weights, {
          typeSystem: this.kb.manifest.typeSystem,
          mention: found.probability ?? 1,
          threshold: Math.max(wanted, options.threshold ?? 0),
          topK: options.topK ?? 10,
        }),
      );
    }
    return links;
  }

  /** The mentions of a text with all that is measured of their candidates: what {@link link} decides by, and trainers learn from. */
  async *measure(
    text: string,
    options: LinkOptions = {},
  ): AsyncGenerator<{ found: FoundMention; measured: Measured[] }> {
    checkText(text, "a text");
    checkOptions(options);
    this.kb.refresh();
    const mentions = await this.openMentions(text, options);
    const { budget = "balanced", typesDecoding: decoding = "soft", typesFilter: filter = false } = options;
    this.checkTypes(options);
    // A second look needs all that the first has seen; without one, memory stays bounded on long texts.
    const looksTwice = budget !== "prior" && this.weights.first !== undefined;
    const document: { found: FoundMention; measured: Measured[] }[] = [];
    for (let from = 0; from < mentions.length; from += BATCH) {
      const batch = mentions.slice(from, from + BATCH);
      const measured = await this.measurer.measure(text, batch, mentions, DEPTHS[budget], {
        decoding,
        filter,
      });
      const spans = batch.map(({ found }, i) => ({ span: found, measured: measured[i] ?? [] }));
      if (CLEAR[budget] > 0) await this.cascade?.rerank(text, spans, CLEAR[budget]);
      const seen = batch.map(({ found }, i) => ({ found, measured: measured[i] ?? [] }));
      if (looksTwice) document.push(...seen);
      else yield* seen;
    }
    if (looksTwice) addSecondPass(text, document, this.weights, this.embeddings);
    yield* document;
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

  private async openMentions(text: string, options: LinkOptions): Promise<OpenMention[]> {
    if (options.mentions === undefined) {
      const mentions = await this.finder.find(text, options.mode ?? "auto");
      return mentions.map((found) => ({ found, allowed: options.candidates, given: false }));
    }
    return givenMentions(text, options.mentions).map(({ found, allowed }) => ({
      found,
      allowed: allowed ?? options.candidates,
      given: allowed !== undefined,
    }));
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
    return this.measurer.generate(text, await this.openMentions(text, options), max);
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
    const mentions = (await this.openMentions(text, options)).map(({ found }) => found);
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
    this.models.embeddings?.close();
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

/** What decides where only the names were looked at: the weights of the first look. */
const alone = ({ ranker: _, thresholds: __, ...weights }: Weights): Weights => firstPass(weights);

const kindOf = (value: unknown): string => (value === null ? "null" : typeof value);

function checkText(value: unknown, expected: string): void {
  if (typeof value !== "string") throw new NamesakeError("TEXT_INVALID", { expected, found: kindOf(value) });
}

function checkOptions(options: LinkOptions): void {
  const check = (option: keyof LinkOptions, valid: boolean, expected: string): void => {
    if (options[option] !== undefined && !valid)
      throw new NamesakeError("OPTION_INVALID", { option, expected, found: String(options[option]) });
  };
  if (typeof options !== "object" || options === null)
    throw new NamesakeError("OPTION_INVALID", {
      option: "options",
      expected: "an object",
      found: String(options),
    });
  const { mode, budget, topK = 1, threshold = 0, mentions = [], candidates = [] } = options;
  const { typesDecoding, typesFilter = false, precision = 0.5 } = options;
  const isIds = (ids: unknown): boolean => Array.isArray(ids) && ids.every((id) => typeof id === "string");
  const isSpan = (span: Mention | null): boolean =>
    typeof span === "object" && span !== null && (span.candidates === undefined || isIds(span.candidates));
  check(
    "mentions",
    Array.isArray(mentions) && mentions.every(isSpan),
    "a list of { start, end, candidates? }",
  );
  check("candidates", isIds(candidates), "a list of ids");
  check("mode", ["auto", "names", "all"].includes(mode ?? ""), "auto, names or all");
  check(
    "budget",
    ["prior", "fast", "balanced", "best"].includes(budget ?? ""),
    "prior, fast, balanced or best",
  );
  check(
    "typesDecoding",
    TYPE_DECODINGS.some((one) => one === typesDecoding),
    TYPE_DECODINGS.join(", "),
  );
  check("typesFilter", typeof typesFilter === "boolean", "true or false");
  check("topK", Number.isInteger(topK) && topK >= 1, "a whole number of at least 1");
  check(
    "precision",
    typeof precision === "number" && precision >= 0.5 && precision <= 0.99,
    "a number from 0.5 to 0.99",
  );
  check(
    "threshold",
    typeof threshold === "number" && threshold >= 0 && threshold <= 1,
    "a number from 0 to 1",
  );
}
