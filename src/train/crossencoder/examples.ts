import type { ReadCandidates } from "../../models/encoders/cross-upper-runs.js";
import { entityTokens } from "../../models/encoders/entity-tokens.js";
import { mentionWindow, tokensOf } from "../../models/encoders/mention-window.js";
import type { InputSettings, SpecialIds } from "../../models/encoders/settings.js";
import { randomFractions } from "../../random.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { CandidateLists } from "../encoders/candidate-lists.js";
import { drawn } from "../encoders/drawn.js";
import type { EntitySource } from "../encoders/entity-source.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import type { Masking } from "../encoders/masking.js";

/** A mention with its candidates, as it is trained on. */
export interface CandidateExample extends ReadCandidates {
  /** Which of the entities is the mention's own. */
  label: number;
}

/** What examples are made with. */
export interface CandidateOptions {
  tokeniser: Tokeniser;
  entities: EntitySource;
  inputs: InputSettings;
  special: SpecialIds;
  masking: Masking;
  /** Share of mentions whose candidates are shown without relations. */
  unrelated: number;
  /** Candidates of a mention, at most. */
  count: number;
  /** Of so many wrong ones, the first, they are drawn. */
  first: number;
  /** Whether short lists are filled up with entities of the whole KB. */
  strangers: boolean;
  /** What was found for the mentions; absent = the entities of the alias. */
  lists?: CandidateLists;
}

/**
 * The mentions of texts with some of their candidates, in their order. A mention of nothing, or one whose only candidate is its own
 * entity, teaches nothing and is left out.
 *
 * @param seed of what is drawn and what is hidden; another for each epoch
 */
export async function* candidateExamples(
  texts: LinkedTexts,
  options: CandidateOptions,
  seed: number,
): AsyncGenerator<CandidateExample> {
  const { tokeniser, entities, inputs, special, masking, unrelated } = options;
  const next = randomFractions(seed);
  let number = 0;
  for await (const { text, mentions } of texts()) {
    if (mentions.length === 0) continue;
    const tokens = tokeniser.encode(text, { specialTokens: false, truncation: null, padding: null });
    for (const span of mentions) {
      const place = number++;
      const { row } = span;
      const range = tokensOf(tokens, span);
      if (row === null || range.to === range.from) continue;
      const wrong = wrongOf(place, row, text.slice(span.start, span.end), options, next);
      if (wrong.length === 0) continue;
      const window = mentionWindow(tokens.ids, range, inputs, special);
      const { from, to } = window.mention;
      const marks = inputs.markers ? 1 : 0;
      if (masking.hides(row, next)) window.ids.fill(special.mask, from + marks, to - marks);
      // The names of all candidates or of none: what is hidden must not tell which of them is popular.
      const nameless = masking.hides(row, next);
      const alone = next() < unrelated;
      const label = Math.floor(next() * (wrong.length + 1));
      const shown = wrong.toSpliced(label, 0, row).map((candidate) => {
        const fields = entities.fields(candidate);
        const told = alone ? { ...fields, relations: [] } : fields;
        const seen = masking.shown(candidate, told, special.mask, next, nameless);
        return entityTokens(seen, inputs, special);
      });
      yield { window, entities: shown, label };
    }
  }
}

/** Entities that a mention does not mean: some of those that were found for it, then strangers. */
function wrongOf(
  place: number,
  row: number,
  surface: string,
  { entities, lists, count, first, strangers }: CandidateOptions,
  next: () => number,
): number[] {
  const found = lists?.rows(place) ?? entities.namesakes(surface, first + 1);
  const wrong = found.filter((other) => other !== row).slice(0, first);
  const some = drawn(wrong, count - 1, next);
  const known = new Set([row, ...some]);
  const most = strangers ? Math.min(count, entities.kb.size) : 0;
  while (known.size < most) known.add(entities.stranger(next));
  return [...known].slice(1);
}
