import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "../dataset.js";
import { aidaFormat } from "./aida.js";
import { formatContract, readAll } from "./format.contract.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-aida-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads rows; columns are divided by " | " here. */
async function read(...rows: string[]) {
  const path = join(folder, "small.tsv");
  writeFileSync(path, rows.map((row) => row.replaceAll(" | ", "\t")).join("\n"));
  const { documents, problems } = await readAll(aidaFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

async function written(...documents: GoldDocument[]): Promise<string> {
  let all = "";
  for await (const { text } of aidaFormat.write?.(documents) ?? []) all += text;
  return all.replaceAll("\t", " | ");
}

const named = ({ text, mentions }: GoldDocument) =>
  mentions.map(({ start, end, entity }) => [text.slice(start, end), entity]);

formatContract(aidaFormat, { tokenised: true, without: ["nested"] });

describe("aida", () => {
  it("reads documents, sentences and mentions", async () => {
    const { documents, problems } = await read(
      "-DOCSTART- (1 TRAMS)",
      "TRAMS",
      "",
      "Ada | B | Ada Lovelace | Ada_Lovelace | http://en.wikipedia.org/wiki/Ada_Lovelace | 974 | /m/0rlm",
      "Lovelace | I | Ada Lovelace | Ada_Lovelace | http://en.wikipedia.org/wiki/Ada_Lovelace | 974 | /m/0rlm",
      "saw | O",
      "Odo | B | Odo | --NME--",
      "Odo | B | Odo | --NME--",
      "in",
      "Köln | B | Köln | K\\u00f6ln | http://en.wikipedia.org/wiki/K%C3%B6ln | 6187",
      ".",
      "",
      "-DOCSTART- (2testb ULM)",
      "",
      "-DOCSTART-",
      "😀",
      "Ulm | I | Ulm | Ulm | http://www.wikidata.org/entity/Q3012",
      "Bern | B | Bern | Bern_\\u0028city\\u0029",
    );
    expect(problems).toEqual([]);
    expect(documents.map(({ id }) => id)).toEqual(["1 TRAMS", "2testb ULM", "3"]);
    expect(documents.map(({ text }) => text)).toEqual([
      "TRAMS\nAda Lovelace saw Odo Odo in Köln .",
      "",
      "😀 Ulm Bern",
    ]);
    expect(documents.map(named)).toEqual([
      [
        ["Ada Lovelace", "Ada Lovelace"],
        ["Odo", null],
        ["Odo", null],
        ["Köln", "Köln"],
      ],
      [],
      [
        ["Ulm", "Q3012"],
        ["Bern", "Bern (city)"],
      ],
    ]);
  });

  it("goes on with a mention behind the end of a sentence, and over rows of null", async () => {
    const { documents, problems } = await read(
      "-DOCSTART- (1)",
      "Bad | B | Bad Ulm | Ulm",
      "",
      "Ulm | I | Bad Ulm | Ulm",
      "Ada | B | Ada B | Ada",
      "B | B | Ada B | null",
      "Max | I | Max | Max",
      "x | B | x | null",
    );
    expect(problems).toEqual(['small.tsv, line 7: "mention" should be "Max", as its tokens, found "Max x".']);
    expect(documents.map(named)).toEqual([
      [
        ["Bad\nUlm", "Ulm"],
        ["Ada B", "Ada"],
      ],
    ]);
  });

  it("reports what is wrong, and reads on", async () => {
    const { documents, problems } = await read(
      "-DOCSTART- (1)",
      "Ada | B | Max | Max_Planck",
      " | B | Max | Max_Planck",
      "Ulm | B | Ulm | Ulm",
      "-DOCSTART- (1)",
      "Ulm",
    );
    expect(documents.map(({ id }) => id)).toEqual(["1", "1#2"]);
    expect(documents.map(named)).toEqual([[["Ulm", "Ulm"]], []]);
    expect(problems).toEqual([
      expect.stringMatching(/^small.tsv, line 3: "token" should be/),
      'small.tsv, line 2: "mention" should be "Max", as its tokens, found "Ada".',
      expect.stringMatching(/^small.tsv, line 5: the id "1"/),
    ]);
  });

  it("writes columns as AIDA has them", async () => {
    const text = "Who's Next? by Odo\nin Q456 or drug_1.";
    const at = (surface: string) => ({
      start: text.indexOf(surface),
      end: text.indexOf(surface) + surface.length,
    });
    expect(
      await written({
        id: "a b",
        text,
        mentions: [
          { ...at("Who's Next?"), entity: "Who's Next? 1" },
          { ...at("Odo"), entity: null },
          { ...at("Q456"), entity: "Q456" },
          { ...at("drug_1"), entity: "drug_1" },
        ],
      }),
    ).toBe(
      [
        "-DOCSTART- (a b)",
        "Who | B | Who's Next? | Who's_Next?_1 | http://en.wikipedia.org/wiki/Who's_Next%3F_1",
        "'s | I | Who's Next? | Who's_Next?_1 | http://en.wikipedia.org/wiki/Who's_Next%3F_1",
        "Next | I | Who's Next? | Who's_Next?_1 | http://en.wikipedia.org/wiki/Who's_Next%3F_1",
        "? | I | Who's Next? | Who's_Next?_1 | http://en.wikipedia.org/wiki/Who's_Next%3F_1",
        "by",
        "Odo | B | Odo | --NME--",
        "",
        "in",
        "Q456 | B | Q456 | Q456 | http://www.wikidata.org/entity/Q456",
        "or",
        "drug_1 | B | drug_1 | drug_1 | drug_1",
        ".",
        "",
        "",
      ].join("\n"),
    );
  });

  it("is not taken in by other columns", () => {
    const score = (...rows: string[]) =>
      aidaFormat.detect({ path: "x", head: rows.join("\n").replaceAll(" | ", "\t"), names: [] });
    expect(score("-DOCSTART- (1 A)", "A | B | A | --NME--")).toBe(0.95);
    expect(score("-DOCSTART-", "A | B | A | --NME--")).toBe(0.95);
    expect(score("-DOCSTART- (1 A)", "A")).toBe(0.6);
    expect(score("-DOCSTART- -X- O O", "", "A NNP I-NP I-ORG")).toBe(0);
    expect(score("-DOCSTART-", "", "# 1", "A | B-5 | B-A")).toBe(0);
    expect(score("A | B | A | --NME--")).toBe(0);
  });
});
