import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../../kb/record.js";
import { type UmlsOptions, umlsSource } from "./umls-source.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-umls-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(path: string, options?: UmlsOptions) {
  const source = umlsSource(path, options);
  const rejected: string[] = [];
  const records: EntityRecord[] = [];
  for await (const record of source.records({ rejected: (message) => rejected.push(message) }))
    records.push(record);
  return { records, rejected, info: source.info };
}

/** A row of MRCONSO; concepts, vocabularies and codes are made up. */
function atom(
  cui: string,
  str: string,
  {
    lat = "ENG",
    ts = "S",
    stt = "VO",
    isPref = "N",
    sab = "KILN",
    tty = "SY",
    code = "NOCODE",
    suppress = "N",
  } = {},
): string {
  return `${cui}|${lat}|${ts}|L1|${stt}|S1|${isPref}|A1||||${sab}|${tty}|${code}|${str}|0|${suppress}||\n`;
}
const PREFERRED = { ts: "P", stt: "PF", isPref: "Y" };

const release = join(folder, "META");
mkdirSync(release);
writeFileSync(
  join(release, "MRCONSO.RRF"),
  [
    atom("C0000001", "Kiln Lung Disease", { sab: "POTMSH", tty: "ET" }),
    atom("C0000001", "Potter's lung", { ...PREFERRED, tty: "SY", sab: "ABC" }),
    atom("C0000001", "Kiln lung", { ...PREFERRED, sab: "POTMSH", tty: "MH", code: "D0001" }),
    atom("C0000001", "Kiln lung", { sab: "KILN", tty: "PT", code: "77" }),
    atom("C0000001", "Kiln lungs", { suppress: "O" }),
    atom("C0000001", "Brennofenlunge", {
      ...PREFERRED,
      lat: "GER",
      sab: "POTMSHGER",
      tty: "MH",
      code: "D0001",
    }),
    atom("C0000002", "Lunge", { ...PREFERRED, lat: "GER", sab: "POTMSHGER", tty: "MH" }),
    atom("C0000003", "Lung structure", { ...PREFERRED, tty: "PT", code: "3" }),
    "C0000004|ENG|P|\n",
  ].join(""),
);
writeFileSync(
  join(release, "MRSTY.RRF.gz"),
  gzipSync("C0000001|T047|B2.2.1.2.1|Disease or Syndrome|AT1||\nC0000003|T023|A1.2.3.1|Body Part|AT2||\n"),
);
writeFileSync(
  join(release, "MRDEF.RRF"),
  [
    "C0000001|A1|AT3||POTMSHGER|Eine Krankheit.|N||",
    "C0000001|A1|AT4||KILN|Old words.|Y||",
    "C0000001|A1|AT5||KILN|An illness of  potters.|N||",
  ].join("\n"),
);
writeFileSync(
  join(release, "MRREL.RRF"),
  [
    "C0000003|A1|AUI|RO|C0000001|A2|AUI|has_finding_site|R1||KILN|KILN||N|N||",
    "C0000001|A1|AUI|RO|C0000003|A2|AUI||R2||KILN|KILN||N|N||",
    "C0000003|A1|AUI|CHD|C0000001|A2|AUI||R3||KILN|KILN||N|N||",
    "C0000003|A1|AUI|CHD|C0000001|A2|AUI||R4||ABC|ABC||N|N||",
    "C0000003|A1|AUI|RN|C0000001|A2|AUI||R5||ABC|ABC||N|O||",
    "C0000001|A1|AUI|SY|C0000001|A2|AUI|same_as|R6||ABC|ABC||N|N||",
  ].join("\n"),
);

describe("umlsSource", () => {
  it("makes an entity of every concept, in English", async () => {
    const { records, rejected, info } = await read(release);
    expect(rejected).toEqual(["MRCONSO.RRF, line 9: 4 cells instead of 17 or more"]);
    expect(info).toEqual([{ name: "META", licence: "unknown", records: 2 }]);
    expect(records).toEqual([
      {
        id: "C0000001",
        name: "Kiln lung",
        description: "An illness of potters.",
        aliases: [
          { text: "Kiln lung", count: 2 },
          { text: "Potter's lung", count: 1 },
          { text: "Kiln Lung Disease", count: 1 },
        ],
        types: { umls: ["Disease or Syndrome"] },
        relations: [
          { relation: "has finding site", object: "C0000003" },
          { relation: "child of", object: "C0000003" },
        ],
        count: 4,
        sameAs: ["POTMSH:D0001", "KILN:77"],
      },
      {
        id: "C0000003",
        name: "Lung structure",
        aliases: [{ text: "Lung structure", count: 1 }],
        types: { umls: ["Body Part"] },
        count: 1,
        sameAs: ["KILN:3"],
      },
    ]);
  });

  it("takes other languages, in their order", async () => {
    const { records } = await read(join(release, "MRCONSO.RRF"), { languages: ["de", "ENG"] });
    expect(records.map(({ id, name }) => `${id} ${name}`)).toEqual([
      "C0000001 Brennofenlunge",
      "C0000002 Lunge",
      "C0000003 Lung structure",
    ]);
    expect(records[0]).toMatchObject({ description: "Eine Krankheit.", count: 5 });
  });

  it("says that there is no release", async () => {
    mkdirSync(join(folder, "empty"));
    await expect(read(join(folder, "empty"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
    await expect(read(join(folder, "absent"))).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});
