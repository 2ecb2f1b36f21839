import { type GoldDocument, sortMentions } from "../../eval/dataset.js";
import type { CandidateSource } from "../../eval/evaluate.js";
import type { Resolver } from "../../eval/linkers/resolve.js";
import type { Linker, LinkOptions } from "../../link/linker.js";
import type { Mention } from "../../text/document.js";
import type { PredictedDocument } from "./format.js";

export interface PredictOptions extends Omit<LinkOptions, "mentions" | "candidates"> {
  /** Finds mentions in every document, not only in those that have none. */
  find: boolean;
  /** Where answers to given mentions may come from; as in `namesake eval`. */
  candidates: CandidateSource;
}

/** Links documents of data sets: the mentions that they have, or where they have none, those that are found. */
export class Predictor {
  constructor(
    private readonly linker: Linker,
    private readonly resolver: Resolver,
    private readonly options: PredictOptions,
  ) {}

  /**
   * @param position in the input, from 0
   * @throws {NamesakeError} as {@link Linker.link}
   */
  async predict(read: GoldDocument, position: number): Promise<PredictedDocument> {
    const { find, candidates, ...options } = this.options;
    const document = { ...read, mentions: sortMentions(read.mentions) };
    const found = find || document.mentions.length === 0;
    const links = await this.linker.link(
      document.text,
      found ? options : { ...options, mentions: document.mentions.map((mention) => this.given(mention)) },
    );
    const gold = this.resolver.mentions(document).map(({ reference, right }) => right[0] ?? reference);
    return { document, position, links, found, gold };
  }

  /** What a linker is given of a mention: not what it means. */
  private given({ start, end, candidates }: GoldDocument["mentions"][number]): Mention {
    return this.options.candidates === "given" && candidates !== undefined
      ? { start, end, candidates: this.resolver.ids(candidates) }
      : { start, end };
  }
}
