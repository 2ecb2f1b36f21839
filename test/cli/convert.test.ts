import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../src/eval/formats/index.js";
import { inFolder, namesake, withSmallKb } from "./program.js";

withSmallKb(); // for the folder that it makes and removes

const SAMPLE = fileURLToPath(new URL("../../examples/sample/sentences.jsonl", import.meta.url));
const read = (name: string) => readFileSync(inFolder(name), "utf8");

const TEXT = "Łódź 😀 and Lyon met.";
const DOCUMENT = {
  id: "tram",
  text: TEXT,
  title: "Cities",
  mentions: [
    { start: 0, end: 4, entity: "Łódź", candidates: ["Łódź", "Boat"] },
    { start: 12, end: 16, entity: "Lyon" },
  ],
};

const BROKEN = { id: "5", text: "Zork.", mentions: [{ start: 0, end: 99, entity: null }] };

beforeAll(() => {
  writeFileSync(inFolder("gold.jsonl"), `${JSON.stringify(DOCUMENT)}\n`);
  writeFileSync(inFolder("broken.jsonl"), `${JSON.stringify(DOCUMENT)}\n${JSON.stringify(BROKEN)}\n`);
});

describe("convert", () => {
  it("writes to standard output, and back again", async () => {
    const there = await namesake(["convert", "gold.jsonl", "--to", "bench"]);
    expect(there.code).toBe(0);
    // Code points: the emoji is one.
    expect(JSON.parse(there.stdout)).toMatchObject({
      mentions: [
        { start: 0, end: 4 },
        { start: 11, end: 15 },
      ],
    });
    const back = await namesake(["convert", "-", "--from", "bench", "--to", "namesake"], {
      input: there.stdout,
    });
    expect(back.code).toBe(0);
    expect(JSON.parse(back.stdout)).toMatchObject({ id: "tram", text: TEXT, mentions: DOCUMENT.mentions });
  });

  it("keeps all of the shipped sample on the way through another format", async () => {
    const written = await namesake(["convert", SAMPLE, "--to", "nif", "--out", "sample.ttl"]);
    expect(written).toMatchObject({ code: 0, stdout: "" });
    expect(written.stderr).toContain("Wrote sample.ttl: 200 documents, 548 mentions.");
    const back = await namesake(["convert", "sample.ttl", "--to", "namesake"]);
    const parse = (text: string) =>
      text
        .trim()
        .split("\n")
        .map((one) => JSON.parse(one) as { id: string; text: string; mentions: object[] });
    const plain = (text: string) => parse(text).map(({ text, mentions }) => ({ text, mentions }));
    expect(plain(back.stdout)).toEqual(plain(readFileSync(SAMPLE, "utf8")));
  });

  it("writes a folder for a format of several files", async () => {
    const { code, stdout } = await namesake(["convert", "gold.jsonl", "--to", "wned", "--out", "gold-wned"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(readdirSync(inFolder("gold-wned")).sort()).toHaveLength(2);
    const back = await namesake(["convert", "gold-wned", "--to", "namesake"]);
    expect(JSON.parse(back.stdout)).toMatchObject({
      text: TEXT,
      mentions: [{ entity: "Łódź" }, { entity: "Lyon" }],
    });
    const again = await namesake(["convert", "gold.jsonl", "--to", "wned", "--out", "gold-wned"]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("--out should be a folder that is new or empty");
  });

  it("says what the new format has no place for", async () => {
    const { code, stderr } = await namesake(["convert", "gold.jsonl", "--to", "wned", "--out", "lossy"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^namesake: wned has no place for what the data says of: .*candidates/m);
    expect((await namesake(["convert", "gold.jsonl", "--to", "namesake"])).stderr).toBe("");
  });

  it("reads gzip", async () => {
    writeFileSync(inFolder("gold.jsonl.gz"), gzipSync(read("gold.jsonl")));
    const { code, stdout } = await namesake(["convert", "gold.jsonl.gz", "--to", "namesake"]);
    expect({ code, document: JSON.parse(stdout) as unknown }).toEqual({ code: 0, document: DOCUMENT });
  });

  it("leaves out what is broken and says so", async () => {
    const { code, stdout, stderr } = await namesake(["convert", "broken.jsonl", "--to", "namesake"]);
    const written = stdout
      .trim()
      .split("\n")
      .map((one) => JSON.parse(one) as unknown);
    expect({ code, written }).toEqual({ code: 3, written: [DOCUMENT, { ...BROKEN, mentions: [] }] });
    expect(stderr).toMatch(/^namesake: in the data: broken\.jsonl, line 2: a mention/m);
    const strict = await namesake([
      "convert",
      "broken.jsonl",
      "--to",
      "namesake",
      "--strict",
      "--out",
      "strict.jsonl",
    ]);
    expect(strict.code).toBe(1);
    expect(existsSync(inFolder("strict.jsonl"))).toBe(false);
  });

  it("leaves what was there alone where it cannot be done", async () => {
    writeFileSync(inFolder("kept.jsonl"), "kept");
    writeFileSync(inFolder("nothing.jsonl"), '{"id":"1","text":"x","mentions":[]}\n[]\n');
    mkdirSync(inFolder("a-folder"), { recursive: true });
    const empty = await namesake([
      "convert",
      "-",
      "--from",
      "namesake",
      "--to",
      "namesake",
      "--out",
      "kept.jsonl",
    ]);
    expect(empty.code).toBe(1);
    expect(empty.stderr).toContain("has nothing to evaluate");
    expect(read("kept.jsonl")).toBe("kept");
    const folder = await namesake(["convert", "gold.jsonl", "--to", "namesake", "--out", "a-folder"]);
    expect(folder.code).toBe(1);
    expect(folder.stderr).toContain("Cannot write a-folder");
  });

  it("lists every format", async () => {
    const { code, stdout } = await namesake(["convert", "--list"]);
    expect(code).toBe(0);
    const names = stdout
      .trim()
      .split("\n")
      .map((text) => text.split(" ")[0]);
    expect(names).toEqual(FORMATS.map(({ name }) => name));
    expect(stdout).not.toContain("undefined");
  });

  it.each([
    [["convert", "--to", "csv"], "input should be a file or folder"],
    [["convert", "gold.jsonl"], "--to should be one of namesake"],
    [["convert", "gold.jsonl", "--to", "word"], "--to should be one of"],
    [["convert", "gold.jsonl", "--from", "word", "--to", "csv"], "--from should be one of"],
    [["convert", "gold.jsonl", "--to", "wned"], "--out should be a folder"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await namesake(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
