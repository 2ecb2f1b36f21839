import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { MentionFinder } from "../mentions/mention-finder.js";
import { type FixedSpan, fixedSpans, knownNames } from "./fixed/fixed-mentions.js";
import { apartFrom, repeats, withRepeats } from "./fixed/repeats.js";
import { givenMentions } from "./given-mentions.js";
import type { LinkOptions } from "./link-options.js";
import type { OpenDocument, OpenMention } from "./measure.js";

/**
 * The mentions that a text is decided by, in order: those that are fixed, and those apart from them that are given or found.
 *
 * @throws {NamesakeError} SPAN_INVALID, FIXED_OVERLAP, CANDIDATE_UNKNOWN, and what the finder throws
 */
export async function openDocument(
  kb: KnowledgeBase,
  finder: MentionFinder,
  text: string,
  options: LinkOptions,
): Promise<OpenDocument> {
  if (options.fixed === undefined || options.fixed.length === 0)
    return { mentions: await openMentions(finder, text, options) };
  const fixed = fixedSpans(kb, text, options.fixed);
  const others = await openMentions(finder, text, options, fixed);
  const [taken, spans] = [fixed, others].map((mentions) => mentions.map(({ found }) => found));
  const apart = new Set(apartFrom(spans ?? [], taken ?? []));
  const mentions = [
    ...fixed.map((one): OpenMention => ({ ...one, allowed: undefined, given: false })),
    ...others.filter(({ found }) => apart.has(found)),
  ].sort((a, b) => a.found.start - b.found.start || b.found.end - a.found.end);
  return { mentions, known: knownNames(text, fixed) };
}

/** The mentions that are given; or those that are found, with those that say the name of a fixed one again. */
export async function openMentions(
  finder: MentionFinder,
  text: string,
  options: LinkOptions,
  fixed: readonly FixedSpan[] = [],
): Promise<OpenMention[]> {
  if (options.mentions !== undefined)
    return givenMentions(text, options.mentions).map(({ found, allowed }) => ({
      found,
      allowed: allowed ?? options.candidates,
      given: allowed !== undefined,
    }));
  const found = await finder.find(text, options.mode ?? "auto");
  const again = givenMentions(text, repeats(text, fixed)).map((one) => one.found);
  return withRepeats(found, again).map((one) => ({ found: one, allowed: options.candidates, given: false }));
}
