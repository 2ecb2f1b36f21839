import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "../dataset.js";
import { formatContract, readAll } from "./format.contract.js";
import { zeldaConllFormat } from "./zelda-conll.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-zelda-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads rows; columns are divided by " | " here. */
async function read(...rows: string[]) {
  const path = join(folder, "small.conll");
  writeFileSync(path, rows.map((row) => row.replaceAll(" | ", "\t")).join("\n"));
  const { documents, problems } = await readAll(zeldaConllFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

const named = ({ text, mentions }: GoldDocument) =>
  mentions.map(({ start, end, entity }) => [text.slice(start, end), entity]);

formatContract(zeldaConllFormat, { tokenised: true, without: ["nested"] });

describe("zelda-conll", () => {
  it("reads test data", async () => {
    const { documents, problems } = await read(
      "-DOCSTART-",
      "",
      "# 1testb TRAMS",
      "# | O | O",
      "Ada | B-974 | B-Ada_Lovelace",
      "Lovelace | I-974 | I-Ada_Lovelace",
      "Ada | B-974 | B-Ada_Lovelace",
      "(  | O | O",
      "Ulm | B-5 | B-Ulm",
      "Bern | I-6 | I-Bern",
      "",
      "-DOCSTART-",
      "",
      "# page 7 | 0.3_0.4",
      "Ulm | B-5 | B-Ulm",
    );
    expect(problems).toEqual([]);
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ["1testb TRAMS", "# Ada Lovelace Ada ( Ulm Bern"],
      ["page 7", "Ulm"],
    ]);
    expect(documents.map(named)).toEqual([
      [
        ["Ada Lovelace", "Ada Lovelace"],
        ["Ada", "Ada Lovelace"],
        ["Ulm", "Ulm"],
        ["Bern", "Bern"],
      ],
      [["Ulm", "Ulm"]],
    ]);
    expect(documents[1]?.mentions[0]?.slices).toEqual(["0.3_0.4"]);
  });

  it("reads training data, which has sentences and no ids", async () => {
    const { documents, problems } = await read(
      "-DOCSTART-",
      "",
      "It | O | O",
      "rains | O | O",
      "",
      "Ulm | B-5 | B-Ulm",
      "-DOCSTART-",
      "",
      "# | O | O",
    );
    expect(problems).toEqual([]);
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ["1", "It rains\nUlm"],
      ["2", "#"],
    ]);
  });

  it("reports what is wrong, and reads on", async () => {
    const { documents, problems } = await read(
      "-DOCSTART-",
      "# a",
      "Ulm | B-5",
      "Bern | O | O",
      "# late",
      "-DOCSTART-",
      "# a",
      "Bern | B-6 | B-NIL",
    );
    expect(documents.map(({ id }) => id)).toEqual(["a", "a#2"]);
    expect(documents.map(named)).toEqual([[], [["Bern", null]]]);
    expect(problems).toEqual([
      expect.stringMatching(/^small.conll, line 3: "row" should be a token, a page id and a title/),
      expect.stringMatching(/^small.conll, line 5: "row" should be/),
      expect.stringMatching(/^small.conll, line 6: the id "a"/),
    ]);
  });

  it("writes underscores for spaces, and back", async () => {
    const documents: GoldDocument[] = [
      {
        id: "x",
        text: "Ada took drug 1",
        mentions: [
          { start: 0, end: 3, entity: "Ada Lovelace" },
          { start: 9, end: 15, entity: "drug_1" },
        ],
      },
    ];
    let all = "";
    for await (const { text } of zeldaConllFormat.write?.(documents) ?? []) all += text;
    const rows = all.replaceAll("\t", " | ").split("\n");
    expect(rows).toEqual([
      "-DOCSTART-",
      "",
      "# x",
      "Ada | B--1 | B-Ada_Lovelace",
      "took | O | O",
      "drug | B--1 | B-drug%5F1",
      "1 | I--1 | I-drug%5F1",
      "",
      "",
    ]);
    expect((await read(...rows)).documents).toEqual(documents);
  });

  it("is not taken in by other columns", () => {
    const score = (...rows: string[]) =>
      zeldaConllFormat.detect({ path: "x", head: rows.join("\r\n").replaceAll(" | ", "\t"), names: [] });
    expect(score("-DOCSTART-", "", "# 1 A", "A | B-5 | B-A")).toBe(0.95);
    expect(score("-DOCSTART-", "", "# | O | O")).toBe(0.95);
    expect(score("-DOCSTART-", "", "# 1 A")).toBe(0.5);
    expect(score("-DOCSTART-", "A | B | A | --NME--")).toBe(0);
    expect(score("-DOCSTART- -X- O O", "", "A NNP I-NP I-ORG")).toBe(0);
  });
});
