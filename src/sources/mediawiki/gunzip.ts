import { createGunzip } from "node:zlib";
import { reason } from "../../errors.js";

const OUTPUT_BYTES = 256 * 1024;

/**
 * Unpacks gzip (RFC 1952), all members of it. What comes before damaged or missing data is yielded before `damaged` is
 * called, once, with what is wrong.
 */
export async function* gunzipped(
  packed: AsyncIterable<Buffer>,
  damaged: (why: string) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  let unpacked: Buffer[] = [];
  let failure: unknown;
  const over = new Promise<void>((resolve) => {
    gunzip.on("data", (chunk: Buffer) => unpacked.push(chunk));
    gunzip.on("error", (error) => {
      failure = error;
      resolve();
    });
    gunzip.on("end", resolve);
  });
  try {
    // One piece at a time, so that no more is unpacked than was asked for.
    for await (const chunk of packed) {
      await Promise.race([new Promise<void>((resolve) => gunzip.write(chunk, () => resolve())), over]);
      const ready = unpacked;
      unpacked = [];
      yield* ready;
      if (failure !== undefined || gunzip.readableEnded) break;
    }
    if (failure === undefined) {
      gunzip.end();
      await over;
    }
    yield* unpacked;
  } finally {
    gunzip.destroy();
  }
  if (failure === undefined) return;
  const code = (failure as { code?: unknown }).code;
  damaged(
    code === "Z_BUF_ERROR" ? "its gzip data ends too early" : `its gzip data is damaged (${reason(failure)})`,
  );
}
