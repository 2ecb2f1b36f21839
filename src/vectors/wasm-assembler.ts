/**
 * As much of WebAssembly's binary format as a kernel needs (https://webassembly.github.io/spec/core/binary): instructions are
 * lists of bytes, put together into a module of one function over a memory of its own.
 */
export type Code = readonly number[];

/** LEB128 of a whole number from 0. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}

/** LEB128 of a whole number of at most 32 bits with a sign. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 0x7f];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

/** Instructions of the vector extension are numbered behind a prefix. */
const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
/** Addresses are given to the byte: no alignment is promised. */
const memory = (offset: number): number[] => [0, ...unsigned(offset)];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
/** Sets a local and leaves the value. */
export const tee = (local: number, value: Code): Code => [...value, 0x22, ...unsigned(local)];

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
  less: (a: Code, b: Code): Code => [...a, ...b, 0x48],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x36, ...memory(offset)],
};

export const v128 = {
  zero: [...simd(0x0c), ...new Array<number>(16).fill(0)] as Code,
  load: (address: Code, offset = 0): Code => [...address, ...simd(0x00), ...memory(offset)],
  /** Eight int8 as int16. */
  loadInt8: (address: Code, offset = 0): Code => [...address, ...simd(0x01), ...memory(offset)],
  /** Products of eight pairs of int16, neighbours added: four int32. */
  dotInt16: (a: Code, b: Code): Code => [...a, ...b, ...simd(0xba)],
  addInt32: (a: Code, b: Code): Code => [...a, ...b, ...simd(0xae)],
  /** One of four int32. */
  lane: (a: Code, lane: number): Code => [...a, ...simd(0x1b), lane],
};

/** Runs the body, and again as long as the condition that follows it is not 0. */
export const repeat = (body: readonly Code[], condition: Code): Code => [
  ...[0x03, 0x40],
  ...body.flat(),
  ...[...condition, 0x0d, 0],
  0x0b,
];

const I32 = 0x7f;
const V128 = 0x7b;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

const vector = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: Code): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, items: readonly Code[]): number[] => [id, ...sized(vector(items))];
const name = (text: string): number[] => sized([...Buffer.from(text)]);

/**
 * The bytes of a module that exports a memory as `memory`, and a function without a result as `run`.
 *
 * @param pages of 64 KiB that the memory has
 * @param locals the function's: parameters, all int32, then further ones that are int32, then ones that are vectors
 */
export function moduleOf(
  pages: number,
  locals: { parameters: number; integers: number; vectors: number },
  body: readonly Code[],
): Uint8Array<ArrayBuffer> {
  const parameters = new Array<number>(locals.parameters).fill(I32);
  const further = vector([
    [...unsigned(locals.integers), I32],
    [...unsigned(locals.vectors), V128],
  ]);
  return Uint8Array.from([
    ...HEADER,
    ...section(1, [[0x60, ...sized(parameters), 0]]),
    ...section(3, [[0]]),
    ...section(5, [[0x00, ...unsigned(pages)]]),
    ...section(7, [
      [...name("memory"), 0x02, 0],
      [...name("run"), 0x00, 0],
    ]),
    ...section(10, [sized([...further, ...body.flat(), 0x0b])]),
  ]);
}
