import { type FileHandle, open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { invalid } from "./invalid.js";

/**
 * Bytes that are read by ranges. Weights may be far larger than memory: a matrix of 5.9 million entity vectors is 24 GB.
 */
export interface ByteSource {
  /** Base name, for messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /**
   * Fills `target` with the bytes from `position` on.
   *
   * @throws {NamesakeError} WEIGHTS_INVALID where the source ends before that, SOURCE_NOT_FOUND where it cannot be read
   */
  readInto(target: Uint8Array, position: number): Promise<void>;
  close(): Promise<void>;
}

/** The bytes [position, position + length), newly allocated. */
export async function readBytes(source: ByteSource, position: number, length: number): Promise<Uint8Array> {
  checkRange(source, position, length);
  const bytes = new Uint8Array(length);
  await source.readInto(bytes, position);
  return bytes;
}

/** Refuses a range before memory for it is taken. */
function checkRange(source: ByteSource, position: number, length: number): void {
  if (position < 0 || position + length > source.size)
    throw invalid(
      source.name,
      `it ends at byte ${source.size}, but bytes ${position} to ${position + length} are needed`,
    );
}

/** Bytes that are in memory already. */
export function memorySource(bytes: Uint8Array, name: string): ByteSource {
  const source: ByteSource = {
    name,
    size: bytes.length,
    async readInto(target, position) {
      checkRange(source, position, target.length);
      target.set(bytes.subarray(position, position + target.length));
    },
    async close() {},
  };
  return source;
}

/** The system reads at most 2 GiB at once. */
const LARGEST_READ = 1 << 30;

class FileSource implements ByteSource {
  readonly name: string;

  constructor(
    readonly path: string,
    readonly size: number,
    private readonly file: FileHandle,
  ) {
    this.name = basename(path);
  }

  async readInto(target: Uint8Array, position: number): Promise<void> {
    checkRange(this, position, target.length);
    for (let done = 0; done < target.length; ) {
      const length = Math.min(target.length - done, LARGEST_READ);
      const { bytesRead } = await this.file.read(target, done, length, position + done).catch((error) => {
        throw new NamesakeError(
          "SOURCE_NOT_FOUND",
          { path: this.path, why: reason(error) },
          { cause: error },
        );
      });
      if (bytesRead === 0) throw invalid(this.name, "it became shorter while it was read");
      done += bytesRead;
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/**
 * Opens a file; nothing of it is read yet.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND
 */
export async function fileSource(path: string): Promise<ByteSource> {
  try {
    const found = await stat(path); // before opening, which would wait for the other end of a pipe
    if (!found.isFile()) throw new Error(found.isDirectory() ? "it is a folder" : "it is not a file");
    return new FileSource(path, found.size, await open(path));
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
}
