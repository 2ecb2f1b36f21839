import { open } from "node:fs/promises";
import { basename } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { whyBinary } from "../encoding.js";
import { BZIP2_PROGRAMS, bunzippedBy, bunzippedStreams } from "./bunzip2.js";
import { findProgram } from "./find-program.js";
import { gunzipped } from "./gunzip.js";

const CHUNK_BYTES = 1 << 20;

export interface DumpBytesOptions {
  /** Called at most once, at the end: the data is damaged or ends too early. What came before has been yielded. */
  problem?(message: string): void;
  /** Called with the share of the file's bytes that was read, 0 to 1. */
  progress?(fraction: number): void;
  /** Programs that unpack bzip2, the wanted one first; with none of them it is unpacked in this process. */
  programs?: readonly string[];
}

async function* fileBytes(
  path: string,
  progress: ((fraction: number) => void) | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for (let done = 0; ; ) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES));
      if (bytesRead === 0) return;
      done += bytesRead;
      yield buffer.subarray(0, bytesRead);
      if (size > 0) progress?.(Math.min(1, done / size));
    }
  } finally {
    await file.close();
  }
}

async function* prepend(
  first: Buffer,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* unpacked(path: string, options: DumpBytesOptions): AsyncGenerator<Buffer, void, undefined> {
  const file = fileBytes(path, options.progress);
  const { value: first, done } = await file.next();
  if (done) return;
  const bytes = prepend(first, file);
  const damaged = (why: string): void =>
    options.problem?.(`${basename(path)}: ${why}; what comes before is used`);
  if (first[0] === 0x1f && first[1] === 0x8b) {
    yield* gunzipped(bytes, damaged);
  } else if (first.toString("latin1", 0, 3) === "BZh") {
    const program = await findProgram(options.programs ?? BZIP2_PROGRAMS);
    if (program === undefined) yield* bunzippedStreams(path, bytes, damaged);
    else yield* bunzippedBy(program, bytes, damaged);
  } else {
    const why = whyBinary(first);
    if (why !== undefined) {
      await file.return();
      throw new NamesakeError("DUMP_UNREADABLE", { path, why });
    }
    yield* bytes;
  }
}

/**
 * The bytes of a dump file, unpacked, in chunks of up to a megabyte or so. Gzip and bzip2, also of several streams
 * ("multistream"), are known by their first bytes and not by the name of the file.
 *
 * bzip2 is unpacked by `lbzip2` or `bzip2` where one is on the PATH, in a process of its own, and otherwise here, which is
 * slower and takes no single stream of more than 32 MB. Memory stays flat.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, DUMP_UNREADABLE where it is binary, DUMP_NEEDS_BZIP2
 * @example
 * ```ts
 * let size = 0;
 * for await (const chunk of dumpBytes("dewiki-latest-pages-articles.xml.bz2")) size += chunk.length;
 * ```
 */
export async function* dumpBytes(
  path: string,
  options: DumpBytesOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* unpacked(path, options);
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    if (error instanceof NamesakeError || typeof code !== "string" || code.startsWith("ERR_")) throw error;
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
}
