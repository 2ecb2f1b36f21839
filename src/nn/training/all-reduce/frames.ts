/**
 * What travels between processes: frames of a header and a payload. The header is four numbers of 32 bits,
 * little-endian: a mark, the kind, the step and the payload's length in bytes. Payloads of numbers are in the byte order
 * of the machines, which is compared when they meet.
 */

/** "NSKG", the first bytes of every frame; what speaks another protocol is known by it. */
const MARK = 0x474b534e;

/** A frame's kind is its place in this list. */
const KINDS = [
  /** Who one is, and a nonce. */
  "greeting",
  /** That one knows the secret. */
  "proof",
  /** The group is complete. */
  "welcome",
  /** The sender is alive, but waits for others. */
  "wait",
  /** The group has ended; the payload is the reason, in UTF-8. */
  "failure",
  /** The beginnings of operations, float64 numbers each: the weight and the lengths of the arrays ... */
  "average",
  /** ... the length of the part; in the answer, the lengths of all parts ... */
  "gather",
  "broadcast",
  "barrier",
  /** A piece of the numbers or bytes of an operation. */
  "data",
] as const;

export type Kind = (typeof KINDS)[number];

/** An operation that hands parts to all. */
export type GatherKind = Extract<Kind, "gather" | "broadcast" | "barrier">;

export interface Header {
  kind: Kind;
  step: number;
  /** Of the payload, in bytes. */
  length: number;
}

export const HEADER_BYTES = 16;

/** Longest payload. Numbers travel in pieces of this size, so that sums are made and sent while others arrive. */
export const PIECE_BYTES = 1 << 18;

export function encodeHeader({ kind, step, length }: Header): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  [MARK, KINDS.indexOf(kind), step, length].forEach((number, i) => {
    view.setUint32(4 * i, number, true);
  });
  return new Uint8Array(view.buffer);
}

/** @returns undefined where the bytes are no header of this protocol */
export function decodeHeader(bytes: Uint8Array): Header | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const [mark, code, step, length] = [0, 4, 8, 12].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  const kind = KINDS[code];
  return mark !== MARK || kind === undefined ? undefined : { kind, step, length };
}

/** The memory of an array as bytes, not a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The numbers that an operation begins with. */
export const encodeNumbers = (numbers: readonly number[]): Uint8Array => bytesOf(Float64Array.from(numbers));

/** @param bytes at the start of their memory; what is left over after the last whole number is ignored */
export const decodeNumbers = ({ buffer, length }: Uint8Array): number[] => [
  ...new Float64Array(buffer, 0, Math.floor(length / Float64Array.BYTES_PER_ELEMENT)),
];

/** Arrays in order, cut where they are longer than a frame; the pieces are views. */
export function* piecesOf<A extends Float32Array | Uint8Array>(arrays: readonly A[]): Generator<A> {
  for (const array of arrays) {
    const length = PIECE_BYTES / array.BYTES_PER_ELEMENT;
    for (let from = 0; from < array.length; from += length) yield array.subarray(from, from + length) as A;
  }
}
