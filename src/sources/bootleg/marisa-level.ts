import { type BitVector, readBits } from "./bit-vector.js";
import type { KeyBytes } from "./key-bytes.js";
import type { TrieCursor } from "./trie-cursor.js";

/** marisa-trie makes no more tries, one within the other. */
const MOST_LEVELS = 127;
const CACHE_ENTRY_BYTES = 12;

/** Whole numbers of `width` bits each, one behind the other. */
interface PackedNumbers {
  bytes: Uint8Array;
  width: number;
  length: number;
}

/** What the labels of linked nodes are looked up in: strings one behind the other. */
interface Tail {
  bytes: Uint8Array;
  /** Last byte of each string; without bits, strings end before a zero byte. */
  ends: BitVector;
}

function readPacked(cursor: TrieCursor, what: string): PackedNumbers {
  const bytes = cursor.block(what);
  const at = cursor.at;
  const width = cursor.uint32(`the width of ${what}`);
  cursor.uint32(`the mask of ${what}`);
  const length = cursor.uint64(`the length of ${what}`);
  if (width > 32 || width * length > bytes.length * 8)
    throw cursor.damaged(
      `${what} should be ${length} numbers of ${width} bits, in ${bytes.length} bytes`,
      at,
    );
  return { bytes, width, length };
}

function packedNumber({ bytes, width }: PackedNumbers, i: number): number {
  let value = 0;
  const start = i * width;
  for (let at = start; at < start + width; ) {
    const offset = at % 8;
    const taken = Math.min(8 - offset, start + width - at);
    const part = ((bytes[Math.floor(at / 8)] as number) >> offset) & ((1 << taken) - 1);
    value += part * 2 ** (at - start);
    at += taken;
  }
  return value;
}

/**
 * One of the tries of a `.marisa` file. Its shape is a LOUDS: "10", then level by level for every node a one for each child and a
 * zero; nodes are numbered in that order, the root is 0. A node's label is a byte, or a link to more of them in the next trie, where
 * they are read from a node up to the root, or in the tail.
 *
 * Jacobson 1989 (LOUDS); Yata, Dictionary compression by nesting prefix/patricia tries, 2011; the layout is that of marisa-trie 0.2.
 */
export class MarisaLevel {
  private constructor(
    private readonly cursor: TrieCursor,
    private readonly at: number,
    private readonly shape: BitVector,
    /** Nodes at which a key ends. */
    readonly terminals: BitVector,
    private readonly links: BitVector,
    private readonly labels: Uint8Array,
    private readonly extras: PackedNumbers,
    private readonly tail: Tail,
    private readonly next: MarisaLevel | undefined,
  ) {}

  /** @throws {NamesakeError} TRIE_DAMAGED */
  static read(cursor: TrieCursor, depth = 1): MarisaLevel {
    const name = (part: string) => `${part} of trie ${depth}`;
    if (depth > MOST_LEVELS) throw cursor.damaged(`there are more than ${MOST_LEVELS} tries in one another`);
    const { at } = cursor;
    const shape = readBits(cursor, name("the shape"));
    const nodes = shape.ones;
    if (nodes < 1 || shape.size <= 2 * nodes || !shape.get(0) || shape.get(1))
      throw cursor.damaged(`${name("the shape")} should begin with "10" and have more zeros than ones`, at);
    const terminals = readBits(cursor, name("the ends of keys"));
    const links = readBits(cursor, name("the links"));
    const labels = cursor.block(name("the labels"));
    const extras = readPacked(cursor, name("the rest of the links"));
    const tail = {
      bytes: cursor.block(name("the tail")),
      ends: readBits(cursor, name("the ends in the tail")),
    };
    // In the tries below the first no key ends, and there may be no bits for that.
    for (const [size, what] of [
      [links.size, name("the links")],
      [labels.length, name("the labels")],
      [depth === 1 ? terminals.size : nodes, name("the ends of keys")],
    ] as const)
      if (size < nodes) throw cursor.damaged(`${what} should be ${nodes}, found ${size}`, at);
    if (extras.length < links.ones)
      throw cursor.damaged(
        `${name("the rest of the links")} should be ${links.ones}, found ${extras.length}`,
        at,
      );
    if (tail.ends.size > 0 && tail.ends.size < tail.bytes.length)
      throw cursor.damaged(`${name("the ends in the tail")} should be ${tail.bytes.length} bits`, at);
    const next = links.ones > 0 && tail.bytes.length === 0 ? MarisaLevel.read(cursor, depth + 1) : undefined;
    const cache = cursor.block(name("the cache"));
    if (cache.length % CACHE_ENTRY_BYTES !== 0)
      throw cursor.damaged(`${name("the cache")} should come in entries of ${CACHE_ENTRY_BYTES} bytes`);
    cursor.uint32(name("the number of first nodes"));
    cursor.uint32(name("the settings"));
    return new MarisaLevel(cursor, at, shape, terminals, links, labels, extras, tail, next);
  }

  get nodes(): number {
    return this.shape.ones;
  }

  /** The first child of a node and how many there are; the others follow it. */
  children(node: number): { first: number; count: number } {
    const start = this.shape.select0(node) + 1;
    const first = start - node - 1;
    let end = start;
    while (end < this.shape.size && this.shape.get(end)) end++;
    // Else a walk down might go round for ever.
    if (end > start && first <= node) throw this.#damaged(`node ${node} has node ${first} as a child`);
    return { first, count: end - start };
  }

  /** The node above; not for the root. */
  parent(node: number): number {
    const parent = this.shape.select1(node) - node - 1;
    if (parent < 0 || parent >= node) throw this.#damaged(`node ${node} has node ${parent} as its parent`);
    return parent;
  }

  /** Adds the label of a node to `key`; not for the root. */
  appendLabel(node: number, key: KeyBytes): void {
    const label = this.labels[node] as number;
    if (!this.links.get(node)) {
      this.#push(key, label);
      return;
    }
    const link = label + 256 * packedNumber(this.extras, this.links.rank1(node));
    if (this.next === undefined) this.#appendTail(link, key);
    else this.next.#appendUpwards(link, key, node);
  }

  /** Adds the labels from a node up to the root, which is how the tries below the first are written. */
  #appendUpwards(from: number, key: KeyBytes, by: number): void {
    if (from < 1 || from >= this.nodes)
      throw this.#damaged(`node ${by} of the trie before leads to node ${from}`);
    for (let node = from; node !== 0; node = this.parent(node)) this.appendLabel(node, key);
  }

  #appendTail(start: number, key: KeyBytes): void {
    const { bytes, ends } = this.tail;
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (ends.size === 0 && byte === 0) return;
      this.#push(key, byte);
      if (ends.size > 0 && ends.get(i)) return;
    }
    throw this.#damaged(`the string at ${start} of the tail does not end`);
  }

  #push(key: KeyBytes, byte: number): void {
    if (!key.push(byte)) throw this.#damaged(`a key has more than ${key.length} bytes`);
  }

  #damaged(why: string): Error {
    return this.cursor.damaged(`the trie that begins here is wrong: ${why}`, this.at);
  }
}
