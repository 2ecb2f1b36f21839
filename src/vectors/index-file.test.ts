import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { IndexFile, writeIndexFile } from "./index-file.js";
import { temporaryFolder } from "./sample-folder.contract.js";

const bytes = (...numbers: number[]) => Uint8Array.from(numbers);

async function written(): Promise<string> {
  const path = join(temporaryFolder(), "some.index");
  await writeIndexFile(path, "sample", { size: 2 }, [
    { name: "first", pieces: [bytes(1, 2, 3), bytes(), bytes(4)] },
    { name: "empty", pieces: [] },
    { name: "last", pieces: [bytes(5, 6)] },
  ]);
  return path;
}

/** Writes a file again, with its bytes changed. */
function change(path: string, how: (content: Buffer) => Buffer): void {
  writeFileSync(path, how(readFileSync(path)));
}

const damage = (why: RegExp) =>
  expect.objectContaining({ code: "INDEX_DAMAGED", message: expect.stringMatching(why) as string });

describe("the file of an index", () => {
  it("gives back what was written", async () => {
    const file = IndexFile.open<{ size: number }>(await written(), "sample");
    expect(file.info).toEqual({ size: 2 });
    expect(new Uint8Array(file.readAll("first"))).toEqual(bytes(1, 2, 3, 4));
    expect(file.readAll("empty").byteLength).toBe(0);
    expect(file.bytesOf("last")).toBe(2);
    const part = new Uint8Array(2);
    file.read("first", 1, part);
    expect(part).toEqual(bytes(2, 3));
    file.close();
    file.close();
    expect(() => file.readAll("first")).toThrow(expect.objectContaining({ code: "CLOSED" }));
  });

  it("says that it was cut short, or is another file", async () => {
    const path = await written();
    const whole = readFileSync(path);
    for (const length of [0, 5, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      expect(() => IndexFile.open(path, "sample")).toThrow(damage(/cut short, or is another file/));
    }
    writeFileSync(path, Buffer.alloc(5000, "some text "));
    expect(() => IndexFile.open(path, "sample")).toThrow(damage(/another file/));
    writeFileSync(path, whole.subarray(2));
    expect(() => IndexFile.open(path, "sample")).toThrow(damage(/4 bytes instead of 6/));
  });

  it("says that it is not there, of another kind, or newer", async () => {
    const path = await written();
    expect(() => IndexFile.open(`${path}x`, "sample")).toThrow(damage(/does not exist/));
    expect(() => IndexFile.open(path, "other")).toThrow(damage(/of the kind "sample", not "other"/));
    change(path, (content) => Buffer.from(content.toString("latin1").replace('n":1', 'n":9'), "latin1"));
    expect(() => IndexFile.open(path, "sample")).toThrow(expect.objectContaining({ code: "INDEX_NEWER" }));
  });

  it("notices a byte that has changed", async () => {
    const path = await written();
    change(path, (content) => content.fill(9, 2, 3));
    const file = IndexFile.open(path, "sample");
    expect(() => file.readAll("first")).toThrow(damage(/bytes of its first/));
    expect(() => file.readAll("none")).toThrow(damage(/has no none/));
    file.close();
  });
});
