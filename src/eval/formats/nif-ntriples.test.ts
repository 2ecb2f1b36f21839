import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatContract, readAll } from "./format.contract.js";
import { nifNtriplesFormat } from "./nif-ntriples.js";

formatContract(nifNtriplesFormat);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "namesake-ntriples-"));
});
afterAll(() => rm(folder, { recursive: true }));

const NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#";
const ITS = "http://www.w3.org/2005/11/its/rdf#";
const document = "http://quarry.test/1#char=0,20";
const rows = [
  "# a comment",
  `<${document}> <${NIF}isString> "Ida Holm left Bodmin" .`,
  `_:p <${NIF}referenceContext> <${document}> .`,
  `_:p <${NIF}beginIndex> "14" .`,
  `_:p <${NIF}endIndex> "20" .`,
  `_:p <${NIF}anchorOf> "Bodmin" .`,
  `_:p <${ITS}taIdentRef> <http://dbpedia.org/resource/Bodmin> .`,
];

async function read(name: string, text: string) {
  await writeFile(join(folder, name), text);
  return readAll(nifNtriplesFormat, join(folder, name));
}

describe("nifNtriplesFormat", () => {
  it("keeps blank nodes together, and passes over lines that are no triples", async () => {
    const broken = [...rows.slice(0, 4), "_:p is no triple", ...rows.slice(4)];
    const { documents, problems } = await read("broken.nt", broken.join("\n"));
    expect(documents).toEqual([
      {
        id: "http://quarry.test/1",
        text: "Ida Holm left Bodmin",
        mentions: [{ start: 14, end: 20, entity: "Bodmin" }],
      },
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('broken.nt, line 5: "RDF" should be a triple, found'),
    ]);
  });

  it("says which line is not of it", async () => {
    await expect(read("letter.nt", "\nDear all,\n")).rejects.toMatchObject({
      message: expect.stringContaining('letter.nt, line 2: "RDF" should be a triple'),
    });
  });

  it("is told from Turtle", () => {
    const detect = (head: string) => nifNtriplesFormat.detect({ path: "x", head, names: [] });
    expect(detect(rows.join("\n").slice(0, -20))).toBe(0.9);
    expect(detect(`@prefix nif: <${NIF}> .\n${rows.join("\n")}\n`)).toBe(0);
    expect(detect("<http://a.test/> <http://a.test/b> <http://a.test/c> .\n")).toBe(0);
  });
});
