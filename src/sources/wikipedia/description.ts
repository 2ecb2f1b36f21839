import type { WikiDocument } from "../mediawiki/wikitext.js";

/** Longest description, in UTF-16 units: what the entity texts of models have room for. */
const MAX_LENGTH = 600;
/** A cut at the end of a sentence may leave out as much of what there is room for. */
const LEAST_LENGTH = 200;
/** Shorter first paragraphs are coordinates, or a name alone. */
const MIN_LENGTH = 20;
/** Ends of sentences, also those that no space follows. */
const SENTENCE_END = /[.!?](?=\s)|[。！？]/g;

/** A blank that is none, or more than one: paragraphs have them rarely. */
const UNEVEN = /[^\S ]| {2}/;

/** The first paragraph of a page, cut after a sentence where it is long; undefined where there is none before the first heading. */
export function descriptionOf(document: WikiDocument): string | undefined {
  const lead = document.paragraphs.filter(({ section, kind }) => section === "" && kind === "text");
  const paragraph = lead.find(({ text }) => text.length >= MIN_LENGTH) ?? lead[0];
  if (paragraph === undefined) return undefined;
  const text = (UNEVEN.test(paragraph.text) ? paragraph.text.replace(/\s+/g, " ") : paragraph.text).trim();
  if (text.length <= MAX_LENGTH) return text === "" ? undefined : text;
  const head = text.slice(0, MAX_LENGTH);
  let end = 0;
  for (const found of head.matchAll(SENTENCE_END)) end = found.index + 1;
  if (end >= LEAST_LENGTH) return head.slice(0, end);
  const space = head.lastIndexOf(" ");
  // Texts without spaces are cut between characters, not inside of one.
  return `${(space >= LEAST_LENGTH ? head.slice(0, space) : head.replace(/[\ud800-\udbff]$/, "")).trim()}…`;
}
