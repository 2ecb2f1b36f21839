import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "../dataset.js";
import { conlluFormat } from "./conllu.js";
import { formatContract, readAll } from "./format.contract.js";
import { sampleOf } from "./index.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-conllu-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows of a number, a form and what stands in MISC, divided by " | "; comments and blank lines as they are. */
function rows(...lines: string[]): string {
  const row = (line: string) => {
    const [id = "", form = "", misc = "_"] = line.split(" | ");
    return [id, form, "_", "NOUN", "_", "_", "0", "dep", "_", misc].join("\t");
  };
  return lines.map((line) => (line === "" || line.startsWith("#") ? line : row(line))).join("\n");
}

async function readPath(path: string) {
  const { documents, problems } = await readAll(conlluFormat, path);
  return { documents, problems: problems.map(({ message }) => message) };
}

async function read(...lines: string[]) {
  const path = join(folder, "small.conllu");
  writeFileSync(path, rows(...lines));
  return readPath(path);
}

const named = ({ text, mentions }: GoldDocument) =>
  mentions.map(({ start, end, entity }) => [text.slice(start, end), entity]);

formatContract(conlluFormat);

const FIELDS = "# global.Entity = GRP-etype-infstat-salience-centering-minspan-link-identity";

describe("conllu", () => {
  it("reads words, paragraphs and nested entities as GUM has them", async () => {
    const { documents, problems } = await read(
      "# newdoc id = GUM_bio_ada",
      FIELDS,
      "# meta::title = Ada",
      "# newpar",
      "# newpar_block = head (1 s)",
      "# sent_id = GUM_bio_ada-1",
      "1 | Ada | Entity=(1-person-new-sssss-cf1-1-coref-Ada_Lovelace",
      "2 | Lovelace | Entity=1)",
      "",
      "# newpar",
      "1 | She | Entity=(1-person-giv:act-sssss-cf1-1-ana-Ada_Lovelace)",
      "2 | saw | _",
      "3 | the | Discourse=x|Entity=(2-place-new-nnnnn-cf2-2-sgl",
      "4 | Bank | Entity=(3-organization-new-nnnnn-cf3-1,3-coref-Bank_of_Ulm%2C_Inc%2E_%28Ulm%2DWest%29",
      "5 | of | _",
      "6 | Ulm | Entity=(4-place-new-nnnnn-cf4-1-sgl-Ulm)3)2)|SpaceAfter=No",
      "7 | . | SpaceAfter=No",
      "",
      "# text = It closed .",
      "1 | It | Entity=(3-organization-new-nnnnn-cf3-1-ana-Bank_of_Ulm%2C_Inc%2E_%28Ulm%2DWest%29)",
      "2 | closed | _",
      "3 | . | _",
    );
    expect(problems).toEqual([]);
    const text = "Ada Lovelace\nShe saw the Bank of Ulm.It closed .";
    const bank = { entity: "Bank of Ulm, Inc. (Ulm-West)", label: "organization" };
    expect(documents).toEqual([
      {
        id: "GUM_bio_ada",
        title: "Ada",
        text,
        mentions: [
          { start: 0, end: 12, entity: "Ada Lovelace", label: "person", slices: ["coref"] },
          { start: 13, end: 16, entity: "Ada Lovelace", label: "person", slices: ["ana"] },
          { start: 25, end: 36, ...bank, slices: ["coref"] },
          { start: 33, end: 36, entity: "Ulm", label: "place", slices: ["sgl"] },
          { start: 37, end: 39, ...bank, slices: ["ana"] },
        ],
      },
    ]);
  });

  it("reads tokens of several words, and passes over empty nodes", async () => {
    const { documents, problems } = await read(
      FIELDS.replace("infstat-salience-centering-minspan-", ""),
      "1-2 | don't | SpaceAfter=No",
      "1 | do | Entity=(1-event-coref-Do)",
      "2 | n't | Entity=(2-event-coref-Not",
      "3-4 | du | _",
      "3 | de | Entity=2)",
      "4 | le | Entity=(3-event-coref-Le",
      "4.1 | ghost | Entity=(4-event-coref-Ghost)(5-event-coref-Ulm)6",
      "5 | Ulm | Entity=3)",
    );
    expect(documents.map(({ id, text }) => [id, text])).toEqual([["small", "don'tdu Ulm"]]);
    expect(documents.flatMap(named)).toEqual([
      ["do", "Do"],
      ["n'tdu", "Not"],
      ["du Ulm", "Le"],
    ]);
    expect(problems).toEqual([
      'small.conllu, line 8: "Entity" should be brackets that open or close, found "6".',
    ]);
    const begun = await read("1.1 | ghost | Entity=(1-place-_-_-_-_-_-Ulm", "2 | Ulm | Entity=1)");
    expect(begun.documents.flatMap(named)).toEqual([["Ulm", "Ulm"]]);
  });

  it("follows the order of the fields that a file declares, and closes older brackets", async () => {
    const { documents, problems } = await read(
      "# newdoc id = old",
      "# global.Entity = entity-GRP-identity",
      "1 | Ada | Entity=(person-1-Ada_Lovelace",
      "2 | B | Entity=person-1-Ada_Lovelace)(person-2)",
      "# newdoc id = corefud",
      "# global.Entity = eid-etype-head-identity-other",
      "1 | Ulm | Entity=(e1-place-1-Ulm-x:1)(e2--1-Bern",
      "2 | B | Entity=e2)",
    );
    expect(problems).toEqual([]);
    expect(documents.map(({ id, mentions }) => [id, mentions])).toEqual([
      ["old", [{ start: 0, end: 5, entity: "Ada Lovelace", label: "person" }]],
      [
        "corefud",
        [
          { start: 0, end: 5, entity: "Bern" },
          { start: 0, end: 3, entity: "Ulm", label: "place" },
        ],
      ],
    ]);
  });

  it("reads white space that is told in letters", async () => {
    const { documents } = await read(
      "# newpar",
      "1 | Ulm | SpacesBefore=\\t|SpacesAfter=\\s\\s",
      "2 | is | SpacesAfter=\\r\\n\\p\\\\",
      "",
      "# newpar",
      "1 | old | SpacesAfter=\\n",
    );
    expect(documents.map(({ text }) => text)).toEqual(["\tUlm  is\r\n|\\old\n"]);
  });

  it("reads a folder, sorted by names", async () => {
    const path = join(folder, "several");
    mkdirSync(path);
    const one = rows("# newdoc id = same", FIELDS, "1 | Ulm | Entity=(1-place-_-_-_-_-_-Ulm)", "");
    writeFileSync(join(path, "b.conllu"), one);
    writeFileSync(
      join(path, "a.conllu.gz"),
      gzipSync(`${rows("1 | Bern | _", "")}\n# newdoc\n${rows("1 | Ulm | _")}`),
    );
    writeFileSync(join(path, "c.conllu"), one);
    writeFileSync(join(path, "LICENSE"), "none");
    const { documents, problems } = await readPath(path);
    expect(documents.map(({ id }) => id)).toEqual(["a", "a-2", "same", "same#2"]);
    expect(problems).toEqual([expect.stringMatching(/^c.conllu, line 1: the id "same"/)]);
    expect(conlluFormat.detect(await sampleOf(path))).toBe(0.8);
    mkdirSync(join(folder, "bare"));
    await expect(readPath(join(folder, "bare"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });

  it("reports what is wrong, and reads on", async () => {
    const { documents, problems } = await read(
      FIELDS,
      "1 | Ada | Entity=(1-person-_-_-_-_-_-Ada_Lovelace",
      "2 | B | Entity=5)",
      "3 | C | Entity=(7[1/2]-person-_-_-_-_-_-Max_Planck)",
      "4 | Ulm | Entity=(9-place)(8-place-_-_-_-_-_-Ulm)(6-place",
    );
    expect(documents.flatMap(named)).toEqual([["Ulm", "Ulm"]]);
    expect(problems).toEqual([
      'small.conllu, line 3: "Entity" should be an end of what was begun, found "5)".',
      'small.conllu, line 4: "Entity" should be a mention in one piece, found "7[1/2]".',
      'small.conllu, line 2: "Entity" should be an end of the entity, found "none of 1".',
    ]);
    const path = join(folder, "short.conllu");
    writeFileSync(path, `${rows("1 | Ulm | _")}\n2\tis\n${rows("3 | old | _")}`);
    const short = await readPath(path);
    expect(short.documents.map(({ text }) => text)).toEqual(["Ulm old"]);
    expect(short.problems).toEqual([
      expect.stringMatching(/^short.conllu, line 2: "row" should be ten columns/),
    ]);
  });

  it("writes groups of mentions of one entity, and brackets that may cross", async () => {
    const documents: GoldDocument[] = [
      {
        id: "x",
        title: "T",
        text: "Ulm of  Ulm (old).\nIt is.",
        mentions: [
          { start: 0, end: 11, entity: "Ulm_1", label: "a-b" },
          { start: 0, end: 3, entity: "Bad Ulm", label: "place" },
          { start: 4, end: 16, entity: "Ulm_1" },
          { start: 19, end: 21, entity: null },
        ],
      },
    ];
    let all = "";
    for await (const { text } of conlluFormat.write?.(documents) ?? []) all += text;
    const row = (id: number, form: string, misc = "_") => [id, form, ...Array(7).fill("_"), misc].join("\t");
    expect(all.split("\n")).toEqual([
      "# newdoc id = x",
      "# global.Entity = GRP-etype-identity",
      "# meta::title = T",
      "# newpar",
      "# sent_id = x-1",
      "# text = Ulm of Ulm (old).",
      row(1, "Ulm", "Entity=(1-a%2Db-Ulm%5F1(2-place-Bad_Ulm)"),
      row(2, "of", "Entity=(3--Ulm%5F1|SpacesAfter=\\s\\s"),
      row(3, "Ulm", "Entity=1)"),
      row(4, "(", "SpaceAfter=No"),
      row(5, "old", "Entity=3)|SpaceAfter=No"),
      row(6, ")", "SpaceAfter=No"),
      row(7, "."),
      "",
      "# newpar",
      "# sent_id = x-2",
      "# text = It is.",
      row(1, "It", "Entity=(4--NIL)"),
      row(2, "is", "SpaceAfter=No"),
      row(3, "."),
      "",
      "",
    ]);
    const path = join(folder, "written.conllu");
    writeFileSync(path, all);
    expect((await readPath(path)).documents).toEqual(documents);
  });

  it("asks for entities in CoNLL-U", () => {
    const score = (...lines: string[]) => conlluFormat.detect({ path: "x", head: rows(...lines), names: [] });
    expect(score("1 | Ulm | Entity=(1)")).toBe(0.95);
    expect(score(FIELDS, "1 | Ulm | _")).toBe(0.95);
    expect(score("1 | Ulm | _")).toBe(0);
    expect(score(FIELDS, "# sent_id = 1")).toBe(0.95);
    expect(conlluFormat.detect({ path: "x", head: `${FIELDS}\n1\tUl`, names: [] })).toBe(0.8);
    expect(conlluFormat.detect({ path: "x", head: "1\tUlm\tB-LOC\n", names: [] })).toBe(0);
  });
});
