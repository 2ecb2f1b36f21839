import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BOUND_STEPS,
  decodePostings,
  PostingEncoder,
  type Postings,
  readHead,
  WINDOW,
} from "./posting-list.js";

const WINDOWS = 3;

const saturation = (document: number, count: number): number => count / (count + 1 + (document % 7));

/** Lists of one posting up to most of the documents of three windows. */
const lists = fc
  .record({
    gaps: fc.array(fc.oneof(fc.nat(3), fc.nat(2000)), { minLength: 1, maxLength: 200, size: "max" }),
    counts: fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 31 })), { minLength: 200 }),
  })
  .map(({ gaps, counts }): Postings => {
    let next = 0;
    const documents = gaps.map((gap) => {
      next += gap + 1;
      return next - 1;
    });
    const inside = documents.filter((document) => document < WINDOWS * WINDOW);
    return {
      documents: Uint32Array.from(inside),
      counts: Uint32Array.from(counts.slice(0, inside.length)),
      length: inside.length,
    };
  });

describe("a list of postings", () => {
  it("reads as it was written, with and without a directory", () => {
    const kinds = new Set<boolean>();
    fc.assert(
      fc.property(lists, (list) => {
        const bytes = new PostingEncoder(WINDOWS, saturation).encode(list);
        kinds.add(readHead(bytes).directory === undefined);
        expect(decodePostings(bytes)).toEqual(list);
      }),
    );
    expect(kinds.size).toBe(2);
  });

  it("has in its directory the windows it has documents in, and bounds that no posting is above", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const { directory } = readHead(new PostingEncoder(1, saturation).encode(list));
        if (directory === undefined) return;
        const { windows, bounds } = directory;
        const largest = new Map<number, number>();
        for (const [i, document] of list.documents.entries()) {
          const window = Math.floor(document / WINDOW);
          const here = saturation(document, list.counts[i] as number);
          largest.set(window, Math.max(largest.get(window) ?? 0, here));
        }
        expect([...windows]).toEqual([...largest.keys()]);
        for (const [i, window] of windows.entries()) {
          const excess = (bounds[i] as number) / BOUND_STEPS - (largest.get(window) as number);
          expect(excess).toBeGreaterThan(-1e-9);
          expect(excess).toBeLessThan(1 / BOUND_STEPS);
        }
      }),
    );
  });

  it("takes little more than one byte a posting where documents are near each other", () => {
    const documents = Uint32Array.from({ length: 4000 }, (_, i) => i * 50);
    const counts = new Uint32Array(4000).fill(1);
    const windows = Math.ceil(200_000 / WINDOW);
    const bytes = new PostingEncoder(windows, saturation).encode({ documents, counts, length: 4000 });
    expect(bytes.length).toBeLessThan(1.1 * 4000);
  });
});
