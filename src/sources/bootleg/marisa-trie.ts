import { readFile } from "node:fs/promises";
import { NamesakeError, reason } from "../../errors.js";
import { KeyBytes } from "./key-bytes.js";
import { MarisaLevel } from "./marisa-level.js";
import { TrieCursor } from "./trie-cursor.js";

const MAGIC = "We love Marisa.\0";

/** A key and its number, from 0. */
export interface TrieKey {
  id: number;
  bytes: Uint8Array;
}

/**
 * A set of byte strings, each with a number, as marisa-trie writes it into `.marisa` files: a trie whose edges with several bytes are
 * kept in another trie, and theirs in a third, so that endings are shared as beginnings are. The file is read once and its bytes
 * are used as they are; a key is put together when it is asked for.
 *
 * Time: a key by its number O(length) rank and select, a number by its key O(length · children).
 */
export class MarisaTrie {
  private constructor(private readonly trie: MarisaLevel) {}

  /**
   * @param bytes a whole `.marisa` file
   * @param path names it in messages
   * @throws {NamesakeError} TRIE_DAMAGED, also of all methods: damage may show only where it is met
   */
  static read(bytes: Uint8Array, path: string): MarisaTrie {
    const cursor = new TrieCursor(bytes, path);
    const magic = Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1");
    if (magic !== MAGIC) throw cursor.damaged('it does not begin with "We love Marisa."');
    cursor.take(MAGIC.length, "the beginning");
    return new MarisaTrie(MarisaLevel.read(cursor));
  }

  /**
   * @throws {NamesakeError} SOURCE_NOT_FOUND, TRIE_DAMAGED
   * @example
   * ```ts
   * const trie = await MarisaTrie.open("qid2eid/vocabulary_trie.marisa");
   * trie.idOf(Buffer.from("Q142")); // 17
   * ```
   */
  static async open(path: string): Promise<MarisaTrie> {
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (error) {
      throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
    }
    return MarisaTrie.read(bytes, path);
  }

  /** How many keys there are; their numbers are below it. */
  get size(): number {
    return this.trie.terminals.ones;
  }

  /** The key with a number; `undefined` if there is none. */
  keyOf(id: number): Uint8Array | undefined {
    const end = this.trie.terminals.select1(id);
    if (end < 0 || end >= this.trie.nodes) return undefined;
    const labels: Uint8Array[] = [];
    const label = new KeyBytes();
    for (let node = end; node !== 0; node = this.trie.parent(node)) {
      label.cut(0);
      this.trie.appendLabel(node, label);
      labels.push(label.copy());
    }
    return Buffer.concat(labels.reverse());
  }

  /** The number of a key; `undefined` if it is not in the trie. */
  idOf(key: Uint8Array): number | undefined {
    const found = this.#find(key);
    if (found === undefined || found.reached.length !== key.length) return undefined;
    const { terminals } = this.trie;
    return terminals.get(found.node) ? terminals.rank1(found.node) : undefined;
  }

  /** All keys that begin with `prefix`, a longer one after its own beginnings; in no other order. */
  *keys(prefix: Uint8Array = new Uint8Array()): Generator<TrieKey, void, undefined> {
    const found = this.#find(prefix);
    if (found === undefined) return;
    const { trie } = this;
    const key = found.reached;
    const waiting: { node: number; length: number }[] = [{ node: found.node, length: key.length }];
    let labelled = true; // the first node's label is in the key
    for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
      key.cut(top.length);
      if (!labelled) trie.appendLabel(top.node, key);
      labelled = false;
      if (trie.terminals.get(top.node)) yield { id: trie.terminals.rank1(top.node), bytes: key.copy() };
      const { first, count } = trie.children(top.node);
      for (let i = count - 1; i >= 0; i--) waiting.push({ node: first + i, length: key.length });
    }
  }

  /** The highest node below which all keys begin with `prefix`, and the bytes on the way to it. */
  #find(prefix: Uint8Array): { node: number; reached: KeyBytes } | undefined {
    const reached = new KeyBytes();
    let node = 0;
    while (reached.length < prefix.length) {
      const before = reached.length;
      const { first, count } = this.trie.children(node);
      let next = -1;
      for (let child = first; child < first + count && next < 0; child++) {
        reached.cut(before);
        this.trie.appendLabel(child, reached);
        if (agrees(reached, prefix, before)) next = child;
      }
      if (next < 0) return undefined;
      node = next;
    }
    return { node, reached };
  }
}

/** Whether two texts are the same from `start` on, as far as both go. */
function agrees(found: KeyBytes, wanted: Uint8Array, start: number): boolean {
  const end = Math.min(found.length, wanted.length);
  for (let i = start; i < end; i++) if (found.at(i) !== wanted[i]) return false;
  return true;
}
