import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import Bzip2 from "@foxglove/wasm-bz2";
import { NamesakeError, reason } from "../../errors.js";

/** Programs that unpack bzip2, the fastest first: lbzip2 uses all cores. */
export const BZIP2_PROGRAMS: readonly string[] = ["lbzip2", "bzip2"];

/**
 * Unpacks bzip2 with a program, which ends when its reader does.
 *
 * @param damaged called once, after all that could be unpacked, where the data is damaged or ends too early
 */
export async function* bunzippedBy(
  program: string,
  packed: AsyncIterable<Buffer>,
  damaged: (why: string) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const child = spawn(program, ["-d", "-c"], { stdio: ["pipe", "pipe", "pipe"] });
  const closed = once(child, "close") as Promise<[code: number | null]>;
  closed.catch(() => {}); // awaited below
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(0, 1000);
  });
  child.stdin.on("error", () => {}); // it stopped reading: its exit code says why
  let failure: { error: unknown } | undefined;
  const fed = feed(packed, child.stdin).catch((error: unknown) => {
    failure = { error };
    child.stdin.destroy();
  });
  let complete = false;
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    complete = true;
  } finally {
    if (!complete) child.kill("SIGKILL");
    child.stdin.destroy();
  }
  const [code] = await closed;
  await fed;
  if (failure !== undefined) throw failure.error;
  if (code === 0) return;
  const why =
    said.split("\n").find((line) => line.trim() !== "") ?? `${basename(program)} ended with ${code}`;
  damaged(`its bzip2 data is damaged or ends too early (${why.trim()})`);
}

async function feed(
  packed: AsyncIterable<Buffer>,
  to: NodeJS.WritableStream & { destroyed: boolean },
): Promise<void> {
  for await (const chunk of packed) {
    if (to.destroyed) return;
    if (to.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      to.once("drain", resolve);
      to.once("close", resolve);
    });
  }
  to.end();
}

/** "BZh", a level, and the mark of the first block, which is pi: a stream begins at a whole byte. */
const LEVEL_AT = 3;
const BLOCK_MARK = Buffer.from([0x31, 0x41, 0x59, 0x26, 0x53, 0x59]);
const HEAD_BYTES = LEVEL_AT + 1 + BLOCK_MARK.length;
/** Code of bzlib where the output has no room. */
const OUTPUT_FULL = /failed: -8\b/;
const MEGABYTE = 1 << 20;
/** Most that is unpacked at once. */
const MOST_UNPACKED = 1 << 30;

/** Where the next stream begins from `from` on, or -1. */
export function nextStream(packed: Buffer, from: number): number {
  for (let at = packed.indexOf("BZh", from); at >= 0; at = packed.indexOf("BZh", at + 1)) {
    const level = packed[at + LEVEL_AT] ?? 0;
    if (level < 0x31 || level > 0x39) continue;
    if (packed.subarray(at + LEVEL_AT + 1, at + HEAD_BYTES).equals(BLOCK_MARK)) return at;
  }
  return -1;
}

function unpackStream(bzip2: Bzip2, stream: Buffer): Buffer {
  for (let room = Math.max(4 * MEGABYTE, 8 * stream.length); ; room *= 4) {
    try {
      return Buffer.from(bzip2.decompress(stream, Math.min(room, MOST_UNPACKED)));
    } catch (error) {
      if (!OUTPUT_FULL.test(reason(error)) || room >= MOST_UNPACKED) throw error;
    }
  }
}

/**
 * Unpacks bzip2 without a program, stream by stream: a multistream dump has one for each hundred pages. The blocks of one
 * stream do not begin at whole bytes, so that it is unpacked as a whole, and must be small enough for that.
 *
 * @param path names the file in the error
 * @param mostPacked longest stream, in bytes
 * @throws {NamesakeError} DUMP_NEEDS_BZIP2
 */
export async function* bunzippedStreams(
  path: string,
  packed: AsyncIterable<Buffer>,
  damaged: (why: string) => void,
  mostPacked = 32 * MEGABYTE,
): AsyncGenerator<Buffer, void, undefined> {
  const bzip2 = await Bzip2.init();
  let held: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let size = 0;
  const unpack = (stream: Buffer): Buffer | undefined => {
    try {
      return unpackStream(bzip2, stream);
    } catch (error) {
      damaged(`its bzip2 data is damaged or ends too early (${reason(error)})`);
      return undefined;
    }
  };
  for await (const chunk of packed) {
    parts.push(chunk);
    size += chunk.length;
    if (size < MEGABYTE) continue; // looked at in pieces, not byte by byte
    held = Buffer.concat([held, ...parts]);
    parts = [];
    size = 0;
    for (let next = nextStream(held, 1); next > 0; next = nextStream(held, 1)) {
      const bytes = unpack(held.subarray(0, next));
      if (bytes === undefined) return;
      yield bytes;
      held = held.subarray(next);
    }
    if (held.length > mostPacked)
      throw new NamesakeError("DUMP_NEEDS_BZIP2", { path, megabytes: Math.floor(mostPacked / MEGABYTE) });
  }
  held = Buffer.concat([held, ...parts]);
  while (held.length > 0) {
    const next = nextStream(held, 1);
    const bytes = unpack(next < 0 ? held : held.subarray(0, next));
    if (bytes === undefined) return;
    yield bytes;
    held = next < 0 ? Buffer.alloc(0) : held.subarray(next);
  }
}
