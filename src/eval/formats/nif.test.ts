import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GoldDocument } from "../dataset.js";
import { formatContract, readAll } from "./format.contract.js";
import { detectFormat } from "./index.js";
import { nifFormat } from "./nif.js";

formatContract(nifFormat);

let root = "";
let number = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "namesake-nif-"));
});
afterAll(() => rm(root, { recursive: true }));

const prefixes = `@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix itsrdf: <http://www.w3.org/2005/11/its/rdf#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dbr: <http://dbpedia.org/resource/> .
`;

async function read(turtle: string) {
  const path = join(root, `${number++}.ttl`);
  await writeFile(path, prefixes + turtle);
  return readAll(nifFormat, path);
}

const context = (uri: string, text: string, more = "") =>
  `<${uri}> a nif:Context, nif:String ; nif:isString """${text}"""^^xsd:string ; nif:beginIndex "0"^^xsd:nonNegativeInteger ${more}.\n`;
const phrase = (uri: string, of: string, begin: number, end: number, more = "") =>
  `<${uri}> a nif:String, nif:RFC5147String ; nif:referenceContext <${of}> ; nif:beginIndex "${begin}"^^xsd:long ; nif:endIndex "${end}"^^xsd:long ${more}.\n`;

const links = ({ text, mentions }: GoldDocument) =>
  mentions.map(({ start, end, entity }) => [text.slice(start, end), entity]);

const harbour = "http://news.test/harbour#char=0,";

describe("nifFormat", () => {
  it("reads phrases of any type that have a reference, wherever they stand", async () => {
    const text = "😀 Ada Prow left Bodmin for Łeba,\nnot for the Tamar.";
    const { documents, problems } = await read(
      [
        phrase(
          "http://news.test/harbour#char=2,10",
          harbour,
          2,
          10,
          "; itsrdf:taIdentRef <http://aksw.org/notInWiki/Ada_Prow> ",
        ),
        phrase(
          "http://news.test/harbour#char=16,22",
          harbour,
          16,
          22,
          '; a nif:Word ; nif:anchorOf "Bodmin" ; itsrdf:taIdentRef dbr:Bodmin , <http://www.wikidata.org/entity/Q894094> ',
        ),
        context(harbour, text),
        phrase(
          "http://news.test/harbour#char=27,31",
          harbour,
          27,
          31,
          "; a nif:Phrase ; itsrdf:taIdentRef <https://pl.wikipedia.org/wiki/%C5%81eba> , dbr:Łeba , [] ; itsrdf:taClassRef <http://dbpedia.org/ontology/Town> ",
        ),
        phrase("http://news.test/harbour#char=45,50", harbour, 45, 50, "; a nif:Phrase "),
        phrase("http://news.test/harbour#char=0,32", harbour, 0, 32, "; a nif:Sentence "),
        "<http://news.test/harbour#topic> a nif:Annotation ; itsrdf:taIdentRef dbr:Sailing .\n",
      ].join(""),
    );
    expect(problems).toEqual([]);
    expect(documents).toEqual([
      {
        id: "http://news.test/harbour",
        text,
        mentions: [
          { start: 3, end: 11, entity: null },
          { start: 17, end: 23, entity: "Bodmin", others: ["Q894094"] },
          { start: 28, end: 32, entity: "Łeba", label: "Town" },
          { start: 46, end: 51, entity: null },
        ],
      },
    ]);
  });

  it("leaves addresses of other KBs as they are, and takes those made for unknown entities for NIL", async () => {
    const uris = [
      "http://mill.test/kb/17",
      "http://www.ontologydesignpatterns.org/data/oke-challenge/task-1/Ada_Prow",
      "http://example.org/unknown/Ada",
      "http://dbpedia.org/resource/100%25_Wolf",
    ];
    const { documents } = await read(
      context(harbour, "a b c d") +
        uris
          .map((uri, i) =>
            phrase(`http://p.test/${i}`, harbour, 2 * i, 2 * i + 1, `; itsrdf:taIdentRef <${uri}> `),
          )
          .join(""),
    );
    expect(documents.flatMap(links).map(([, entity]) => entity)).toEqual([
      "http://mill.test/kb/17",
      null,
      null,
      "100% Wolf",
    ]);
  });

  it("tells phrases with a confidence as predictions too, also those of annotation units", async () => {
    const { documents } = await read(
      [
        context(harbour, "Bodmin and Tamar"),
        phrase(
          "http://p.test/2",
          harbour,
          11,
          16,
          '; itsrdf:taIdentRef dbr:River_Tamar ; itsrdf:taConfidence "7" ',
        ),
        phrase(
          "http://p.test/1",
          harbour,
          0,
          6,
          "; nif:annotationUnit [ itsrdf:taIdentRef dbr:Bodmin ; itsrdf:taConfidence 0.5 ] ",
        ),
      ].join(""),
    );
    expect(documents[0]).toMatchObject({
      mentions: [
        { start: 0, end: 6, entity: "Bodmin" },
        { start: 11, end: 16, entity: "River Tamar" },
      ],
      predictions: [{ start: 0, end: 6, entity: "Bodmin", confidence: 0.5 }],
    });
  });

  it("takes offsets from addresses where nothing else tells them", async () => {
    const { documents } = await read(
      [
        context("http://a.test/x/#offset_0_6", "Bodmin"),
        "<http://a.test/x/#offset_0_6b> nif:referenceContext <http://a.test/x/#offset_0_6> .\n",
        "<http://a.test/x/#offset_2_6> nif:referenceContext <http://a.test/x/#offset_0_6> ; itsrdf:taIdentRef dbr:Min .\n",
      ].join(""),
    );
    expect(documents).toEqual([
      { id: "http://a.test/x/", text: "Bodmin", mentions: [{ start: 2, end: 6, entity: "Min" }] },
    ]);
  });

  it("knows a mention of the whole text, which has the address of its context", async () => {
    const { documents } = await read(
      context("http://a.test/x#char=0,6", "Bodmin") +
        phrase(
          "http://a.test/x#char=0,6",
          "http://a.test/x#char=0,6",
          0,
          6,
          "; a nif:Phrase ; itsrdf:taIdentRef dbr:Bodmin ",
        ),
    );
    expect(documents).toMatchObject([
      { id: "http://a.test/x", mentions: [{ start: 0, end: 6, entity: "Bodmin" }] },
    ]);
  });

  it("gives every text an id of its own", async () => {
    const { documents } = await read(
      [
        context("http://a.test/x#char=0,3", "One"),
        context("http://a.test/x#char=4,7", "Two"),
        context("http://a.test/y", "Six"),
        '[] nif:isString "Seven" ; nif:sourceUrl <http://a.test/seven> .\n[] nif:isString "Eight" .\n',
      ].join(""),
    );
    expect(documents.map(({ id }) => id)).toEqual([
      "http://a.test/x#char=0,3",
      "http://a.test/x#char=4,7",
      "http://a.test/y",
      "http://a.test/seven",
      "document 5",
    ]);
  });

  it("reports what it leaves out", async () => {
    const { documents, problems } = await read(
      [
        context(harbour, "😀 Bodmin"),
        phrase("http://p.test/1", harbour, 3, 9, '; nif:anchorOf "Bodmin" ; itsrdf:taIdentRef dbr:Bodmin '),
        phrase("http://p.test/2", harbour, 3, 90, "; itsrdf:taIdentRef dbr:Bodmin "),
        phrase("http://p.test/3", "http://gone.test/", 0, 3, "; itsrdf:taIdentRef dbr:Bodmin "),
        `<http://p.test/4> nif:referenceContext <${harbour}> ; itsrdf:taIdentRef dbr:Bodmin .\n`,
      ].join(""),
    );
    expect(documents.map(links)).toEqual([[]]);
    const file = `${number - 1}.ttl`;
    expect(problems.map(({ message }) => message)).toEqual([
      `${file}, <http://p.test/3>: "nif:referenceContext" should be a context with a text (nif:isString), found "http://gone.test/".`,
      `${file}, <${harbour}>: "<http://p.test/1>" should be offsets in code points, found offsets that fit its text in UTF-16 units; convert them.`,
      expect.stringContaining(
        `${file}, <${harbour}>: a mention must lie inside the text: expected 0 <= start < end <= 8`,
      ),
      expect.stringContaining("found start undefined, end undefined"),
    ]);
  });

  it("says where Turtle is broken, and where there is no text", async () => {
    await expect(
      read(`${context(harbour, "Bodmin")}<http://p.test/1> nif:anchorOf .\n`),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/\.ttl, line 6: "RDF" should be Turtle, found /),
    });
    await expect(read("prefix :<:>\n")).rejects.toMatchObject({ code: "RECORD_INVALID" });
    await expect(read("<http://p.test/1> nif:beginIndex 5 .\n")).rejects.toMatchObject({
      message: expect.stringContaining('"nif:isString" should be the text of a nif:Context, found none'),
    });
  });

  it("reads a folder, with ids unique in all of it", async () => {
    const path = join(root, "folder");
    await mkdir(path);
    for (const name of ["b.ttl", "a.nif"])
      await writeFile(join(path, name), prefixes + context(harbour, `Bodmin ${name}`));
    await writeFile(join(path, "readme.txt"), "Two files.");
    expect(await detectFormat(path)).toBe(nifFormat);
    const { documents, problems } = await readAll(nifFormat, path);
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ["http://news.test/harbour", "Bodmin a.nif"],
      ["http://news.test/harbour#2", "Bodmin b.ttl"],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(["RECORD_DUPLICATE"]);
  });

  it("writes what GERBIL reads", async () => {
    const text = "𝒜da of Bodmin & Sons";
    const document: GoldDocument = {
      id: "http://news.test/7",
      text,
      mentions: [
        { start: 0, end: 4, entity: null, label: "PER" },
        { start: 8, end: 14, entity: 'Bodmin (100% "old")', others: ["Q894094"] },
        { start: 8, end: 21, entity: "firm_17" },
      ],
    };
    let written = "";
    for await (const piece of nifFormat.write?.([document]) ?? []) written += piece.text;
    expect(written).toContain(
      `<http://news.test/7#char=0,20> a nif:Context, nif:String, nif:RFC5147String;
    nif:beginIndex "0"^^xsd:nonNegativeInteger;
    nif:endIndex "20"^^xsd:nonNegativeInteger;
    nif:isString "\\U0001d49cda of Bodmin & Sons".`,
    );
    expect(written).toContain(
      `<http://news.test/7#char=7,13> a nif:Phrase, nif:String, nif:RFC5147String;
    nif:beginIndex "7"^^xsd:nonNegativeInteger;
    nif:endIndex "13"^^xsd:nonNegativeInteger;
    nif:anchorOf "Bodmin";
    nif:referenceContext <http://news.test/7#char=0,20>;
    itsrdf:taIdentRef <http://dbpedia.org/resource/Bodmin_(100%25_%22old%22)>, <http://www.wikidata.org/entity/Q894094>.`,
    );
    expect(written).toContain("itsrdf:taIdentRef <http://example.org/unknown/\\U0001d49cda>;");
    const path = join(root, "written.ttl");
    await writeFile(path, written);
    expect((await readAll(nifFormat, path)).documents).toEqual([
      { ...document, mentions: [document.mentions[0], document.mentions[2], document.mentions[1]] },
    ]);
  });

  it("detects Turtle, not RDF in XML or JSON that speaks of NIF", () => {
    const detect = (head: string) => nifFormat.detect({ path: "x", head, names: [] });
    expect(detect(prefixes)).toBe(1);
    expect(detect(prefixes.replaceAll("@prefix", "PREFIX").replaceAll(" .\n", "\n"))).toBe(1);
    expect(
      detect(
        `<?xml version="1.0"?>\n<rdf:RDF xmlns:nif="http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#">`,
      ),
    ).toBe(0);
    expect(
      detect(`{"@context": {"nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"}}`),
    ).toBe(0);
  });
});
