import { createReadStream, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { NamesakeError, reason } from "../errors.js";
import { splitLines } from "./text-file.js";

/** Bytes that are gathered before they are written. */
const BLOCK_BYTES = 1024 * 1024;

/**
 * Lines that wait in a file until they can be used, in UTF-8. It is written from its begin to its end, and read after {@link Spool.flush}.
 *
 * @throws {NamesakeError} WRITE_FAILED from all that writes
 */
export class Spool {
  private pending: Uint8Array[] = [];
  private waiting = 0;
  private flushed = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async open(path: string): Promise<Spool> {
    return new Spool(path, await writing(path, () => open(path, "w+")));
  }

  /** Where the next line will stand, in bytes. */
  get size(): number {
    return this.flushed + this.waiting;
  }

  /** Appends whole lines, with their line ends. */
  async append(lines: Uint8Array): Promise<void> {
    this.pending.push(lines);
    this.waiting += lines.length;
    if (this.waiting >= BLOCK_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    const block = Buffer.concat(this.pending, this.waiting);
    this.pending = [];
    await writing(this.path, () => this.file.appendFile(block));
    this.flushed += block.length;
    this.waiting = 0;
  }

  /** All lines in order, without their ends. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    const text = createReadStream(this.path, { encoding: "utf8", highWaterMark: BLOCK_BYTES });
    for await (const line of splitLines(text, this.path)) yield line.text;
  }

  /** The text of some bytes. */
  read(offset: number, length: number): string {
    const bytes = Buffer.allocUnsafe(length);
    readSync(this.file.fd, bytes, 0, length, offset);
    return bytes.toString("utf8");
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
  }
}
