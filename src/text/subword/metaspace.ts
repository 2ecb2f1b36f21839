import type { Fields } from "./fields.js";
import { type Pieces, prefixed } from "./pieces.js";

/** Where SentencePiece's mark is put in front: of every piece, of the one that begins the text, of none. */
export type PrependScheme = "always" | "first" | "never";

/** How spaces become a visible mark, "▁" for SentencePiece, that belongs to the word after them. */
export interface Metaspace {
  mark: string;
  scheme: PrependScheme;
  split: boolean;
}

/** @throws {NamesakeError} RECORD_INVALID where a field is wrong */
export function readMetaspace(fields: Fields): Metaspace {
  const mark = fields.text("replacement", "\u2581");
  if (mark.length !== 1) throw fields.wrong("replacement", "one UTF-16 unit");
  // Older files have the flag instead.
  const legacy = fields.flag("add_prefix_space", true) ? "always" : "never";
  const scheme = fields.choice("prepend_scheme", ["always", "first", "never"], legacy);
  return { mark, scheme, split: fields.flag("split", true) };
}

/** Puts marks for spaces, and in front. */
export function markSpaces({ aligned, bounds }: Pieces, { mark, scheme }: Metaspace): Pieces {
  const marked = { aligned: aligned.withText(aligned.text.replaceAll(" ", mark)), bounds };
  if (scheme === "never") return marked;
  const { text } = marked.aligned;
  return prefixed(
    marked,
    mark,
    (start) => !text.startsWith(mark, start) && (scheme === "always" || aligned.startAt(start) === 0),
  );
}

/** Cuts before every mark. */
export function splitAtMarks(
  text: string,
  start: number,
  end: number,
  mark: string,
  keep: (start: number, end: number) => void,
): void {
  let from = start;
  for (let at = text.indexOf(mark, start); at !== -1 && at < end; at = text.indexOf(mark, at + mark.length)) {
    keep(from, at);
    from = at;
  }
  keep(from, end);
}
