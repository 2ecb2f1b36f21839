/**
 * A set of texts, each with a number, as a tree of their UTF-16 units: from any place of a text it finds all members
 * that begin there in one walk. The edges are in one open-addressing table; no object is made for a node.
 *
 * @example
 * ```ts
 * const trie = new Trie();
 * trie.set("in", 7);
 * const node = trie.walk(Trie.ROOT, "in", 0, 2);
 * trie.valueAt(node); // 7
 * ```
 */
export class Trie {
  static readonly ROOT = 0;
  /** Edges by slot: from which node, by which unit, to which node; an unused slot goes to ROOT. */
  #parents = new Int32Array(1024);
  #units = new Uint16Array(1024);
  #children = new Int32Array(1024);
  #mask = 1023;
  /** By node: the number of the member that ends there, -1 if none does. */
  #values = new Int32Array(512).fill(-1);
  #nodes = 1;

  /** Adds a member, or gives it another number. */
  set(text: string, value: number): void {
    let node = Trie.ROOT;
    for (let i = 0; i < text.length; i++) node = this.#add(node, text.charCodeAt(i));
    this.#values[node] = value;
  }

  /** The node that `unit` leads to, -1 where no member goes on so. */
  step(node: number, unit: number): number {
    const mask = this.#mask;
    for (let slot = hash(node, unit) & mask; ; slot = (slot + 1) & mask) {
      const child = this.#children[slot] as number;
      if (child === Trie.ROOT) return -1;
      if (this.#parents[slot] === node && this.#units[slot] === unit) return child;
    }
  }

  /** The node that a part of a text leads to, -1 where no member goes on so. */
  walk(from: number, text: string, start: number, end: number): number {
    let node = from;
    for (let i = start; i < end && node !== -1; i++) node = this.step(node, text.charCodeAt(i));
    return node;
  }

  /** The number of the member that ends at a node, -1 if none does. */
  valueAt(node: number): number {
    return this.#values[node] as number;
  }

  #add(parent: number, unit: number): number {
    const known = this.step(parent, unit);
    if (known !== -1) return known;
    if (2 * this.#nodes >= this.#children.length) this.#grow();
    const child = this.#nodes++;
    this.#put(parent, unit, child);
    return child;
  }

  #put(parent: number, unit: number, child: number): void {
    let slot = hash(parent, unit) & this.#mask;
    while (this.#children[slot] !== Trie.ROOT) slot = (slot + 1) & this.#mask;
    this.#parents[slot] = parent;
    this.#units[slot] = unit;
    this.#children[slot] = child;
  }

  #grow(): void {
    const [parents, units, children] = [this.#parents, this.#units, this.#children];
    const slots = 2 * children.length;
    this.#parents = new Int32Array(slots);
    this.#units = new Uint16Array(slots);
    this.#children = new Int32Array(slots);
    this.#mask = slots - 1;
    for (let slot = 0; slot < children.length; slot++)
      if (children[slot] !== Trie.ROOT)
        this.#put(parents[slot] as number, units[slot] as number, children[slot] as number);
    const values = new Int32Array(children.length).fill(-1);
    values.set(this.#values);
    this.#values = values;
  }
}

/** Mixes a node and a unit (multiplicative constants of Knuth and of MurmurHash3). */
function hash(node: number, unit: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
