import { type ByteSource, readBytes } from "./byte-source.js";
import { invalid, shown } from "./invalid.js";

/**
 * Reads the directory of a zip file (APPNOTE.TXT 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT)
 * with the 64-bit extensions. Nothing is unpacked anywhere: a name is a key and never a path. PyTorch compresses
 * nothing, so that its numbers can be read in place.
 */
export interface ZipEntry {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Of the local header, which stands before the bytes. */
  readonly position: number;
  /** Neither compressed nor encrypted. */
  readonly plain: boolean;
}

const END = { signature: 0x06054b50, size: 22 } as const;
const END64 = { signature: 0x06064b50, size: 56 } as const;
const LOCATOR64 = { signature: 0x07064b50, size: 20 } as const;
const CENTRAL = { signature: 0x02014b50, size: 46 } as const;
const LOCAL = { signature: 0x04034b50, size: 30 } as const;
const LONGEST_COMMENT = 0xffff;
/** In a field of 32 bits: the value is in the 64-bit extension. */
const ELSEWHERE = 0xffffffff;
const ELSEWHERE16 = 0xffff;
/** A checkpoint has hundreds of entries of 100 bytes. */
const LARGEST_DIRECTORY = 1 << 27;

const utf8 = new TextDecoder();

/** Unsigned numbers of little-endian bytes. */
class Fields {
  readonly #view: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  u16(at: number): number {
    return this.#view.getUint16(at, true);
  }
  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }
  u64(at: number): number {
    return Number(this.#view.getBigUint64(at, true));
  }
}

async function fields(source: ByteSource, position: number, length: number): Promise<Fields> {
  return new Fields(await readBytes(source, position, length));
}

interface Directory {
  position: number;
  size: number;
  entries: number;
}

/** Finds the directory from the record at the end of the file, behind which only a comment may stand. */
async function findDirectory(source: ByteSource): Promise<Directory> {
  const length = Math.min(source.size, END.size + LONGEST_COMMENT);
  const start = source.size - length;
  const tail = await fields(source, start, length);
  let at = length - END.size;
  while (at >= 0 && !(tail.u32(at) === END.signature && at + END.size + tail.u16(at + 20) === length)) at--;
  if (at < 0) throw invalid(source.name, "the directory of its zip is missing, so it was probably cut off");
  const directory = { entries: tail.u16(at + 10), size: tail.u32(at + 12), position: tail.u32(at + 16) };
  const extended =
    directory.entries === ELSEWHERE16 || directory.size === ELSEWHERE || directory.position === ELSEWHERE;
  return extended ? findDirectory64(source, start + at) : directory;
}

async function findDirectory64(source: ByteSource, end: number): Promise<Directory> {
  const locator = await fields(source, end - LOCATOR64.size, LOCATOR64.size);
  const record =
    locator.u32(0) === LOCATOR64.signature ? await fields(source, locator.u64(8), END64.size) : undefined;
  if (record?.u32(0) !== END64.signature) throw invalid(source.name, "the directory of its zip is damaged");
  return { entries: record.u64(32), size: record.u64(40), position: record.u64(48) };
}

/** The sizes and position of an entry where the 32-bit fields say that they are in the extra field. */
function extended(extra: Uint8Array, missing: number): number[] | undefined {
  const fields = new Fields(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + fields.u16(at + 2)) {
    const length = fields.u16(at + 2);
    if (fields.u16(at) !== 1) continue;
    if (length < 8 * missing || at + 4 + length > extra.length) return undefined;
    return Array.from({ length: missing }, (_, i) => fields.u64(at + 4 + 8 * i));
  }
  return undefined;
}

/**
 * The entries of a zip file by name.
 *
 * @throws {NamesakeError} WEIGHTS_INVALID where it is damaged or has two entries of one name
 */
export async function readZip(source: ByteSource): Promise<Map<string, ZipEntry>> {
  const damaged = (why: string) => invalid(source.name, `the directory of its zip ${why}`);
  const directory = await findDirectory(source);
  if (directory.size > LARGEST_DIRECTORY) throw damaged(`has ${directory.size} bytes`);
  const bytes = await readBytes(source, directory.position, directory.size);
  const central = new Fields(bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < directory.entries; i++) {
    if (at + CENTRAL.size > bytes.length || central.u32(at) !== CENTRAL.signature)
      throw damaged("is damaged");
    const [flags, method] = [central.u16(at + 8), central.u16(at + 10)];
    const [nameLength, extraLength] = [central.u16(at + 28), central.u16(at + 30)];
    const start = at + CENTRAL.size;
    const next = start + nameLength + extraLength + central.u16(at + 32);
    if (next > bytes.length) throw damaged("is damaged");
    const name = utf8.decode(bytes.subarray(start, start + nameLength));
    if (entries.has(name)) throw damaged(`has "${shown(name)}" twice`);
    const narrow = [central.u32(at + 24), central.u32(at + 20), central.u32(at + 42)];
    const missing = narrow.filter((value) => value === ELSEWHERE).length;
    const extra = bytes.subarray(start + nameLength, start + nameLength + extraLength);
    const wide = missing === 0 ? [] : extended(extra, missing);
    if (wide === undefined) throw damaged("is damaged");
    const [size, packed, position] = narrow.map((value) =>
      value === ELSEWHERE ? (wide.shift() as number) : value,
    ) as [number, number, number];
    const plain = method === 0 && (flags & 1) === 0;
    if ((plain && size !== packed) || position + LOCAL.size + packed > directory.position)
      throw damaged(`has "${shown(name)}" outside of the file`);
    entries.set(name, { name, size, position, plain });
    at = next;
  }
  return entries;
}

/**
 * Where the bytes of an entry begin.
 *
 * @throws {NamesakeError} WEIGHTS_INVALID where they are not there, or are compressed
 */
export async function entryStart(source: ByteSource, entry: ZipEntry): Promise<number> {
  if (!entry.plain)
    throw invalid(
      source.name,
      `"${shown(entry.name)}" is compressed or encrypted, which torch.save does not do`,
    );
  const local = await fields(source, entry.position, LOCAL.size);
  const start = entry.position + LOCAL.size + local.u16(26) + local.u16(28);
  if (local.u32(0) !== LOCAL.signature || start + entry.size > source.size)
    throw invalid(source.name, `"${shown(entry.name)}" is not where the directory of its zip says`);
  return start;
}
