import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Heap } from "./heap.js";
import { Trie } from "./trie.js";

describe("Trie", () => {
  it("has the members it was given, and no others", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "b", "\0", "漢", "\uffff"),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), fc.array(text, { maxLength: 20 }), (members, others) => {
        const trie = new Trie();
        const known = new Map<string, number>();
        members.forEach((member, i) => {
          trie.set(member, i);
          known.set(member, i);
        });
        for (const sample of [...members, ...others]) {
          const node = trie.walk(Trie.ROOT, sample, 0, sample.length);
          expect(node === -1 ? -1 : trie.valueAt(node)).toBe(known.get(sample) ?? -1);
        }
      }),
    );
  });

  it("grows", () => {
    const trie = new Trie();
    for (let i = 0; i < 20_000; i++) trie.set(`word ${i}`, i);
    for (let i = 0; i < 20_000; i += 7) {
      const word = `word ${i}`;
      expect(trie.valueAt(trie.walk(Trie.ROOT, word, 0, word.length))).toBe(i);
    }
  });
});

describe("Heap", () => {
  it("gives back what was put in, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 })), (items) => {
        const heap = new Heap<number>((a, b) => a < b);
        for (const item of items) heap.push(item);
        const out = items.map(() => heap.pop());
        expect(out).toEqual([...items].sort((a, b) => a - b));
        expect(heap.pop()).toBeUndefined();
      }),
    );
  });
});
