import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Piece } from "./formats/format.js";
import { writePieces } from "./piece-folder.js";

const root = mkdtempSync(join(tmpdir(), "namesake-pieces-"));
afterAll(() => rmSync(root, { recursive: true }));
const path = (name: string) => join(root, name);

async function* pieces(...all: [file: string, text: string][]): AsyncGenerator<Piece> {
  for (const [file, text] of all) yield { file, text };
}

it("joins the pieces of a file, wherever they come", async () => {
  mkdirSync(path("empty"));
  for (const name of ["new/er", "empty"]) {
    await writePieces(path(name), pieces(["a.xml", "1"], ["raw/b", "x"], ["raw/b", "y"], ["a.xml", "2"]));
    expect(readFileSync(path(`${name}/a.xml`), "utf8")).toBe("12");
    expect(readFileSync(path(`${name}/raw/b`), "utf8")).toBe("xy");
  }
});

it("leaves a folder alone that has something in it", async () => {
  mkdirSync(path("full"));
  writeFileSync(path("full/mine"), "");
  await expect(writePieces(path("full"), pieces(["a", "1"]))).rejects.toMatchObject({
    code: "OPTION_INVALID",
  });
  expect(readdirSync(path("full"))).toEqual(["mine"]);
  await expect(writePieces(path("full/mine"), pieces(["a", "1"]))).rejects.toMatchObject({
    code: "WRITE_FAILED",
  });
});

it("leaves nothing where the pieces fail", async () => {
  const error = new Error("torn");
  async function* torn() {
    yield { file: "a", text: "1" };
    throw error;
  }
  await expect(writePieces(path("torn"), torn())).rejects.toBe(error);
  expect(existsSync(path("torn"))).toBe(false);
  expect(readdirSync(root).filter((name) => name.includes("tmp"))).toEqual([]);
});

it.each(["../out", "a/../../out", "", "."])("writes no file outside of the folder: %j", async (file) => {
  await expect(writePieces(path("inside"), pieces([file, "x"]))).rejects.toMatchObject({
    code: "WRITE_FAILED",
  });
  expect(existsSync(path("out"))).toBe(false);
});
