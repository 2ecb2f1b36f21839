import type { WikiPage } from "./page.js";
import { readPage } from "./page-element.js";

/** Longest text of a page that is read, in UTF-16 units. MediaWiki itself takes up to 2 MiB of UTF-8. */
export const MAX_PAGE_CHARACTERS = 1_000_000;

/** A character is at most this long in XML: `&quot;`, or a numeric reference such as `&#x1F600;` for two units. */
const BYTES_PER_CHARACTER = 6;
/** For what stands in a page beside its text: title, comment, contributor. */
const BYTES_AROUND_TEXT = 64 * 1024;

const PAGE_START = "<page>";
const PAGE_END = "</page>";
const REVISION = "<revision>";
const LONGEST_TAG = REVISION.length;

export interface ScanOptions {
  /** Only pages of these namespaces; the texts of others are not decoded. All where it is left out. */
  namespaces?: Iterable<number>;
  /** Longest text that is read, in UTF-16 units ({@link MAX_PAGE_CHARACTERS} where it is left out). */
  maxCharacters?: number;
  /** Called for each page that is skipped: what is wrong with it, in one line. */
  problem?(message: string): void;
}

/**
 * Finds the pages of a MediaWiki export in chunks of its XML, wherever they are cut. `<page>` and `</page>` are searched
 * as bytes, which is safe because text in XML has no bare "<"; nothing else of the XML is parsed.
 *
 * No more than one page is held: about six bytes for each character that a text may have. Of a page with its history,
 * all revisions but the last are dropped on the way where they do not fit.
 *
 * @see https://www.mediawiki.org/wiki/Help:Export
 */
export class PageScanner {
  /** Pages that were skipped and told to `problem`. */
  skipped = 0;
  /** Pages that were passed over because of their namespace. */
  passed = 0;

  readonly #namespaces: ReadonlySet<number> | undefined;
  readonly #maxCharacters: number;
  readonly #maxBytes: number;
  readonly #problem: (message: string) => void;
  /** What was not yet used: the beginning of a page, or the last bytes before one, which may be half a tag. */
  #held: Buffer = Buffer.alloc(0);
  /** Bytes of `#held` in which no end of the page is. */
  #searched = 0;
  #inPage = false;
  /** Whether the page that is being passed was given up. */
  #lost = false;

  constructor(options: ScanOptions = {}) {
    this.#namespaces = options.namespaces === undefined ? undefined : new Set(options.namespaces);
    this.#maxCharacters = options.maxCharacters ?? MAX_PAGE_CHARACTERS;
    this.#maxBytes = this.#maxCharacters * BYTES_PER_CHARACTER + BYTES_AROUND_TEXT;
    this.#problem = options.problem ?? (() => {});
  }

  /** The pages that end in this chunk, one after the other. */
  *push(chunk: Buffer): Generator<WikiPage, void, undefined> {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    let at = 0;
    for (;;) {
      if (this.#lost) {
        at = this.#endOfLost(bytes);
        if (this.#lost) return this.#hold(bytes.subarray(Math.max(0, bytes.length - LONGEST_TAG)));
      }
      if (!this.#inPage) {
        const start = bytes.indexOf(PAGE_START, at);
        if (start < 0) return this.#hold(bytes.subarray(Math.max(at, bytes.length - LONGEST_TAG)));
        at = start;
        this.#inPage = true;
        this.#searched = 0;
      }
      const end = bytes.indexOf(PAGE_END, at + this.#searched);
      if (end < 0) return this.#holdPage(bytes.subarray(at));
      const page = this.#page(bytes, at, end);
      if (page !== undefined) yield page;
      this.#inPage = false;
      at = end + PAGE_END.length;
    }
  }

  /** Tells of a page that the end of the dump cut off. */
  end(): void {
    if (this.#inPage && !this.#lost) this.#skip(this.#held, "the dump ends in it");
    this.#hold(Buffer.alloc(0));
    this.#inPage = false;
    this.#lost = false;
  }

  #hold(rest: Buffer): void {
    this.#held = Buffer.from(rest); // a copy, so that the chunk can be freed or used again
  }

  #holdPage(rest: Buffer): void {
    let kept = rest;
    if (kept.length > this.#maxBytes) kept = withoutOldRevisions(kept);
    if (kept.length > this.#maxBytes) {
      this.#skip(kept, `its text has more than ${this.#maxCharacters} characters`);
      this.#lost = true;
      kept = kept.subarray(kept.length - LONGEST_TAG);
    }
    this.#searched = Math.max(0, kept.length - LONGEST_TAG);
    this.#hold(kept);
  }

  /** Where a page that was given up ends, or the next begins; it stays lost where neither is in sight. */
  #endOfLost(bytes: Buffer): number {
    const end = bytes.indexOf(PAGE_END);
    const next = bytes.indexOf(PAGE_START);
    if (end < 0 && next < 0) return 0;
    this.#lost = false;
    this.#inPage = false;
    return next >= 0 && (end < 0 || next < end) ? next : end + PAGE_END.length;
  }

  #page(bytes: Buffer, from: number, end: number): WikiPage | undefined {
    let start = from;
    // A page without an end swallows the next ones up to an end: they are whole, but for the first.
    for (let next = nextPage(bytes, start, end); next >= 0; next = nextPage(bytes, start, end)) {
      this.#skip(bytes.subarray(start, next), "it has no </page>");
      start = next;
    }
    const page = readPage(bytes, start, end, this.#namespaces);
    if (page === "passed") this.passed++;
    else if (typeof page === "string") this.#skip(bytes.subarray(start, end), page);
    else if (page.text.length > this.#maxCharacters)
      this.#skip(bytes.subarray(start, end), `its text has more than ${this.#maxCharacters} characters`);
    else return page;
    return undefined;
  }

  #skip(page: Buffer, why: string): void {
    this.skipped++;
    const title = /<title>([^<]{1,200})/.exec(page.toString("utf8", 0, 2000))?.[1];
    this.#problem(`page ${title === undefined ? "without a title" : `"${title}"`} is skipped: ${why}`);
  }
}

/** Where another page begins between `start` and `end`, or -1. Searched by "<", which a text does not have. */
function nextPage(bytes: Buffer, start: number, end: number): number {
  const next = bytes.subarray(start + PAGE_START.length, end).indexOf(PAGE_START);
  return next < 0 ? -1 : start + PAGE_START.length + next;
}

/** The head of a page and the beginning of its last revision. */
function withoutOldRevisions(page: Buffer): Buffer {
  const first = page.indexOf(REVISION);
  const last = page.lastIndexOf(REVISION);
  return first === last ? page : Buffer.concat([page.subarray(0, first), page.subarray(last)]);
}

/**
 * The pages of a dump, each in its last revision.
 *
 * @param chunks the XML in UTF-8, in pieces of any size (`dumpBytes`), or a part of it that holds whole pages
 * @example
 * ```ts
 * for await (const page of scanPages(dumpBytes("enwiki-latest-pages-articles.xml.bz2"), { namespaces: [0] }))
 *   console.log(page.title);
 * ```
 */
export async function* scanPages(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  options: ScanOptions = {},
): AsyncGenerator<WikiPage, void, undefined> {
  const scanner = new PageScanner(options);
  for await (const chunk of chunks) yield* scanner.push(chunk);
  scanner.end();
}
