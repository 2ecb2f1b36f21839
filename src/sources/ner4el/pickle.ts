/** A value of the tables: what a dictionary of Python leads to. */
export type PickledValue = string | number | readonly string[];

/** Entries that are set at a time. */
const BATCH = 1000;

/**
 * The bytes of a dictionary as Python's pickle module writes it (protocol 3; PEP 307, and the opcodes of `pickletools`), piece by piece:
 * nothing but the current entries is in memory.
 *
 * @example
 * ```ts
 * await writeAtomically("titles.pickle", pickledDictionary([["drugs:aspirin", "acetylsalicylic acid"]]));
 * // in Python: pickle.load(open("titles.pickle", "rb"))  →  {'drugs:aspirin': 'acetylsalicylic acid'}
 * ```
 */
export function* pickledDictionary(
  entries: Iterable<readonly [key: string, value: PickledValue]>,
): Generator<Uint8Array> {
  yield Buffer.from("\x80\x03}", "latin1");
  let parts: Buffer[] = [];
  for (const [key, value] of entries) {
    if (parts.length === 0) parts.push(MARK);
    parts.push(pickledText(key), pickled(value));
    if (parts.length < 2 * BATCH) continue;
    yield Buffer.concat([...parts, SET_ITEMS]);
    parts = [];
  }
  if (parts.length > 0) yield Buffer.concat([...parts, SET_ITEMS]);
  yield Buffer.from(".");
}

const MARK = Buffer.from("(");
const SET_ITEMS = Buffer.from("u");

function pickled(value: PickledValue): Buffer {
  if (typeof value === "string") return pickledText(value);
  if (typeof value === "number") return pickledNumber(value);
  return Buffer.concat([Buffer.from("]("), ...value.map(pickledText), Buffer.from("e")]);
}

/** BINUNICODE: the length in bytes, and UTF-8; half a surrogate pair, which is no text, becomes the replacement character. */
function pickledText(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  const head = Buffer.alloc(5);
  head.write("X", "latin1");
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** BININT where it fits, else BINFLOAT. */
function pickledNumber(value: number): Buffer {
  const fits = Number.isInteger(value) && Math.abs(value) < 2 ** 31;
  const bytes = Buffer.alloc(fits ? 5 : 9);
  bytes.write(fits ? "J" : "G", "latin1");
  if (fits) bytes.writeInt32LE(value, 1);
  else bytes.writeDoubleBE(value, 1);
  return bytes;
}
