import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quantiseRows } from "../../vectors/quantised-rows.js";
import { EmbeddingFile, hashOfId, writeEmbeddings } from "./embedding-file.js";

const CONTENT_HASH = "0123456789abcdef0123456789abcdef";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "embeddings-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string): Promise<string> {
  const path = join(folder, name);
  const vectors = new Map([
    ["north", Float32Array.of(0, 1, 0)],
    ["east", Float32Array.of(1, 0, 0)],
    ["Ñandú", Float32Array.of(0.6, 0, -0.8)],
  ]);
  const ids = [...vectors.keys()].sort((a, b) => hashOfId(a) - hashOfId(b));
  const rows = quantiseRows(
    ids.map((id) => vectors.get(id) as Float32Array),
    3,
  );
  await writeEmbeddings(path, { ...rows, hashes: Float64Array.from(ids, hashOfId) }, CONTENT_HASH);
  return path;
}

describe("a file of entity vectors", () => {
  it("gives the vectors that were written", async () => {
    const file = new EmbeddingFile(await written("good"));
    expect(file).toMatchObject({ dimensions: 3, size: 3, contentHash: CONTENT_HASH });
    expect(file.vector("north")?.[1]).toBeCloseTo(1, 5);
    expect(file.vector("Ñandú")?.[0]).toBeCloseTo(0.6, 2);
    expect(file.vector("Ñandú")?.[2]).toBeCloseTo(-0.8, 2);
    expect(file.vector("south")).toBeUndefined();
    file.close();
  });

  it("is the same bytes for the same vectors", async () => {
    const [one, other] = [await written("one"), await written("other")];
    expect(await readFile(one)).toEqual(await readFile(other));
  });

  it("is not read after it was closed", async () => {
    const file = new EmbeddingFile(await written("closed"));
    file.close();
    file.close();
    expect(() => file.vector("north")).toThrow(/closed/i);
  });

  it.each([
    ["is another file", (path: string) => writeFile(path, "x".repeat(500)), /begins differently/],
    ["was cut off", (path: string) => truncate(path, 100), /100 bytes instead of/],
    ["is shorter than its beginning", (path: string) => truncate(path, 10), /shorter/],
    ["is missing", (path: string) => rm(path), /does not exist/],
    [
      "is of a later version",
      async (path: string) => {
        const bytes = await readFile(path);
        bytes.writeUInt32LE(99, 8);
        await writeFile(path, bytes);
      },
      /format version 99/,
    ],
  ])("is refused where it %s", async (name, damage, message) => {
    const path = await written(name.replaceAll(" ", "-"));
    await damage(path);
    expect(() => new EmbeddingFile(path)).toThrow(message);
    expect(() => new EmbeddingFile(path)).toThrow(expect.objectContaining({ code: "EMBEDDINGS_INVALID" }));
  });
});

describe("the hash of an id", () => {
  it("is a whole number of 53 bits that differs between ids", () => {
    const hashes = Array.from({ length: 20_000 }, (_, i) => hashOfId(`Q${i}`));
    expect(hashes.every(Number.isSafeInteger)).toBe(true);
    expect(new Set(hashes).size).toBe(20_000);
  });
});
