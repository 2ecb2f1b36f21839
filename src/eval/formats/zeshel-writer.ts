import type { GoldDocument, GoldMention, Span } from "../dataset.js";
import type { Piece } from "./format.js";
import { isQid } from "./references.js";
import { whiteSpaceTokens } from "./white-space-tokens.js";

/** The tokens of a text, divided at white space and at the ends of mentions, as places in the text. */
function tokensAround(text: string, mentions: readonly Span[]): Span[] {
  const ends = new Set([0, ...mentions.flatMap(({ start, end }) => [start, end]), text.length]);
  const cuts = [...ends].sort((a, b) => a - b);
  return cuts.flatMap((from, i) =>
    whiteSpaceTokens(text.slice(from, cuts[i + 1] ?? from)).map(({ start, end }) => ({
      start: from + start,
      end: from + end,
    })),
  );
}

/** A name to show: what Zeshel calls the title. */
const titleOf = (entity: string, { sameAs = [] }: GoldMention): string =>
  sameAs.find((name) => !isQid(name) && !/^https?:/.test(name)) ?? entity;

/**
 * Documents as Zeshel's files: `documents.json` and `mentions.json`. The latter, and the entities' titles, are held until the end.
 * Mentions of white space alone have no token and are left out.
 */
export async function* zeshelPieces(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  const described = new Set<string>();
  const titles = new Map<string, string>();
  const lines: string[] = [];
  const piece = (document_id: string, title: string, text: string): Piece => {
    described.add(document_id);
    return { file: "documents.json", text: `${JSON.stringify({ document_id, title, text })}\n` };
  };
  for await (const { id, text, title = "", world = "", mentions } of documents) {
    const tokens = tokensAround(text, mentions);
    const words = tokens.map(({ start, end }) => text.slice(start, end));
    yield piece(id, title, words.join(" "));
    for (const [i, mention] of mentions.entries()) {
      const { entity, slices = [] } = mention;
      const first = tokens.findIndex(({ start }) => start >= mention.start);
      const last = tokens.findLastIndex(({ end }) => end <= mention.end);
      if (first === -1 || first > last) continue;
      if (entity !== null && !titles.has(entity)) titles.set(entity, titleOf(entity, mention));
      const line = {
        mention_id: `${id}:${i}`,
        context_document_id: id,
        corpus: world,
        start_index: first,
        end_index: last,
        text: words.slice(first, last + 1).join(" "),
        label_document_id: entity ?? "NIL",
        ...(slices[0] === undefined ? {} : { category: slices[0] }),
      };
      lines.push(`${JSON.stringify(line)}\n`);
    }
  }
  for (const [entity, title] of titles) if (!described.has(entity)) yield piece(entity, title, title);
  for (const text of lines) yield { file: "mentions.json", text };
}
