import { open } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TextDecoder } from "node:util";
import { createGunzip } from "node:zlib";
import { NamesakeError, reason } from "../errors.js";
import { detectEncoding, SAMPLE_BYTES, whyBinary } from "./encoding.js";
import type { SourceObserver } from "./source.js";

const CHUNK_BYTES = 256 * 1024;

/** Longest line that is kept, in UTF-16 units. */
export const MAX_LINE_LENGTH = 64 * 1024 * 1024;

/** How a file is called in messages: its base name, "stdin" for "-". */
export function displayName(path: string): string {
  return path === "-" ? "stdin" : basename(path);
}

async function* rawBytes(path: string, onProgress?: (fraction: number) => void): AsyncGenerator<Buffer> {
  if (path === "-") {
    for await (const chunk of process.stdin) yield Buffer.from(chunk);
    return;
  }
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for (let done = 0; ; ) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      done += bytesRead;
      if (size > 0) onProgress?.(Math.min(1, done / size)); // a pipe has no size
    }
  } finally {
    await file.close();
  }
}

/** The same bytes in blocks of at least `minimum` bytes, except for the last. */
async function* blocks(chunks: AsyncIterable<Buffer>, minimum: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size < minimum) continue;
    yield held.length === 1 ? chunk : Buffer.concat(held, size);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held, size);
}

async function* prepend<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** Unpacks gzip (RFC 1952), known by its first two bytes; anything else passes through. */
async function* unpacked(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const { value: first, done } = await chunks.next();
  if (done) return;
  const all = prepend(first, chunks);
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* all;
    return;
  }
  const gunzip = createGunzip({ chunkSize: SAMPLE_BYTES });
  const fed = pipeline(Readable.from(all, { objectMode: false }), gunzip);
  fed.catch(() => {}); // the loop below meets the same error
  yield* gunzip;
}

async function* decoded(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let previous: Buffer | undefined;
  let start = true;
  const decode = (block: Buffer, complete: boolean): string => {
    if (start) {
      const why = whyBinary(block);
      if (why !== undefined) throw new NamesakeError("SOURCE_NOT_TEXT", { path, why });
      start = false;
    }
    if (decoder === undefined) {
      const encoding = detectEncoding(block, complete);
      if (encoding === undefined) return block.toString("latin1"); // ASCII so far: the choice can wait
      decoder = new TextDecoder(encoding);
    }
    // Always as a stream: Node 20 takes Windows-1252 for ISO-8859-1 when it decodes all at once.
    return decoder.decode(block, { stream: true }) + (complete ? decoder.decode() : "");
  };
  for await (const block of chunks) {
    if (previous !== undefined) yield decode(previous, false);
    previous = block;
  }
  if (previous !== undefined) yield decode(previous, true);
}

/** An error of reading `path`, told as the caller's to mend where it is. */
function readError(path: string, error: unknown): unknown {
  if (error instanceof NamesakeError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string" || code.startsWith("ERR_")) return error; // not the file's fault
  if (code === "Z_BUF_ERROR") {
    const why = "its gzip data ends too early, so the file was probably cut off when it was copied";
    return new NamesakeError("SOURCE_NOT_TEXT", { path, why }, { cause: error });
  }
  if (code.startsWith("Z_")) {
    const why = `its gzip data is damaged (${reason(error)})`;
    return new NamesakeError("SOURCE_NOT_TEXT", { path, why }, { cause: error });
  }
  return new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
}

/**
 * Reads a text file of any size in pieces, in a few blocks of memory (256 kB each).
 *
 * Gzip is recognised by its content and unpacked. The encoding is found from the byte order mark or else from the
 * first block that is not pure ASCII ({@link detectEncoding}); bytes that are invalid in it become U+FFFD, as in
 * browsers. The byte order mark is not part of the text.
 *
 * @param path a file, or "-" for standard input
 * @param onProgress called with the share of the file's bytes that has been consumed, 0 to 1; never for a pipe
 * @throws {NamesakeError} SOURCE_NOT_FOUND if it cannot be read, SOURCE_NOT_TEXT if it is binary or damaged gzip
 * @example
 * ```ts
 * let length = 0;
 * for await (const chunk of openText("people.csv.gz")) length += chunk.length;
 * ```
 */
export async function* openText(
  path: string,
  onProgress?: (fraction: number) => void,
): AsyncGenerator<string, void, undefined> {
  try {
    const bytes = unpacked(blocks(rawBytes(path, onProgress), 2));
    yield* decoded(path, blocks(bytes, SAMPLE_BYTES));
  } catch (error) {
    throw readError(path, error);
  }
}

/** A line without its end; `number` counts from 1. */
export interface Line {
  number: number;
  text: string;
}

/**
 * Splits text at "\n" or "\r\n". The last line needs no end; an empty one after the last end is not a line.
 *
 * A line of more than `maxLength` UTF-16 units is reported to `observer.rejected` and left out, and no more than that
 * much of it is ever held.
 *
 * @param name names the text in the report, e.g. "people.jsonl"
 */
export async function* splitLines(
  text: AsyncIterable<string>,
  name: string,
  observer?: Pick<SourceObserver, "rejected">,
  maxLength = MAX_LINE_LENGTH,
): AsyncGenerator<Line, void, undefined> {
  let number = 1;
  let held = ""; // what the line being read has so far
  let skipping = false;
  const take = (part: string): void => {
    if (skipping) return;
    held += part;
    if (held.length <= maxLength) return;
    observer?.rejected(`${name}, line ${number}: longer than ${maxLength} characters`);
    skipping = true;
    held = "";
  };
  for await (const chunk of text) {
    let start = 0;
    for (let end = chunk.indexOf("\n"); end !== -1; end = chunk.indexOf("\n", start)) {
      take(chunk.slice(start, end));
      if (!skipping) yield { number, text: held.endsWith("\r") ? held.slice(0, -1) : held };
      start = end + 1;
      number++;
      held = "";
      skipping = false;
    }
    take(chunk.slice(start));
  }
  if (held !== "") yield { number, text: held };
}

/**
 * The lines of a text file: {@link openText} and {@link splitLines}.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * for await (const { number, text } of lines("words.txt")) console.log(number, text);
 * ```
 */
export function lines(
  path: string,
  observer?: SourceObserver,
  maxLength = MAX_LINE_LENGTH,
): AsyncGenerator<Line, void, undefined> {
  return splitLines(
    openText(path, observer?.progress?.bind(observer)),
    displayName(path),
    observer,
    maxLength,
  );
}
