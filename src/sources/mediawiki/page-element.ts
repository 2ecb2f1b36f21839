import type { WikiPage } from "./page.js";
import { decodeXml } from "./xml-text.js";

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const QUOTE = 0x22;

/** The elements that are read; the first bytes tell them apart. */
const TITLE = Buffer.from("<title>");
const NAMESPACE = Buffer.from("<ns>");
const ID = Buffer.from("<id>");
const REDIRECT = Buffer.from("<redirect ");
const REVISION = Buffer.from("<revision>");
const TIMESTAMP = Buffer.from("<timestamp>");
const CONTRIBUTOR = Buffer.from("<contributor");
const MODEL = Buffer.from("<model>");
const TEXT = Buffer.from("<text");

const begins = (bytes: Buffer, at: number, tag: Buffer): boolean => {
  for (let i = 1; i < tag.length; i++) if (bytes[at + i] !== tag[i]) return false;
  return true;
};

const decimal = (bytes: Buffer, from: number, to: number): number => {
  const text = bytes.toString("latin1", from, to).trim();
  return /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
};

/**
 * Reads the `<page>` between two offsets (export formats 0.3 to 0.11), in one walk over its tags.
 *
 * @param namespaces those that are wanted; the texts of other pages are not decoded
 * @returns the page; "passed" where its namespace is not wanted; else what is wrong with it
 */
export function readPage(
  bytes: Buffer,
  start: number,
  end: number,
  namespaces: ReadonlySet<number> | undefined,
): WikiPage | "passed" | string {
  const page: WikiPage = { title: "", namespace: 0, id: 0, text: "" };
  let hasTitle = false;
  let hasId = false;
  let inRevision = false;
  let text: { from: number; to: number } | undefined;
  for (let at = bytes.indexOf(LESS, start + 1); at >= 0 && at < end; at = bytes.indexOf(LESS, at + 1)) {
    const letter = bytes[at + 1];
    if (letter === SLASH) continue;
    if (letter === 0x74 && begins(bytes, at, TEXT)) {
      text = textRange(bytes, at, end);
      if (text === undefined) return "its <text> has no end";
      at = text.to;
    } else if (letter === 0x74 && begins(bytes, at, TITLE) && !inRevision) {
      const to = bytes.indexOf(LESS, at + 1);
      page.title = decodeXml(bytes, at + TITLE.length, to).trim();
      hasTitle = page.title !== "";
    } else if (letter === 0x74 && begins(bytes, at, TIMESTAMP)) {
      page.timestamp = bytes.toString("latin1", at + TIMESTAMP.length, bytes.indexOf(LESS, at + 1));
    } else if (letter === 0x6e && begins(bytes, at, NAMESPACE)) {
      page.namespace = decimal(bytes, at + NAMESPACE.length, bytes.indexOf(LESS, at + 1));
      if (Number.isNaN(page.namespace)) return "its <ns> is no number";
      if (namespaces !== undefined && !namespaces.has(page.namespace)) return "passed";
    } else if (letter === 0x69 && !inRevision && !hasId && begins(bytes, at, ID)) {
      page.id = decimal(bytes, at + ID.length, bytes.indexOf(LESS, at + 1));
      if (!(page.id >= 0 && page.id < 2 ** 32)) return "its <id> is no number from 0 to 2^32";
      hasId = true;
    } else if (letter === 0x72 && begins(bytes, at, REVISION)) {
      inRevision = true;
      text = undefined; // only the last revision counts
    } else if (letter === 0x72 && !inRevision && begins(bytes, at, REDIRECT)) {
      const title = titleAttribute(bytes, at, end);
      if (title !== undefined) page.redirect = title;
    } else if (letter === 0x6d && begins(bytes, at, MODEL)) {
      page.model = bytes.toString("latin1", at + MODEL.length, bytes.indexOf(LESS, at + 1));
    } else if (
      letter === 0x63 &&
      begins(bytes, at, CONTRIBUTOR) &&
      bytes[at + CONTRIBUTOR.length] === GREATER
    ) {
      const close = bytes.indexOf("</contributor>", at);
      if (close >= 0 && close < end) at = close;
    }
  }
  if (!hasTitle) return "it has no <title>";
  if (!hasId) return "it has no <id>";
  if (!inRevision) return "it has no <revision>";
  if (text === undefined) return "its last revision has no <text>";
  page.text = decodeXml(bytes, text.from, text.to);
  return page;
}

/** The inside of the `<text …>` at `at`, empty where it closes itself. */
function textRange(bytes: Buffer, at: number, end: number): { from: number; to: number } | undefined {
  const open = bytes.indexOf(GREATER, at);
  if (open < 0 || open >= end) return undefined;
  if (bytes[open - 1] === SLASH) return { from: open + 1, to: open + 1 };
  const close = bytes.indexOf(LESS, open);
  return close < 0 || close >= end || bytes.toString("latin1", close, close + 7) !== "</text>"
    ? undefined
    : { from: open + 1, to: close };
}

function titleAttribute(bytes: Buffer, at: number, end: number): string | undefined {
  const start = bytes.indexOf('title="', at);
  const stop = start < 0 ? -1 : bytes.indexOf(QUOTE, start + 7);
  return stop < 0 || stop > end ? undefined : decodeXml(bytes, start + 7, stop);
}
