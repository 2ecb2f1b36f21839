import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readAll } from "../read-all.contract.js";
import { type RdfOptions, rdfSource } from "./rdf-source.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-rdf-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const read = (paths: readonly string[], options?: RdfOptions) => readAll(rdfSource(paths, options));

const SKOS = "http://www.w3.org/2004/02/skos/core#";
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const craft = (name: string) => `http://crafts.test/${name}`;
const triple = (subject: string, predicate: string, object: string) =>
  `<${craft(subject)}> <${predicate}> ${object} .\n`;
const node = (name: string) => `<${craft(name)}>`;

/** A thesaurus of crafts in two languages: name in English and German, one broader concept, other names. */
const CONCEPTS: readonly [id: string, en: string, de: string, broader: string, ...others: string[]][] = [
  ["craft", "Crafts", "Handwerk", ""],
  ["pottery", "Pottery", "Töpferei", "craft", "Ceramics making"],
  ["kiln", "Kiln", "Brennofen", "pottery", "Pottery oven", "Klin"],
  ["glaze", "Glaze", "Glasur", "pottery"],
  ["slip", "Slip", "Engobe", "glaze", "Clay slip"],
  ["wheel", "Potter's wheel", "Töpferscheibe", "pottery", "Throwing wheel"],
  ["weaving", "Weaving", "Weberei", "craft"],
  ["loom", "Loom", "Webstuhl", "weaving", "Weaving frame"],
  ["warp", "Warp", "Kette", "loom", "Warp threads"],
  ["weft", "Weft", "Schuss", "loom", "Woof"],
  ["heddle", "Heddle", "Litze", "loom"],
  ["shuttle", "Shuttle", "Weberschiffchen", "loom"],
  ["smithing", "Smithing", "Schmiedekunst", "craft", "Forging"],
  ["anvil", "Anvil", "Amboss", "smithing"],
  ["bellows", "Bellows", "Blasebalg", "smithing"],
  ["tongs", "Tongs", "Zange", "smithing"],
  ["bookbinding", "Bookbinding", "Buchbinderei", "craft"],
  ["signature", "Signature", "Lage", "bookbinding", "Gathering", "Section"],
  ["spine", "Spine", "Buchrücken", "bookbinding", "Backbone"],
  ["endpaper", "Endpaper", "Vorsatzpapier", "bookbinding"],
];

const thesaurus = CONCEPTS.map(
  ([id, en, de, broader, ...others]) =>
    triple(id, TYPE, `<${SKOS}Concept>`) +
    triple(id, `${SKOS}prefLabel`, `"${en}"@en`) +
    triple(id, `${SKOS}prefLabel`, `"${de}"@de`) +
    others.map((other) => triple(id, `${SKOS}altLabel`, `"${other}"@en`)).join("") +
    (broader === "" ? "" : triple(id, `${SKOS}broader`, node(broader))),
).join("");

describe("rdfSource", () => {
  it("reads a thesaurus in SKOS, whatever order its statements have", async () => {
    const lines = thesaurus.split("\n").filter((line) => line !== "");
    const mixed = lines.map((_, i) => lines[(i * 37) % lines.length]); // 37 and their number have no common divisor
    expect(new Set(mixed).size).toBe(lines.length);
    const extra =
      triple("glaze", `${SKOS}definition`, '"A coat\\n of glass."@en') +
      triple("glaze", `${RDFS}comment`, '"Shiny."@en') +
      triple("kiln", `${SKOS}hiddenLabel`, '"kilm"@en') +
      triple("kiln", `${SKOS}exactMatch`, "<http://other.test/oven>") +
      triple("kiln", `${SKOS}related`, node("glaze")) +
      triple("weaving", `${SKOS}narrower`, node("wheel")) +
      triple("scheme", TYPE, `<${SKOS}ConceptScheme>`) +
      triple("scheme", `${SKOS}prefLabel`, '"Thesaurus"@en');
    const { records, rejected, byId, info } = await read([
      file("crafts.nt", `${mixed.join("\n")}\n${extra}`),
    ]);
    expect(rejected).toEqual([]);
    expect(records).toHaveLength(CONCEPTS.length);
    expect(info).toEqual([{ name: "crafts.nt", licence: "unknown", records: CONCEPTS.length }]);
    for (const [id, en, de, , ...others] of CONCEPTS) {
      const record = byId.get(craft(id));
      expect(record?.name).toBe(en);
      expect(record?.aliases).toEqual(expect.arrayContaining([de, ...others]));
    }
    expect(byId.get(craft("kiln"))).toMatchObject({
      relations: expect.arrayContaining([
        { relation: "broader", object: craft("pottery") },
        { relation: "related", object: craft("glaze") },
      ]),
      sameAs: ["http://other.test/oven"],
      aliases: expect.arrayContaining(["kilm"]),
    });
    expect(byId.get(craft("kiln"))).not.toHaveProperty("types");
    expect(byId.get(craft("glaze"))?.description).toBe("A coat of glass.");
    expect(byId.get(craft("wheel"))?.relations).toContainEqual({
      relation: "broader",
      object: craft("weaving"),
    });
  });

  it("takes the languages that are wanted, in their order", async () => {
    const path = file("languages.nt", thesaurus + triple("kiln", `${RDFS}label`, '"Ofen"@de-AT'));
    const { byId } = await read([path], { languages: ["de", "fr"] });
    expect(byId.get(craft("kiln"))).toMatchObject({ name: "Brennofen", aliases: ["Ofen"] });
    const english = await read([path], { languages: ["EN"] });
    expect(english.byId.get(craft("kiln"))).toMatchObject({
      name: "Kiln",
      aliases: ["Pottery oven", "Klin"],
    });
    expect((await read([path], { languages: ["fr"] })).records).toEqual([]);
  });

  it("brings together several files, as DBpedia has them", async () => {
    const thing = (name: string) => `<http://dbpedia.org/resource/${name}>`;
    const ontology = "http://dbpedia.org/ontology/";
    const labels = [
      `${thing("Kiln_Bend_(village)")} <${RDFS}label> "Kiln Bend (village)"@en .`,
      `${thing("Kilnbend")} <${RDFS}label> "Kilnbend"@en .`,
      `${thing("KB_(disambiguation)")} <${RDFS}label> "KB (disambiguation)"@en .`,
    ];
    const facts = [
      `${thing("Kilnbend")} <${ontology}wikiPageRedirects> ${thing("Kiln_Bend_(village)")} .`,
      `${thing("KB_(disambiguation)")} <${ontology}wikiPageDisambiguates> ${thing("Kiln_Bend_(village)")} .`,
      `${thing("Kiln_Bend_(village)")} <${TYPE}> <${ontology}Village> .`,
      `${thing("Kiln_Bend_(village)")} <${TYPE}> <http://www.w3.org/2002/07/owl#Thing> .`,
      `${thing("Kiln_Bend_(village)")} <http://www.georss.org/georss/point> "51.5 -2.25" .`,
      `${thing("Kiln_Bend_(village)")} <http://xmlns.com/foaf/0.1/isPrimaryTopicOf> <http://en.wikipedia.org/wiki/Kiln_Bend> .`,
    ];
    const dumps = join(folder, "dumps");
    mkdirSync(dumps);
    writeFileSync(join(dumps, "labels.ttl.gz"), gzipSync(`# started\n${labels.join("\n")}\n`));
    writeFileSync(join(dumps, "facts.ttl"), facts.join("\n"));
    writeFileSync(join(dumps, "readme.txt"), "Nothing.");
    const { records, rejected } = await read([dumps]);
    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        id: "http://dbpedia.org/resource/Kiln_Bend_(village)",
        name: "Kiln Bend (village)",
        aliases: ["Kilnbend", "KB", "Kiln Bend"],
        types: { type: ["Village"] },
        attributes: { location: { lat: 51.5, lon: -2.25 } },
        url: "http://en.wikipedia.org/wiki/Kiln_Bend",
      },
    ]);
  });

  it("reads Turtle, and says where it breaks off", async () => {
    const prefixes = `@prefix skos: <${SKOS}> .\n@prefix c: <http://crafts.test/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n`;
    const body = `c:kiln a skos:Concept, c:Oven ;\n  skos:prefLabel "Kiln"@en, "Brennofen"@de ;\n  skos:altLabel """Pottery\noven"""@en .\n`;
    const whole = await read([
      file(
        "crafts.ttl",
        `${prefixes}${body}c:old skos:prefLabel "Old" ; owl:deprecated true .\n[] skos:prefLabel "Blank" .\n`,
      ),
    ]);
    expect(whole.rejected).toEqual([]);
    expect(whole.records).toEqual([
      { id: craft("kiln"), name: "Kiln", aliases: ["Pottery oven", "Brennofen"], types: { type: ["Oven"] } },
    ]);
    const broken = await read([file("broken.ttl", `\n${prefixes}${body}\nc:glaze skos:prefLabel ] .\n`)]);
    expect(broken.records).toHaveLength(1);
    expect(broken.rejected).toEqual([
      expect.stringMatching(/^broken\.ttl: .*on line 10.*; nothing behind it was read$/),
    ]);
  });

  it("passes over bad lines of N-Triples", async () => {
    const path = file(
      "bad.nt",
      `${triple("kiln", `${RDFS}label`, '"Kiln"')}<a> <b> "c\n${triple("kiln", `${RDFS}label`, '"Oven"')}`,
    );
    const { records, rejected } = await read([path]);
    expect(records).toEqual([{ id: craft("kiln"), name: "Kiln", aliases: ["Oven"] }]);
    expect(rejected).toEqual(["bad.nt, line 2: not a statement of N-Triples"]);
  });

  it("reads bzip2, and what comes before it is damaged", async () => {
    // "<http://crafts.test/kiln> <…#label> "Brennöfen"@de ." and a line end, packed by bzip2
    const packed = Buffer.from(
      "QlpoOTFBWSZTWWgf3DcAAA7djAAQWAP4FVAAP+/cgAEACAAgAEiKbU2oAM01ABk9QIpo9Q9T1GgNDIGTygr0ZyR5jjJTB2z1gLQQRZT4B3RcgSnWD7d299R0ahKYyiCXdxScMmOleBkiipbEIaODoWH838XckU4UJBoH9w3A",
      "base64",
    );
    const { records, rejected } = await read([file("labels.ttl.bz2", packed)]);
    expect([records, rejected]).toEqual([[{ id: craft("kiln"), name: "Brennöfen" }], []]);
    const cut = await read([file("cut.nt.bz2", Buffer.concat([packed, packed.subarray(0, -9)]))]);
    expect(cut.records).toEqual(records);
    expect(cut.rejected).toEqual([expect.stringContaining("cut.nt.bz2")]);
  });

  it("passes over lines without an end", async () => {
    const label = (text: string) => triple("kiln", `${RDFS}label`, `"${text}"`);
    const { records, rejected } = await read([
      file("long.nt", label("x".repeat(12_000_000)) + label("Kiln")),
    ]);
    expect(records).toEqual([{ id: craft("kiln"), name: "Kiln" }]);
    expect(rejected).toEqual(["long.nt, line 1: longer than 1048576 characters"]);
  });

  it("says that a file is missing", async () => {
    await expect(read([join(folder, "absent.nt")])).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});
