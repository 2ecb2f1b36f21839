import type { FoundMention, MentionFinder, MentionMode } from "../mentions/mention-finder.js";
import type { FoundSpan } from "../models/spans/span-model.js";
import { givenMentions } from "./given-mentions.js";
import { LazyModel } from "./lazy-model.js";

/** What is asked of a model of spans, or of a tagger. */
interface Spans {
  /** In order, not overlapping. */
  find(text: string): Promise<readonly FoundSpan[]>;
  close(): Promise<void>;
}

/**
 * Finds mentions with a model of spans or a tagger, also of what the KB does not know. Common nouns, which no such model is trained to find, are
 * those of another finder: where all concepts are asked for, and where a text has no names.
 *
 * @example
 * ```ts
 * const finder = new SpanFinder(() => openSpanModel("runs/spans"), new AliasSpotter(kb));
 * await finder.find("Jordan crossed the Jordan.", "names");
 * ```
 */
export class SpanFinder implements MentionFinder {
  readonly #model: LazyModel<Spans>;

  /**
   * @param load called once, when a text is first read
   * @param concepts finds common nouns
   */
  constructor(
    load: () => Promise<Spans>,
    private readonly concepts: MentionFinder,
  ) {
    this.#model = new LazyModel(load);
  }

  /** @throws {NamesakeError} what loading the model throws; CLOSED, MODEL_FAILED */
  async find(text: string, mode: MentionMode): Promise<FoundMention[]> {
    const model = await this.#model.get();
    const spans = await model.find(text);
    // Both are in order.
    const names = givenMentions(text, spans).map(({ found }, i): FoundMention => {
      return { ...found, probability: (spans[i] as FoundSpan).probability };
    });
    if (mode === "names" || (mode === "auto" && names.length > 0)) return names;
    return withoutOverlaps(names, await this.concepts.find(text, "all"));
  }

  /** @throws {NamesakeError} what loading the model throws */
  async warmUp(): Promise<void> {
    await this.#model.get();
    await this.concepts.warmUp?.();
  }

  /** Frees the model. May be called twice. */
  async close(): Promise<void> {
    await this.#model.close();
    await this.concepts.close?.();
  }
}

/** All of the first list, and of the second those that overlap none of them; both are in order, and so is what comes out. */
function withoutOverlaps(first: readonly FoundMention[], second: readonly FoundMention[]): FoundMention[] {
  let at = 0;
  const added = second.filter(({ start, end }) => {
    while (at < first.length && (first[at] as FoundMention).end <= start) at++;
    return ((first[at] as FoundMention | undefined)?.start ?? Number.POSITIVE_INFINITY) >= end;
  });
  return [...first, ...added].sort((a, b) => a.start - b.start);
}
