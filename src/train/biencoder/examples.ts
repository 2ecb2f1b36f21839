import { mentionWindow, type TokenRange, tokensOf } from "../../models/encoders/mention-window.js";
import type { InputSettings, SpecialIds } from "../../models/encoders/settings.js";
import { randomFractions } from "../../random.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { drawn } from "../encoders/drawn.js";
import type { EntitySource } from "../encoders/entity-source.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import type { Masking } from "../encoders/masking.js";
import type { ClassMates } from "./class-mates.js";

/** A mention as it is trained on. */
export interface MentionExample {
  /** Its place among all mentions of the texts. */
  place: number;
  ids: Int32Array;
  /** Where the mention stands in the ids. */
  mention: TokenRange;
  /** Its entity; null = none. */
  row: number | null;
  /** Entities that it does not mean and that are hard to tell from its own. */
  negatives: readonly number[];
  /** Decides what is hidden of the entities of its batch. */
  seed: number;
}

/** What examples are made with. */
export interface ExampleOptions {
  tokeniser: Tokeniser;
  entities: EntitySource;
  inputs: InputSettings;
  special: SpecialIds;
  masking: Masking;
  /** Wrong entities of a mention that are given with it, at most. */
  negatives: number;
  /** Whether mentions of nothing are examples too. */
  nil: boolean;
  /**
   * What was found for a mention, by its place among all mentions of the texts: wrong entities, and perhaps its own. Without, they are
   * those of its alias.
   */
  mined?: (place: number) => readonly number[] | undefined;
  /** Of which wrong entities are taken where there are fewer; absent = there are fewer then. */
  mates?: ClassMates;
}

/**
 * The mentions of texts as examples, in their order. Where mentions are not marked, they stand anywhere in the middle half of
 * their windows, as they do where several share one.
 *
 * @param seed of what is hidden, and where mentions stand; another for each epoch
 */
export async function* mentionExamples(
  texts: LinkedTexts,
  options: ExampleOptions,
  seed: number,
): AsyncGenerator<MentionExample> {
  const { tokeniser, entities, inputs, special, masking, nil } = options;
  const next = randomFractions(seed);
  let number = 0;
  for await (const { text, mentions } of texts()) {
    if (mentions.length === 0) continue;
    const tokens = tokeniser.encode(text, { specialTokens: false, truncation: null, padding: null });
    for (const span of mentions) {
      const place = number++;
      const { row } = span;
      if (row === null && !nil) continue;
      const range = tokensOf(tokens, span);
      if (range.to === range.from) continue;
      const shift = inputs.markers ? 0 : (next() - 0.5) * (inputs.contextTokens / 2);
      const { ids, mention } = mentionWindow(tokens.ids, range, inputs, special, shift);
      if (row !== null && masking.hides(row, next))
        ids.fill(special.mask, mention.from + marks(inputs), mention.to - marks(inputs));
      const surface = text.slice(span.start, span.end);
      const wrong = (options.mined?.(place) ?? entities.namesakes(surface, 2 * options.negatives + 1)).filter(
        (other) => other !== row,
      );
      const some = drawn(wrong, options.negatives, next);
      const mates = row === null ? [] : options.mates?.draw(row, options.negatives - some.length, some, next);
      yield {
        place,
        ids,
        mention,
        row,
        negatives: [...some, ...(mates ?? [])],
        seed: next() * 2 ** 32,
      };
    }
  }
}

const marks = ({ markers }: InputSettings): number => (markers ? 1 : 0);
