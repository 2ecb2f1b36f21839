import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GoldDocument, GoldMention } from "../dataset.js";
import { formatContract, readAll, store } from "./format.contract.js";
import { wnedFormat } from "./wned.js";

formatContract(wnedFormat);

let root = "";
let number = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "namesake-wned-"));
});
afterAll(() => rm(root, { recursive: true }));

/** A folder with `texts` by file name and the annotations. */
async function folder(annotations: string, texts: Readonly<Record<string, string>>, rawText = "RawText") {
  const path = join(root, String(number++));
  await mkdir(join(path, rawText), { recursive: true });
  await writeFile(join(path, "harbour.xml"), annotations);
  for (const [name, text] of Object.entries(texts)) await writeFile(join(path, rawText, name), text);
  return path;
}

const annotation = (mention: string, wikiName: string, offset: number | string, length = mention.length) =>
  `<annotation><mention>${mention}</mention><wikiName>${wikiName}</wikiName>` +
  `<offset>${offset}</offset><length>${length}</length></annotation>`;
const set = (...documents: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<harbour.entityAnnotation>${documents.join("")}</harbour.entityAnnotation>`;
const document = (name: string, ...annotations: string[]) =>
  `<document docName="${name}">${annotations.join("\n")}</document>`;

const links = ({ text, mentions }: GoldDocument) =>
  mentions.map(({ start, end, entity }: GoldMention) => [text.slice(start, end), entity]);

describe("wnedFormat", () => {
  it("reads a folder, and the file of annotations alone", async () => {
    const path = await folder(
      set(
        document(
          "dock 1.txt",
          annotation("Smith &amp; Sons", "Smith_&amp;_Sons", 8, 12),
          annotation("Ghent", "NIL", 27),
        ),
        document("😀.eng", annotation("Bergen", "https://en.wikipedia.org/wiki/Bergen%2C_Norway", 3)),
        document("quiet"),
      ),
      {
        "dock 1.txt": "A crane\nSmith & Sons left\r\n\r\nGhent.",
        "😀.eng": "😀\r\nBergen is wet.",
        quiet: "Fog.",
      },
    );
    for (const what of [path, join(path, "harbour.xml")]) {
      const { documents, problems } = await readAll(wnedFormat, what);
      expect(problems.map(({ message }) => message)).toEqual([
        expect.stringContaining(
          '"offset" should be the place of "Ghent", found 27 to 32; the nearest, 29 to 34, was taken',
        ),
      ]);
      expect(documents.map(({ id }) => id)).toEqual(["dock 1.txt", "😀.eng", "quiet"]);
      expect(documents.map(links)).toEqual([
        [
          ["Smith & Sons", "Smith & Sons"],
          ["Ghent", null],
        ],
        [["Bergen", "Bergen, Norway"]],
        [],
      ]);
      expect(documents[1]?.text).toBe("😀\r\nBergen is wet.");
    }
  });

  it("takes an empty name for NIL, and the folder that is given", async () => {
    const path = await folder(set(document("a", annotation("Oslo", "", 0))), { a: "Oslo is far." }, "texts");
    await expect(readAll(wnedFormat, path)).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
    const { documents } = await readAll(wnedFormat, path, { documents: join(path, "texts") });
    expect(documents.map(links)).toEqual([[["Oslo", null]]]);
  });

  it("takes the nearest of several places, and none that is far", async () => {
    const text = `Riga, Riga and Riga. ${"And so on. ".repeat(20)}Tartu.`;
    const path = await folder(
      set(
        document(
          "a",
          annotation("Riga", "Riga", 12),
          annotation("Tartu", "Tartu", 30),
          annotation("Riga", "Riga", ""),
        ),
      ),
      { a: text },
    );
    const { documents, problems } = await readAll(wnedFormat, path);
    expect(documents[0]?.mentions).toEqual([{ start: 15, end: 19, entity: "Riga" }]);
    expect(problems.map(({ code }) => code)).toEqual(["RECORD_INVALID", "RECORD_INVALID", "SPAN_INVALID"]);
    expect(problems[1]?.message).toBe(
      'harbour.xml, document a: "offset" should be "Tartu" at 30 to 35, found ". And".',
    );
  });

  it("reports a document without a text, and one that is there twice", async () => {
    const path = await folder(set(document("a"), document("../a"), document("a")), { a: "Once." });
    const { documents, problems } = await readAll(wnedFormat, path);
    expect(documents.map(({ id }) => id)).toEqual(["a", "a#2"]);
    expect(problems.map(({ code }) => code)).toEqual(["RECORD_INVALID", "RECORD_DUPLICATE"]);
  });

  it("stops at what is not well-formed", async () => {
    const annotations = set(document("a"), "\n", document("b", annotation("Q & A", "Q & A", 0)));
    const path = await folder(annotations, { a: "Soon.", b: "Q & A at noon." });
    const ids: string[] = [];
    const reading = (async () => {
      for await (const { id } of wnedFormat.read(path, { problem: () => {} })) ids.push(id);
    })();
    await expect(reading).rejects.toMatchObject({
      message: expect.stringContaining('harbour.xml, line 3: "XML" should be well-formed, found'),
    });
    expect(ids).toEqual(["a"]);
  });

  it("writes ids that are no names of files", async () => {
    const ids = ["a/b", "..", "%2F", "c:\\d.", "CON?"];
    const documents = ids.map((id) => ({ id, text: `Of ${id}.`, mentions: [] }));
    const path = join(root, "ids");
    await mkdir(path);
    await store(wnedFormat.write?.(documents) ?? [], path);
    expect((await readAll(wnedFormat, path)).documents).toEqual(documents);
  });

  it("writes control characters as spaces, so that texts remain texts", async () => {
    const text = "Oslo\u0000 is\u0007 far from Riga.";
    const mentions = [
      { start: 0, end: 5, entity: "Oslo" },
      { start: 19, end: 23, entity: "Riga" },
    ];
    const path = join(root, "controls");
    await mkdir(path);
    await store(wnedFormat.write?.([{ id: "a", text, mentions }]) ?? [], path);
    expect((await readAll(wnedFormat, path)).documents).toEqual([
      { id: "a", text: "Oslo  is  far from Riga.", mentions },
    ]);
  });

  it("refuses a folder without annotations, and other XML", async () => {
    await expect(readAll(wnedFormat, await folder("<notes/>", {}))).rejects.toMatchObject({
      code: "RECORD_INVALID",
    });
    const path = join(root, "bare");
    await mkdir(path);
    await expect(readAll(wnedFormat, path)).rejects.toMatchObject({ code: "RECORD_INVALID" });
  });
});
