/** How the writer of the tests lays a trie out. */
export interface TrieLayout {
  /** Tries in one another; what the last one links to is in the tail. */
  levels: number;
  /** Strings of the tail end at bits, not at zero bytes, which keys may then have. */
  binary: boolean;
}

const block = (bytes: Uint8Array): Buffer[] => {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(bytes.length));
  return [size, Buffer.from(bytes), Buffer.alloc((8 - (bytes.length % 8)) % 8)];
};

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const packed = (bits: readonly boolean[]): Buffer => {
  const bytes = Buffer.alloc(8 * Math.ceil(bits.length / 64));
  for (const [i, bit] of bits.entries()) if (bit) bytes[i >> 3] = (bytes[i >> 3] as number) | (1 << (i & 7));
  return bytes;
};

/** Bits without the tables for rank and select. */
const bitVector = (bits: readonly boolean[]): Buffer[] => [
  ...block(packed(bits)),
  uint32(bits.length),
  uint32(bits.filter(Boolean).length),
  ...[0, 0, 0].flatMap(() => block(Buffer.alloc(0))),
];

const numbers = (values: readonly number[], width: number): Buffer[] => {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(values.length));
  const bits = values.flatMap((value) => Array.from({ length: width }, (_, i) => ((value >>> i) & 1) === 1));
  return [...block(packed(bits)), uint32(width), uint32(2 ** width - 1), size];
};

const flip = (bytes: Buffer): Buffer => Buffer.from(bytes).reverse();

interface Node {
  keys: Buffer[];
  depth: number;
  /** The label, in the order in which a reader finds it. */
  label: Buffer;
}

/** A trie of sorted keys, each there once, and the node at which each of them ends. */
function level(
  keys: Buffer[],
  layout: TrieLayout,
  first: boolean,
): { parts: Buffer[]; ends: Map<string, number> } {
  const shape = [true, false];
  const nodes: Node[] = [{ keys, depth: 0, label: Buffer.alloc(0) }];
  const terminals: boolean[] = [];
  const ends = new Map<string, number>();
  for (let i = 0; i < nodes.length; i++) {
    const { keys, depth } = nodes[i] as Node;
    terminals.push(keys[0]?.length === depth);
    if (keys[0]?.length === depth) ends.set(keys[0].toString("hex"), i);
    const groups = new Map<number, Buffer[]>();
    for (const key of keys) {
      const byte = key[depth];
      if (byte === undefined) continue;
      const group = groups.get(byte);
      if (group === undefined) groups.set(byte, [key]);
      else group.push(key);
    }
    for (const group of groups.values()) {
      const [least, most] = [group[0] as Buffer, group.at(-1) as Buffer];
      let end = depth + 1;
      while (end < least.length && least[end] === most[end]) end++;
      const label = least.subarray(depth, end);
      nodes.push({ keys: group, depth: end, label: first ? label : flip(label) });
      shape.push(true);
    }
    shape.push(false);
  }
  shape.push(false);

  const linked = nodes.filter(({ label }) => label.length > 1).map(({ label }) => label);
  const next = linked.length > 0 && layout.levels > 1;
  const inner = next
    ? level(unique(linked.map(flip)), { ...layout, levels: layout.levels - 1 }, false)
    : undefined;
  const tail: number[] = [];
  const tailEnds: boolean[] = [];
  const linkOf = (label: Buffer): number => {
    if (inner !== undefined) return inner.ends.get(flip(label).toString("hex")) as number;
    const start = tail.length;
    tail.push(...label, ...(layout.binary ? [] : [0]));
    for (const _ of label) tailEnds.push(false);
    if (layout.binary) tailEnds[tailEnds.length - 1] = true;
    return start;
  };
  const links = linked.map(linkOf);
  let used = 0;
  const bases = nodes.map(({ label }) =>
    label.length > 1 ? (links[used++] as number) & 255 : (label[0] ?? 0),
  );
  const parts = [
    ...bitVector(shape),
    ...bitVector(first ? terminals : []),
    ...bitVector(nodes.map(({ label }) => label.length > 1)),
    ...block(Buffer.from(bases)),
    ...numbers(
      links.map((link) => link >>> 8),
      13,
    ),
    ...block(Buffer.from(tail)),
    ...bitVector(layout.binary ? tailEnds : []),
    ...(inner?.parts ?? []),
    ...block(Buffer.alloc(0)),
    uint32(0),
    uint32(0),
  ];
  return { parts, ends };
}

const unique = (keys: readonly Buffer[]): Buffer[] =>
  [...new Map(keys.map((key) => [key.toString("hex"), key])).values()].sort(Buffer.compare);

/** A `.marisa` file of some keys. Keys with zero bytes need a binary tail. */
export function writeMarisa(keys: readonly Uint8Array[], layout: TrieLayout): Buffer {
  const { parts } = level(unique(keys.map((key) => Buffer.from(key))), layout, true);
  return Buffer.concat([Buffer.from("We love Marisa.\0"), ...parts]);
}
