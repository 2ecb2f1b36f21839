import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readAll } from "../read-all.contract.js";
import { oboSource } from "./obo-source.js";
import { plainValue, quotedValue } from "./stanzas.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-obo-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string | Uint8Array, name = "terms.obo") {
  const path = join(folder, name);
  writeFileSync(path, content);
  return readAll(oboSource(path));
}

/** Headings as a medical thesaurus has them: number, heading, parent, entry terms. The illnesses of potters are made up. */
const HEADINGS: readonly [number: number, heading: string, parent: number, ...entries: string[]][] = [
  [1, "Diseases", 0],
  [2, "Occupational Diseases", 1, "Diseases, Occupational", "Work Illnesses"],
  [3, "Kiln Lung", 2, "Lung, Kiln", "Potter's Asthma", "KLD"],
  [4, "Kiln Lung, Acute", 3, "Acute Kiln Lung"],
  [5, "Kiln Lung, Chronic", 3, "Chronic Kiln Lung"],
  [6, "Glaze Fever", 2, "Fever, Glaze", "Glazier's Ague"],
  [7, "Wheel Wrist", 2, "Wrist, Wheel", "Thrower's Palsy"],
  [8, "Slip Dermatitis", 2, "Dermatitis, Slip", "Clay Rash"],
  [9, "Ember Eye", 2, "Eye, Ember"],
  [10, "Bellows Back", 2, "Back, Bellows"],
  [11, "Chemicals", 0],
  [12, "Glazes", 11],
  [13, "Lead Glaze", 12, "Galena Glaze"],
  [14, "Ash Glaze", 12],
  [15, "Salt Glaze", 12, "Saltware Glaze"],
  [16, "Tin Glaze", 12, "Maiolica Glaze"],
  [17, "Fluxes", 11, "Flux Agents"],
  [18, "Borax Flux", 17],
  [19, "Drugs", 11, "Medicines"],
  [20, "Pulmocalm", 19, "PC-20", "Calmopulm"],
  [21, "Febrilin", 19, "Febriline"],
  [22, "Dermaclay Salve", 19, "Salve, Dermaclay"],
  [23, "Anatomy", 0],
  [24, "Lung", 23, "Lungs"],
  [25, "Wrist", 23, "Carpus Region"],
  [26, "Skin", 23],
  [27, "Eye", 23, "Eyes"],
  [28, "Back", 23, "Dorsum"],
  [29, "Techniques", 0],
  [30, "Bellows Breathing Test", 29, "BBT", "Test, Bellows Breathing"],
];
const idOf = (number: number) => `KMSH:K${String(number).padStart(6, "0")}`;
const thesaurus = `format-version: 1.4\ndefault-namespace: kiln_mesh\n\n${HEADINGS.map(
  ([number, heading, parent, ...entries]) =>
    [
      "[Term]",
      `id: ${idOf(number)}`,
      `name: ${heading}`,
      ...entries.map((entry) => `synonym: "${entry}" EXACT []`),
      ...(parent === 0 ? [] : [`is_a: ${idOf(parent)} ! the heading above`]),
      "",
    ].join("\n"),
).join("\n")}`;

describe("oboSource", () => {
  it("reads a thesaurus of headings", async () => {
    const { records, rejected, byId, info } = await read(gzipSync(thesaurus), "mesh.obo.gz");
    expect(rejected).toEqual([]);
    expect(info).toEqual([{ name: "mesh.obo.gz", licence: "unknown", records: 30 }]);
    expect(records).toHaveLength(30);
    for (const [number, heading, parent, ...entries] of HEADINGS)
      expect(byId.get(idOf(number))).toEqual({
        id: idOf(number),
        name: heading,
        ...(entries.length === 0 ? {} : { aliases: entries }),
        types: { namespace: ["kiln_mesh"] },
        ...(parent === 0 ? {} : { relations: [{ relation: "is a", object: idOf(parent) }] }),
      });
  });

  it("reads all of a term", async () => {
    const { records, rejected } = await read(`format-version: 1.4
[Term]
id: K:1
name: kiln lung {source="K"} ! the illness
namespace: disease
alt_id: K:0099
def: "A \\"hot\\" illness\\nof potters." [BOOK:1, http://kiln.test/a] {note="x"}
synonym: "potter's disease" RELATED [BOOK:1]
synonym: "kiln disease" BROAD SHORT [ ]
synonym: "pneumoconiosis of the kiln" EXACT []
synonym: "  " EXACT []
exact_synonym: "KLD" []
xref: MESH:D0001 "Kiln Lung"
xref: https://kiln.test/page
is_a: K:2 {inferred="true"} ! illness
relationship: located_in K:3 ! lung
relationship: RO:0009 K:4
comment: Any: text.

[Term]
id: K:2
name: illness \\! of \\{all\\}

[Typedef]
id: RO:0009
name: caused by
`);
    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        id: "K:1",
        name: "kiln lung",
        description: 'A "hot" illness of potters.',
        aliases: ["pneumoconiosis of the kiln", "KLD", "kiln disease", "potter's disease"],
        types: { namespace: ["disease"] },
        relations: [
          { relation: "is a", object: "K:2" },
          { relation: "located in", object: "K:3" },
          { relation: "caused by", object: "K:4" },
        ],
        sameAs: ["K:0099", "MESH:D0001"],
      },
      { id: "K:2", name: "illness ! of {all}" },
    ]);
  });

  it("gives the ids of obsolete terms to those that replace them", async () => {
    const { records } = await read(`[Term]
id: K:1
name: obsolete kiln cough
is_obsolete: true
replaced_by: K:2

[Term]
id: K:2
name: kiln lung

[Term]
id: K:3
name: obsolete and gone
is_obsolete: true
`);
    expect(records).toEqual([{ id: "K:2", name: "kiln lung", sameAs: ["K:1"] }]);
  });

  it("reports what it leaves out", async () => {
    const { records, rejected } = await read(`[Term]
name: nameless
[Term]
id: K:1
name: glaze
no tag here

[Instance]
id: K:2
name: the great kiln
instance_of: K:1
`);
    expect(records.map(({ id }) => id)).toEqual(["K:1", "K:2"]);
    expect(rejected).toEqual([
      "terms.obo, line 1: [Term] has no id",
      'terms.obo, line 6: neither a heading nor "tag: value"',
    ]);
  });
});

describe("values", () => {
  it("lose their comments, modifiers and backslashes", () => {
    expect(plainValue('K:1 {a="b"} ! c')).toBe("K:1");
    const start = performance.now();
    expect(plainValue(`a${" ".repeat(300_000)}b {c="d"}`)).toHaveLength(300_002);
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(plainValue("a\\: b\\nc\\Wd")).toBe("a: b\nc d");
    expect(plainValue("wow! yes")).toBe("wow! yes");
    expect(quotedValue('"a \\"b\\"" EXACT [x]')).toEqual({ text: 'a "b"', rest: "EXACT [x]" });
    expect(quotedValue('"open')).toBeUndefined();
    expect(quotedValue("none")).toBeUndefined();
  });
});
