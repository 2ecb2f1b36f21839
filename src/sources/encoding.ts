import { isAscii, isUtf8 } from "node:buffer";
import { analyse } from "chardet";

/** Bytes that are looked at to tell an encoding. */
export const SAMPLE_BYTES = 64 * 1024;

/** Below this (of 100), chardet has only its priors to go by, and Windows-1252 is the better prior. */
const MIN_CONFIDENCE = 20;

const BYTE_ORDER_MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** What people hand in by mistake, so that the error can name it. */
const MAGIC_NUMBERS: readonly (readonly [what: string, magic: string])[] = [
  ["a zip archive or a spreadsheet", "PK\x03\x04"],
  ["an old Excel file", "\xd0\xcf\x11\xe0"],
  ["a bzip2 archive", "BZh"],
  ["an xz archive", "\xfd7zXZ\0"],
  ["a Zstandard archive", "\x28\xb5\x2f\xfd"],
  ["a PDF", "%PDF-"],
  ["a SQLite database", "SQLite format 3\0"],
  ["a Parquet file", "PAR1"],
  ["UTF-32, which is not supported", "\xff\xfe\0\0"],
  ["UTF-32, which is not supported", "\0\0\xfe\xff"],
];

/** Control characters that no text holds, and code points that stand for nothing. */
const NOT_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f\p{Cn}\p{Cs}\p{Co}]/gu;

/** UTF-16 without a byte order mark: the byte order in which the bytes are characters that exist, some of them ASCII. */
function utf16(sample: Buffer): string | undefined {
  const whole = sample.subarray(0, sample.length - (sample.length % 2));
  for (const encoding of ["utf-16le", "utf-16be"]) {
    const text = new TextDecoder(encoding).decode(whole);
    const wrong = text.match(NOT_TEXT)?.length ?? 0;
    if (/[\t\n\r ,;|{]/.test(text) && !text.includes("\0") && wrong <= text.length / 100) return encoding;
  }
  return undefined;
}

/**
 * Why the first bytes of a file cannot be text, as a clause ("it is a PDF"); `undefined` if they can.
 *
 * A known magic number, a NUL byte outside UTF-16, or more than one control character in a hundred make a file binary.
 */
export function whyBinary(start: Buffer): string | undefined {
  const sample = start.subarray(0, SAMPLE_BYTES);
  const prefix = sample.toString("latin1", 0, 16);
  for (const [what, magic] of MAGIC_NUMBERS) if (prefix.startsWith(magic)) return `it is ${what}`;
  if (markedEncoding(sample) !== undefined) return undefined;
  if (sample.includes(0))
    return utf16(sample) === undefined ? "it is binary (it holds NUL bytes)" : undefined;
  const controls = sample.toString("latin1").match(/[\x01-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0;
  return controls > sample.length / 100 ? "it is binary (it is full of control characters)" : undefined;
}

function markedEncoding(bytes: Buffer): string | undefined {
  return BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0];
}

/** UTF-8 throughout; a character that the end of the block cuts in two is no fault unless the text ends there. */
function isUtf8Block(block: Buffer, complete: boolean): boolean {
  for (let cut = 0; cut <= (complete ? 0 : 3); cut++)
    if (isUtf8(block.subarray(0, block.length - cut))) return true;
  return false;
}

/** UTF-8 in which a few bytes were damaged: at least ten sound characters for each broken one. */
function isDamagedUtf8(block: Buffer): boolean {
  const beyondAscii = new TextDecoder("utf-8").decode(block).match(/[^\0-\x7f]/gu) ?? [];
  const broken = beyondAscii.filter((character) => character === "\ufffd").length;
  return beyondAscii.length - broken >= 10 * broken;
}

function decodes(encoding: string, block: Buffer): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(block, { stream: true });
    return true;
  } catch {
    return false; // a byte sequence the encoding does not have, or an encoding TextDecoder does not have
  }
}

/**
 * The encoding of a block of bytes, as a label that `TextDecoder` takes; `undefined` for pure ASCII, which says nothing
 * of what follows.
 *
 * A byte order mark decides; then UTF-16 by its NUL bytes; then UTF-8, which hardly any other text is by chance; then
 * the best guess of chardet (the ICU n-gram method) that the bytes are valid in. ISO-8859-1 means Windows-1252, as in
 * the WHATWG Encoding Standard.
 *
 * @param complete whether the text ends with this block
 */
export function detectEncoding(block: Buffer, complete: boolean): string | undefined {
  const marked = markedEncoding(block);
  if (marked !== undefined) return marked;
  if (block.includes(0)) {
    const wide = utf16(block.subarray(0, SAMPLE_BYTES));
    if (wide !== undefined) return wide;
  }
  if (isAscii(block)) return undefined;
  if (isUtf8Block(block, complete) || isDamagedUtf8(block)) return "utf-8";
  // What chardet sees starts a little before the first telling byte, which may come late in a long block.
  const first = Math.max(0, block.findIndex((byte) => byte >= 0x80) - 1024);
  const sample = block.subarray(first, first + SAMPLE_BYTES);
  const guess = analyse(sample).find(
    (match) => match.confidence >= MIN_CONFIDENCE && match.name !== "UTF-8" && decodes(match.name, sample),
  );
  return guess?.name.toLowerCase() ?? "windows-1252";
}
