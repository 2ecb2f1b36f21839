import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type Piece, writeAtomically } from "../atomic-file.js";
import { NamesakeError, reason } from "../errors.js";

/** Version of the file's layout. A newer one is refused. */
const FORMAT_VERSION = 1;
const MAGIC = "nmsk-idx";
/** Behind the description: its length, and the magic word. */
const TAIL_BYTES = 4 + MAGIC.length;
/** The system reads at most 2 GiB at once. */
const LARGEST_READ = 1 << 30;

/** Part of an index file, of bytes that come some at a time. */
export interface Section {
  name: string;
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

interface Place {
  name: string;
  from: number;
  bytes: number;
  /** SHA-1, hexadecimal */
  hash: string;
}

interface Description<Info> {
  version: number;
  kind: string;
  info: Info;
  sections: Place[];
}

/**
 * Writes the file of an index: sections one behind the other, then what they are as JSON, its length as an uint32, and "nmsk-idx".
 * The description comes last since it is known last, and since a section that is first can be mapped by a library that knows
 * nothing of it. Numbers are little-endian.
 *
 * @param info what else is to be known of the index
 * @throws {NamesakeError} WRITE_FAILED; and whatever the pieces throw
 */
export async function writeIndexFile(
  path: string,
  kind: string,
  info: object,
  sections: readonly Section[],
): Promise<void> {
  async function* pieces(): AsyncGenerator<Piece> {
    const places: Place[] = [];
    let from = 0;
    for (const section of sections) {
      const hash = createHash("sha1");
      let bytes = 0;
      for await (const piece of section.pieces) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
      places.push({ name: section.name, from, bytes, hash: hash.digest("hex") });
      from += bytes;
    }
    const description = { version: FORMAT_VERSION, kind, info, sections: places };
    const json = Buffer.from(JSON.stringify(description));
    const tail = Buffer.alloc(TAIL_BYTES);
    tail.writeUInt32LE(json.length);
    tail.write(MAGIC, 4);
    yield Buffer.concat([json, tail]);
  }
  await writeAtomically(path, pieces());
}

/** The file of an index, open for reading. */
export class IndexFile<Info> {
  private constructor(
    readonly path: string,
    private file: number | undefined,
    readonly info: Info,
    private readonly sections: readonly Place[],
  ) {}

  /** @throws {NamesakeError} INDEX_DAMAGED, INDEX_NEWER */
  static open<Info>(path: string, kind: string): IndexFile<Info> {
    let file: number | undefined;
    try {
      file = openSync(path, "r");
      const { info, sections } = readDescription<Info>(path, file, kind);
      return new IndexFile(path, file, info, sections);
    } catch (error) {
      if (file !== undefined) closeSync(file);
      throw damaged(path, error);
    }
  }

  get isOpen(): boolean {
    return this.file !== undefined;
  }

  bytesOf(name: string): number {
    return this.section(name).bytes;
  }

  /**
   * Reads a whole section.
   *
   * @throws {NamesakeError} INDEX_DAMAGED, also where a byte is not as it was written
   */
  readAll(name: string): ArrayBuffer {
    const { bytes, hash } = this.section(name);
    const into = new Uint8Array(bytes);
    this.read(name, 0, into);
    if (createHash("sha1").update(into).digest("hex") !== hash)
      throw damaged(this.path, new Error(`the bytes of its ${name} are not those that were written`));
    return into.buffer;
  }

  /**
   * Fills `into` with the bytes of a section from one of them on.
   *
   * @throws {NamesakeError} INDEX_DAMAGED
   */
  read(name: string, from: number, into: Uint8Array): void {
    if (this.file === undefined) throw new NamesakeError("CLOSED", { what: "The vector index" });
    try {
      readFully(this.file, into, this.section(name).from + from);
    } catch (error) {
      throw damaged(this.path, error);
    }
  }

  /** May be called twice. */
  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private section(name: string): Place {
    const found = this.sections.find((section) => section.name === name);
    if (found === undefined) throw damaged(this.path, new Error(`it has no ${name}`));
    return found;
  }
}

function readDescription<Info>(path: string, file: number, kind: string): Description<Info> {
  const { size } = fstatSync(file);
  const tail = Buffer.alloc(Math.min(TAIL_BYTES, size));
  readFully(file, tail, size - tail.length);
  const length = tail.length === TAIL_BYTES ? tail.readUInt32LE() : Infinity;
  const contentBytes = size - TAIL_BYTES - length;
  if (tail.toString("latin1", 4) !== MAGIC || contentBytes < 0)
    throw new Error("it does not end as an index does; it was cut short, or is another file");
  const json = Buffer.alloc(length);
  readFully(file, json, contentBytes);
  const description = JSON.parse(json.toString()) as Description<Info>;
  const { version, sections } = description;
  if (version > FORMAT_VERSION)
    throw new NamesakeError("INDEX_NEWER", { path, found: version, known: FORMAT_VERSION });
  if (description.kind !== kind) throw new Error(`it is of the kind "${description.kind}", not "${kind}"`);
  const described = sections.reduce((sum, { bytes }) => sum + bytes, 0);
  if (described !== contentBytes)
    throw new Error(`it has ${contentBytes} bytes instead of ${described} before its description`);
  return description;
}

function readFully(file: number, into: Uint8Array, from: number): void {
  for (let done = 0; done < into.length; ) {
    const count = readSync(file, into, done, Math.min(LARGEST_READ, into.length - done), from + done);
    if (count === 0) throw new Error("it has become shorter");
    done += count;
  }
}

/** The error that says so, unless it is one that says more. */
export function damaged(path: string, error: unknown): NamesakeError {
  if (error instanceof NamesakeError) return error;
  return new NamesakeError("INDEX_DAMAGED", { path, why: reason(error) }, { cause: error });
}
