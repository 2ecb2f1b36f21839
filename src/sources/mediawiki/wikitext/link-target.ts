import type { Site } from "../site.js";
import { interwiki } from "./interwiki.js";
import { normaliseTitle } from "./titles.js";

const FILE = 6;
const MEDIA = -2;
const CATEGORY = 14;

/** What a link leads to. */
export type LinkTarget =
  | { kind: "page"; title: string; section?: string }
  /** Shown, but no link to an article: other namespaces, sister projects, a section of the same page. */
  | { kind: "text" }
  /** A picture with its caption, which is no running text. */
  | { kind: "file" }
  /** In another language, at the margin of the page. */
  | { kind: "language" }
  | { kind: "category"; title: string };

const TEXT: LinkTarget = { kind: "text" };

/** A title has at most 255 bytes, and as much again may be a section and entities. */
export const LONGEST_TITLE = 1000;

function page(title: string, site: Site): LinkTarget {
  const hash = title.indexOf("#");
  if (hash < 0) {
    const normal = normaliseTitle(title, site);
    return normal === "" ? TEXT : { kind: "page", title: normal };
  }
  const normal = normaliseTitle(title.slice(0, hash), site);
  if (normal === "") return TEXT; // "[[#Section]]": this page
  const section = normaliseTitle(title.slice(hash + 1), { ...site, case: "case-sensitive" });
  return section === "" ? { kind: "page", title: normal } : { kind: "page", title: normal, section };
}

/** Reads what stands before the pipe of a link. */
export function linkTarget(written: string, site: Site): LinkTarget {
  const colon = written.indexOf(":");
  if (colon < 0) return page(written, site);
  let rest = written.trim();
  const plain = rest.startsWith(":"); // "[[:Category:X]]" is shown, "[[Category:X]]" is not
  if (plain) rest = rest.slice(1);
  const end = rest.indexOf(":");
  if (end < 0) return page(rest, site);
  const prefix = rest.slice(0, end).replaceAll("_", " ").trim().toLowerCase();
  const namespace = site.namespaces.get(prefix);
  if (namespace === undefined) {
    const wiki = interwiki(prefix);
    if (wiki === undefined) return page(rest, site);
    return wiki === "language" && !plain ? { kind: "language" } : TEXT;
  }
  if (namespace === 0) return page(rest.slice(end + 1), site);
  if (plain) return TEXT;
  if (namespace === FILE || namespace === MEDIA) return namespace === FILE ? { kind: "file" } : TEXT;
  if (namespace !== CATEGORY) return TEXT;
  const title = page(rest.slice(end + 1), site);
  return title.kind === "page" ? { kind: "category", title: title.title } : TEXT;
}

/** What "[[Help:Pipes (links), x|]]" shows: no namespace, nothing in brackets at its end, nothing behind a comma. */
export function pipeTrick(written: string): string {
  if (written.length > LONGEST_TITLE) return written;
  const name = written.replace(/^:?[^:]*:(?=\S)/, "").trim();
  const short = name.replace(/\s*[(（][^()（）]*[)）]$/, "");
  return short !== name ? short : name.replace(/[,，、] ?.*$/, "");
}

/**
 * Where the target of a link ends, at its first pipe or at `to`; -1 where it is no title, as in `[[a{{b}}|c]]`, which cannot
 * be told without its templates.
 */
export function targetEnd(text: string, from: number, to: number): number {
  const limit = Math.min(to, from + LONGEST_TITLE);
  for (let i = from; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x7c) return i;
    if (code === 0x0a || code === 0x3c || code === 0x3e || code === 0x5b || code === 0x5d) return -1;
    if (code === 0x7b || code === 0x7d) return -1;
  }
  return limit === to ? to : -1;
}
