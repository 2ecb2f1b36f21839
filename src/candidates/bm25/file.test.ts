import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Bm25Index, buildBm25 } from "./bm25-index.js";
import { openBm25, saveBm25 } from "./file.js";
import { asText, sampleDocuments, sampleWords } from "./sample-collection.contract.js";

const VERSION_AT = "namesake-bm25\n".length;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "namesake-bm25-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe("the file of an index", () => {
  const index = buildBm25(sampleDocuments(3, 600, 12).map(asText), { k1: 0.9, b: 0.4, origin: "a KB" });
  let bytes: Buffer;
  beforeAll(async () => {
    const path = mkdtempSync(join(tmpdir(), "namesake-bm25-"));
    await saveBm25(index, join(path, "index"));
    bytes = readFileSync(join(path, "index"));
    rmSync(path, { recursive: true });
  });

  const open = (content: Uint8Array): Promise<Bm25Index> => {
    const path = join(folder(), "index");
    writeFileSync(path, content);
    return openBm25(path);
  };

  it("opens as the index that was saved", async () => {
    const opened = await open(bytes);
    expect(opened).toMatchObject({ size: 600, parameters: { k1: 0.9, b: 0.4 }, origin: "a KB" });
    const ask = sampleWords(4);
    for (let i = 1; i < 20; i++) {
      const query = ask(i).join(" ");
      expect(opened.search(query, 10)).toEqual(index.search(query, 10));
    }
  });

  it("opens also where it has nothing in it", async () => {
    const path = join(folder(), "deeper", "index");
    await saveBm25(buildBm25([]), path);
    const opened = await openBm25(path);
    expect(opened.search("apple", 3)).toEqual([]);
    opened.set({ row: 0, text: "apple" });
    expect(opened.search("apple", 3)).toHaveLength(1);
  });

  it("keeps the words of all scripts apart", async () => {
    const path = join(folder(), "index");
    const words = ["москва", "東京", "𐌰𐌱", "ﷺ", "�", "😀", "zebra"];
    const index = buildBm25(words.map((text, row) => ({ row, text })));
    await saveBm25(index, path);
    const opened = await openBm25(path);
    for (const [row, word] of words.entries())
      expect(opened.search(word, 9).map((hit) => hit.row)).toContain(row);
  });

  it("is refused where any byte of it was changed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] as number) ^ change;
        await expect(open(changed)).rejects.toMatchObject({
          code: expect.stringMatching(/^TEXT_INDEX_(INVALID|NEWER)$/),
        });
      }),
    );
  });

  it.each([
    ["begins", 5, "it does not begin as one"],
    ["is in its header", 60, "it ends after 60 bytes, in its header"],
    ["is in its data", 4000, "it has 4000 bytes, "],
  ])("is refused where it ends as it %s", async (_, length, why) => {
    await expect(open(bytes.subarray(0, length))).rejects.toThrow(why);
  });

  it("is refused where something follows it", async () => {
    const longer = Buffer.concat([bytes, Buffer.from("x")]);
    await expect(open(longer)).rejects.toThrow(
      `it has ${bytes.length + 1} bytes, ${bytes.length} were written`,
    );
  });

  it("is refused where it is of a later version", async () => {
    const newer = Uint8Array.from(bytes);
    newer[VERSION_AT] = 200;
    await expect(open(newer)).rejects.toThrow("has format version 200, this Namesake reads up to 1");
  });

  it("is refused where it is no index, or there is none", async () => {
    await expect(open(Buffer.from('{"format":"namesake-kb"}'.repeat(9)))).rejects.toThrow(
      "does not begin as one",
    );
    await expect(openBm25(join(folder(), "none"))).rejects.toThrow("it does not exist. Make it again");
    await expect(openBm25(folder())).rejects.toMatchObject({ code: "TEXT_INDEX_INVALID" });
  });
});
