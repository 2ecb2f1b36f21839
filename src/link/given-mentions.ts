import { NamesakeError } from "../errors.js";
import type { FoundMention } from "../mentions/mention-finder.js";
import type { Mention } from "../text/document.js";
import { normaliseAlias } from "../text/normalise.js";
import { sentences } from "../text/sentences.js";
import { singulars } from "../text/singular.js";

/**
 * Given spans as the finder would have found them, each with the ids its answer is restricted to, if any; in order of their starts.
 *
 * @throws {NamesakeError} SPAN_INVALID
 */
export function givenMentions(
  text: string,
  mentions: readonly Mention[],
): { found: FoundMention; allowed: readonly string[] | undefined }[] {
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
