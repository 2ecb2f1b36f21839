import { nameAt } from "../../candidates/document-names.js";
import { KnownNames } from "../../candidates/known-names.js";
import { NamesakeError } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import type { FoundMention } from "../../mentions/mention-finder.js";
import { givenMentions } from "../given-mentions.js";
import { unknownCandidate } from "../unknown-candidate.js";

/** A mention whose answer is given. Offsets are UTF-16 units, end-exclusive. */
export interface FixedMention {
  start: number;
  end: number;
  /** Its id, here or elsewhere (`sameAs`); null = no entity of the KB. */
  entity: string | null;
}

/** What a fixed mention means. */
export type FixedAnswer = { entity: EntityRecord; index: number } | null;

/** A fixed mention as a finder would have found it. */
export interface FixedSpan {
  found: FoundMention;
  fixed: FixedAnswer;
}

/**
 * Fixed mentions in order of their starts.
 *
 * @throws {NamesakeError} SPAN_INVALID, FIXED_OVERLAP, CANDIDATE_UNKNOWN
 */
export function fixedSpans(kb: KnowledgeBase, text: string, mentions: readonly FixedMention[]): FixedSpan[] {
  const answers = new Map(mentions.map(({ start, end, entity }) => [`${start}:${end}`, entity]));
  const spans = givenMentions(
    text,
    mentions.map(({ start, end }) => ({ start, end })),
  ).map(({ found }): FixedSpan => {
    const id = answers.get(`${found.start}:${found.end}`) ?? null;
    return { found, fixed: id === null ? null : answerOf(kb, id) };
  });
  for (const [i, { found }] of spans.entries()) {
    const before = spans[i - 1]?.found;
    if (before === undefined || before.end <= found.start) continue;
    const [a, b] = [before, found].map(({ start, end }) => `${start}:${end}`);
    throw new NamesakeError("FIXED_OVERLAP", { first: a ?? "", second: b ?? "" });
  }
  return spans;
}

function answerOf(kb: KnowledgeBase, id: string): FixedAnswer {
  const index = kb.index(kb.resolve(id) ?? "");
  const entity = index === undefined ? undefined : kb.at(index);
  if (index === undefined || entity === undefined) throw unknownCandidate(kb, id);
  return { entity, index };
}

/** What the names of a text are known to mean by its fixed mentions. */
export const knownNames = (text: string, spans: readonly FixedSpan[]): KnownNames =>
  new KnownNames(
    spans.map(({ found: { start, end }, fixed }) => ({
      name: nameAt(text, start, end),
      index: fixed?.index ?? null,
    })),
  );
