import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Edit } from "../../kb/edit.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { entityTextOf, textFingerprint } from "../../models/encoders/entity-text.js";
import { ChangingIndex } from "../../vectors/changing-index.js";
import { quantiseRows } from "../../vectors/quantised-rows.js";
import { VectorFolder } from "../../vectors/vector-folder.js";
import { CountingEncoder, vectorOf } from "./counting-encoder.contract.js";
import { findDifferences, sizeOf } from "./differences.js";
import { embedded, kbOf, recordOf, recordsOf, SHARD, temporaryFolder } from "./embedded-kb.contract.js";
import { updateVectors } from "./update-vectors.js";
import { type EncodeOptions, writeEntityVectors } from "./write-entity-vectors.js";

/** Something done with the vectors of a folder while it is open. */
async function using<T>(path: string, action: (folder: VectorFolder, index: ChangingIndex) => T): Promise<T> {
  const folder = VectorFolder.open(path);
  const index = ChangingIndex.open(folder, folder.exactIndex());
  try {
    return await action(folder, index);
  } finally {
    await index.close();
  }
}

/** Finds what is different, and mends it. */
const update = (path: string, kb: KnowledgeBase, encoder: CountingEncoder, options: EncodeOptions = {}) =>
  using(path, async (folder, index) => {
    const { contentHash } = kb.totals();
    const found = await findDifferences(kb, folder, index);
    await updateVectors(kb, folder, index, encoder, found, contentHash, options);
    return found;
  });

/** Expects that a folder has exactly the vectors of a KB. */
const expectVectorsOf = (kb: KnowledgeBase, path: string) =>
  using(path, (_folder, index) => {
    const entries = [...kb.entries()];
    expect([...index.rows()].sort((a, b) => a - b)).toEqual(entries.map(([row]) => row));
    for (const [row, record] of entries) {
      const text = entityTextOf(kb, record);
      expect(index.fingerprintOf(row)).toBe(textFingerprint(text));
      const [hit] = index.search(vectorOf(text), 1, { allowed: (one) => one === row });
      expect(hit?.score).toBeGreaterThan(0.99);
    }
    expect(index.contentHash).toBe(kb.totals().contentHash);
  });

describe("writing vectors of entities", () => {
  it("keeps those that the encoder makes, quantised, with what they are of", async () => {
    const { kb, path, encoder } = await embedded(recordsOf(40));
    await using(path, ({ manifest }) => {
      const { contentHash } = kb.totals();
      expect(manifest).toMatchObject({ model: encoder.id, dimensions: 16, size: 40, contentHash });
    });
    await expectVectorsOf(kb, path);
  });

  it("goes on behind the last complete shard, and encodes nothing twice", async () => {
    const kb = await kbOf(recordsOf(40));
    const [path, encoder] = [temporaryFolder(), new CountingEncoder()];
    const left: number[] = [];
    const options = { shardRows: SHARD, onStart: (vectors: number) => void left.push(vectors) };
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const stopped = writeEntityVectors(path, kb, encoder, { ...options, onProgress, signal: stop.signal });
    expect(await stopped).toEqual({ encoded: 40, stopped: true });
    encoder.taken();
    expect(await writeEntityVectors(path, kb, encoder, options)).toEqual({ encoded: 8, stopped: false });
    expect(left).toEqual([0, 2 * SHARD]);
    expect(encoder.taken()).toEqual(
      recordsOf(40)
        .slice(2 * SHARD)
        .map(({ name }) => name)
        .sort(),
    );
    await expectVectorsOf(kb, path);
  });

  it("goes on where the encoder failed, also when the KB was edited meanwhile", async () => {
    const kb = await kbOf(recordsOf(600));
    const [path, encoder] = [temporaryFolder(), new CountingEncoder()];
    // The second batch is larger than what it will encode.
    encoder.left = 300;
    await expect(writeEntityVectors(path, kb, encoder, { shardRows: SHARD })).rejects.toMatchObject({
      code: "CLOSED",
    });
    expect(encoder.taken()).toHaveLength(256);
    kb.edit([{ put: { ...recordOf(3), description: "changed" } }, { put: { id: "new", name: "New" } }]);
    encoder.left = Number.POSITIVE_INFINITY;
    await writeEntityVectors(path, kb, encoder, { shardRows: SHARD });
    expect(encoder.taken()).toHaveLength(601 - 256);
    const { added, changed } = await update(path, kb, encoder);
    expect([added, changed]).toEqual([[], [3]]);
    await expectVectorsOf(kb, path);
  });

  it("begins anew for another encoder, and leaves what was there until it is done", async () => {
    const { kb, path } = await embedded(recordsOf(20));
    const other = new CountingEncoder("other");
    other.left = 0;
    await expect(writeEntityVectors(path, kb, other, { shardRows: SHARD })).rejects.toThrow();
    await expectVectorsOf(kb, path);
    other.left = 20;
    await writeEntityVectors(path, kb, other, { shardRows: SHARD });
    expect(VectorFolder.open(path).manifest.model).toBe("other");
  });
});

describe("bringing vectors up to date", () => {
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.nat(25).map((number) => ({ remove: `e${number}` })),
    fc
      .tuple(fc.nat(25), fc.constantFrom("", "a river", "a town"), fc.nat(25))
      .map(([number, description, other]) => ({
        put: { ...recordOf(number), description, relations: [{ relation: "near", object: `e${other}` }] },
      })),
  );

  it("makes them those of the KB after any edits, encoding each text once", async () => {
    const edits = fc.array(fc.array(edit, { maxLength: 6 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(edits, fc.boolean(), async (rounds, compacts) => {
        const { kb, path, encoder } = await embedded(recordsOf(20));
        for (const all of rounds) {
          const possible = all.filter((one) => "put" in one || kb.index(one.remove) !== undefined);
          // An entity is not removed twice.
          for (const one of possible) if ("put" in one || kb.index(one.remove) !== undefined) kb.edit([one]);
          const { added, changed } = await update(path, kb, encoder);
          expect(encoder.taken()).toHaveLength(added.length + changed.length);
          if (compacts) await using(path, (_folder, index) => index.compact());
          await expectVectorsOf(kb, path);
          expect(sizeOf(await update(path, kb, encoder))).toBe(0);
        }
      }),
      { numRuns: 15 },
    );
  });

  it("keeps what was done when it is stopped or fails", async () => {
    const { kb, path, encoder } = await embedded(recordsOf(20));
    kb.edit(
      recordsOf(900)
        .slice(20)
        .map((put) => ({ put })),
    );
    const stop = new AbortController();
    await update(path, kb, encoder, { signal: stop.signal, onProgress: () => stop.abort() });
    encoder.taken();
    encoder.left = 300;
    await expect(update(path, kb, encoder)).rejects.toMatchObject({ code: "CLOSED" });
    encoder.left = Number.POSITIVE_INFINITY;
    encoder.taken();
    const { added } = await update(path, kb, encoder);
    expect(added).toHaveLength(880 - 2 * 256);
    await expectVectorsOf(kb, path);
  });

  it("moves the vectors of a KB that was built again", async () => {
    const { path, encoder } = await embedded(recordsOf(40));
    const reversed = await kbOf([{ id: "first", name: "First" }, ...recordsOf(40).reverse()]);
    const { added, changed, moved, removed } = await update(path, reversed, encoder);
    expect(encoder.taken()).toEqual(["First"]);
    // One of them stays in the middle.
    expect([added, changed, moved.length, removed]).toEqual([[], [0], 39, []]);
    await expectVectorsOf(reversed, path);
  });

  it("keeps int8 numbers that are moved as they are", async () => {
    const { kb, path, encoder } = await embedded(recordsOf(5));
    const text = entityTextOf(kb, recordOf(2));
    const { values } = quantiseRows([vectorOf(text)], encoder.dimensions);
    const again = await kbOf([{ id: "first", name: "First" }, ...recordsOf(5)]);
    await update(path, again, encoder);
    await using(path, (_folder, index) => index.compact());
    await using(path, (folder) => {
      const vector = folder.vector(3) as Float32Array;
      expect(quantiseRows([vector], encoder.dimensions).values).toEqual(values);
    });
  });
});
