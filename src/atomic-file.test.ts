import fs, {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { checkWritable, linkAtomically, writeAtomically, writeTogether } from "./atomic-file.js";
import { NamesakeError } from "./errors.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-atomic-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);
const content = (name: string) => readFileSync(path(name), "utf8");

it("writes pieces one after another, in folders that it makes", async () => {
  await writeAtomically(path("a/b/c.txt"), ["Łódź ", "", "😀\n"]);
  expect(content("a/b/c.txt")).toBe("Łódź 😀\n");
  expect(readdirSync(path("a/b"))).toEqual(["c.txt"]);
});

it("writes bytes beside text", async () => {
  await writeAtomically(path("bytes"), [
    Uint8Array.of(1, 2),
    new Uint8Array(),
    "Ł",
    new Uint8Array(100_000).fill(7),
  ]);
  const bytes = readFileSync(path("bytes"));
  expect([...bytes.subarray(0, 5)]).toEqual([1, 2, 0xc5, 0x81, 7]);
  expect(bytes.length).toBe(100_004);
});

it("writes an empty file of no pieces", async () => {
  await writeAtomically(path("empty"), []);
  expect(content("empty")).toBe("");
});

it("leaves what was there where the pieces fail, and throws what they threw", async () => {
  writeFileSync(path("old"), "before");
  const error = new NamesakeError("DATASET_EMPTY", { path: "x", format: "csv", problems: 0 });
  async function* pieces() {
    yield "after";
    throw error;
  }
  await expect(writeAtomically(path("old"), pieces())).rejects.toBe(error);
  expect(content("old")).toBe("before");
  expect(readdirSync(folder).filter((name) => name.includes("tmp"))).toEqual([]);
});

it("leaves all that was there where one of several files fails", async () => {
  writeFileSync(path("one"), "before");
  const files = [
    { path: path("one"), pieces: ["after"] },
    { path: path("file-of-none/two"), pieces: ["after"] },
  ];
  writeFileSync(path("file-of-none"), "");
  await expect(writeTogether(files)).rejects.toThrow(/Cannot write .*file-of-none\/two/);
  expect(content("one")).toBe("before");
  expect(readdirSync(folder).filter((name) => name.includes("tmp"))).toEqual([]);
});

it("says why it cannot write", async () => {
  mkdirSync(path("folder"));
  await expect(writeAtomically(path("folder"), ["x"])).rejects.toMatchObject({ code: "WRITE_FAILED" });
  writeFileSync(path("file"), "");
  await expect(writeAtomically(path("file/below"), ["x"])).rejects.toThrow(/Cannot write .*file\/below/);
  expect(readdirSync(folder).filter((name) => name.includes("tmp"))).toEqual([]);
});

it("writes through links, and into devices", async () => {
  symlinkSync(path("empty"), path("link"));
  await writeAtomically(path("link"), ["linked"]);
  expect(content("empty")).toBe("linked");
  await writeAtomically("/dev/null", ["nothing"]);
  expect(readFileSync("/dev/null", "utf8")).toBe("");
});

it("tells in advance what cannot be written, and writes nothing", async () => {
  mkdirSync(path("there"));
  writeFileSync(path("no-folder"), "");
  for (const good of ["new", "there/new", "there/in/all/new", "no-folder"]) await checkWritable(path(good));
  await checkWritable("/dev/null");
  expect(readdirSync(path("there"))).toEqual([]);
  await expect(checkWritable(path("there"))).rejects.toThrow(/Cannot write .*there: it is a folder/);
  for (const bad of ["no-folder/new", "no-folder/in/all/new"])
    await expect(checkWritable(path(bad))).rejects.toThrow(/a part of the path is not a folder/);
});

it("leaves what was there, and nothing else, where the disk is full", async () => {
  writeFileSync(path("kept"), "before");
  const { write } = fs;
  let room = 3;
  // All that streams ask of the file system to write goes through these.
  const refuse = (callback: (error: Error) => void) =>
    callback(Object.assign(new Error("no space"), { code: "ENOSPC" }));
  vi.spyOn(fs, "write").mockImplementation(((...given: Parameters<typeof write>) =>
    room-- > 0 ? write(...given) : refuse(given.at(-1) as never)) as typeof write);
  vi.spyOn(fs, "writev").mockImplementation(((...given: unknown[]) =>
    refuse(given.at(-1) as never)) as never);
  const pieces = function* () {
    for (let i = 0; i < 10; i++) yield new Uint8Array(100_000);
  };
  await expect(writeAtomically(path("kept"), pieces())).rejects.toThrow(
    /Cannot write .*kept: the disk is full/,
  );
  expect(content("kept")).toBe("before");
  expect(readdirSync(folder).filter((name) => name.includes("tmp"))).toEqual([]);
  vi.restoreAllMocks();
});

it("gives a file another name, in the place of what had it", async () => {
  writeFileSync(path("original"), "one");
  writeFileSync(path("name"), "two");
  expect(await linkAtomically(path("original"), path("name"))).toBe(true);
  expect(content("name")).toBe("one");
  await writeAtomically(path("original"), ["three"]);
  expect(content("name")).toBe("one");
  expect(await linkAtomically(path("absent"), path("name"))).toBe(false);
  expect(content("name")).toBe("one");
  expect(readdirSync(folder).filter((name) => name.includes("tmp"))).toEqual([]);
});
