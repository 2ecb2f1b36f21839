/** A node of the plain trie that is laid out. */
interface Node {
  children: Map<number, Node>;
  value: number | undefined;
}

/** Offsets of darts-clone have 21 bits, or 29 of which the lowest 8 are 0; rules of tests need no more. */
const MAX_OFFSET = 2 ** 21;

/**
 * Compiles rules as SentencePiece does: a double-array trie in the layout of darts-clone over the UTF-8 of what is
 * replaced, then the replacements, each with a 0 at its end. Written for tests, after the description in darts-clone.
 */
export function compileCharsmap(rules: Readonly<Record<string, string>>): Uint8Array {
  const root: Node = { children: new Map(), value: undefined };
  const texts: number[] = [];
  for (const [from, to] of Object.entries(rules)) {
    let node = root;
    for (const byte of new TextEncoder().encode(from)) {
      let child = node.children.get(byte);
      if (child === undefined) {
        child = { children: new Map(), value: undefined };
        node.children.set(byte, child);
      }
      node = child;
    }
    node.value = texts.length;
    texts.push(...new TextEncoder().encode(to), 0);
  }
  const units = layOut(root);
  const bytes = new Uint8Array(4 + 4 * units.length + texts.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 4 * units.length, true);
  units.forEach((unit, i) => {
    view.setUint32(4 + 4 * i, unit, true);
  });
  bytes.set(texts, 4 + 4 * units.length);
  return bytes;
}

function layOut(root: Node): number[] {
  const units: (number | undefined)[] = [0];
  const bases = new Set<number>();
  const place = (node: Node, at: number, label: number): void => {
    const labels = [...node.children.keys()];
    // A value hangs at the label 0.
    const wanted = node.value === undefined ? labels : [0, ...labels];
    let base = 1;
    // Units know their label but not their parent: two nodes may not have the same base.
    while (bases.has(base) || wanted.some((byte) => units[base ^ byte] !== undefined)) base++;
    bases.add(base);
    const offset = at ^ base;
    if (offset >= MAX_OFFSET) throw new RangeError("too many rules");
    units[at] = ((offset << 10) | (node.value === undefined ? 0 : 1 << 8) | label) >>> 0;
    for (const byte of wanted) units[base ^ byte] = 0;
    if (node.value !== undefined) units[base] = (0x80000000 | node.value) >>> 0;
    for (const [byte, child] of node.children) place(child, base ^ byte, byte);
  };
  place(root, 0, 0);
  // Whole blocks of 256, so that any byte can be looked for at any node.
  const length = 256 * Math.ceil((units.length + 255) / 256);
  return Array.from({ length }, (_, i) => units[i] ?? 0);
}
