import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../kb/record.js";
import { type CsvOptions, csvSource } from "./csv.js";
import { slug } from "./csv-ids.js";
import { parseAttribute, parseList, parseQuantity } from "./csv-record.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string | Uint8Array, options?: CsvOptions, name = "drugs.csv") {
  const path = join(folder, name);
  writeFileSync(path, content);
  const source = csvSource(path, options);
  const rejected: string[] = [];
  const records: EntityRecord[] = [];
  for await (const record of source.records({ rejected: (message) => rejected.push(message) }))
    records.push(record);
  return { records, rejected, info: source.info };
}

describe("csvSource", () => {
  it("knows columns by their headings", async () => {
    const { records, rejected, info } = await read(
      [
        "QID,Label,Also known as,Definition,Category,Population,Website,sameAs,Latitude,Longitude,types.ner,relation:capital of,born,code",
        'Q90,Paris,City of Light; Lutetia|Paname,"capital, of France",city;capital,"2,102,650",https://paris.fr,geonames:2988507,48.8566,2.3522,LOC,Q142,-250,075',
      ].join("\n"),
    );
    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        id: "Q90",
        name: "Paris",
        aliases: ["City of Light", "Lutetia", "Paname"],
        description: "capital, of France",
        types: { type: ["city", "capital"], ner: ["LOC"] },
        count: 2102650,
        url: "https://paris.fr",
        sameAs: ["geonames:2988507"],
        relations: [{ relation: "capital of", object: "Q142" }],
        attributes: { born: -250, code: "075", location: { lat: 48.8566, lon: 2.3522 } },
      },
    ]);
    expect(info).toEqual([{ name: "drugs.csv", licence: "unknown", records: 1 }]);
  });

  it("leaves empty cells out", async () => {
    const { records } = await read("id,name,aliases,description,type,count,url,lat,lon,note\n1,A,;,,,,,,,\n");
    expect(records).toEqual([{ id: "1", name: "A" }]);
  });

  it("keeps what does not fit its column as an attribute", async () => {
    const { records } = await read(
      'id,name,count,lat,lon,location\n1,A,many,91,2.5,here\n2,B,-3,"48,856",2,there\n',
    );
    expect(records.map((record) => record.attributes)).toEqual([
      { count: "many", lat: 91, lon: 2.5, "location 2": "here" },
      { count: -3, "location 2": "there", location: { lat: 48.856, lon: 2 } },
    ]);
  });

  it("gives columns without a heading, and of the same one, names of their own", async () => {
    const { records } = await read("name,,tag,tag,__proto__,relation:\nA,x,y,z,p,q\n");
    expect(JSON.stringify(records[0]?.attributes)).toBe(
      '{"column 2":"x","tag":"y","tag 2":"z","__proto__":"p","relation:":"q"}',
    );
  });

  it("prefers the surest spelling; the others stay attributes", async () => {
    const { records } = await read("title,name,key,id\nDr,Who,k,1\n");
    expect(records).toEqual([{ id: "1", name: "Who", attributes: { title: "Dr", key: "k" } }]);
  });

  it("takes overrides before guesses", async () => {
    const { records } = await read("name,Company Name,staff\nx,Acme,12\n", {
      columns: { name: "company name", count: "staff" },
      idPrefix: "co",
    });
    expect(records).toEqual([{ id: "co:acme", name: "Acme", count: 12, attributes: { name: "x" } }]);
  });

  it("reads quoted line ends, CRLF, a byte order mark, gzip and any delimiter", async () => {
    const expected = [
      { id: "1", name: "Ångström", description: "a\r\nunit" },
      { id: "2", name: "Two lines" },
    ];
    for (const d of [",", ";", "\t", "|"]) {
      const text = `\ufeffid${d}name${d}description\r\n1${d}Ångström${d}"a\r\nunit"\r\n2${d}"Two\r\nlines"${d}\r\n`;
      expect((await read(text)).records).toEqual(expected);
      expect((await read(gzipSync(text))).records).toEqual(expected);
      expect((await read(Buffer.from(text, "utf16le"))).records).toEqual(expected);
      expect((await read(Buffer.from(text.slice(1), "latin1"))).records).toEqual(expected);
    }
  });

  it("follows the separator line of Excel, and a delimiter that is given", async () => {
    expect(await read("sep=;\r\nid;name\r\n1;a,b\r\n2\r\n")).toMatchObject({
      records: [{ id: "1", name: "a,b" }],
      rejected: ["drugs.csv, line 4: it has 1 cells, the header has 2"],
    });
    expect((await read("id^name\n1^a\n", { delimiter: "^" })).records).toEqual([{ id: "1", name: "a" }]);
  });

  it("reports bad rows with their line and goes on", async () => {
    const { records, rejected, info } = await read(
      `id,name,note\n1,A,"x\ny"\n2,B\n\n3,C,z,too much\n4, ,z\n,E,z\n${"9".repeat(400)},F,z\n5,G,z,,\n`,
    );
    expect(records.map((record) => record.id)).toEqual(["1", "5"]);
    expect(rejected).toEqual([
      "drugs.csv, line 4: it has 2 cells, the header has 3",
      "drugs.csv, line 6: it has 4 cells, the header has 3",
      "drugs.csv, line 7: the name is empty",
      "drugs.csv, line 8: the id is empty",
      expect.stringMatching(/^drugs.csv, line 9: "id" should be a text of at most 300 characters/),
    ]);
    expect(info[0]?.records).toBe(2);
  });

  it("makes ids from names, each its own, the same every time", async () => {
    const text = "name\nAcetylsalicylic acid\na\na 2\nA!\na\nÉlan vital\n東京\n???\n";
    const ids = (await read(text)).records.map((record) => record.id);
    expect(ids).toEqual([
      "drugs:acetylsalicylic-acid",
      "drugs:a",
      "drugs:a-2",
      "drugs:a-3",
      "drugs:a-4",
      "drugs:elan-vital",
      "drugs:東京",
      "drugs:entity",
    ]);
    expect((await read(text, {}, "drugs.csv.gz")).records.map((record) => record.id)).toEqual(ids);
  });

  it("makes distinct ids from any names", async () => {
    const name = fc.oneof(
      fc.string({ unit: fc.constantFrom("a", "-", "2", "3"), minLength: 1, maxLength: 4 }),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(name, { maxLength: 30 }), async (names) => {
        const text = `name\n${names.map((n) => `"${n.replaceAll('"', '""')}"\n`).join("")}`;
        const { records } = await read(`\ufeff${text}`);
        expect(new Set(records.map((record) => record.id)).size).toBe(records.length);
        expect(records.length).toBe(names.filter((n) => n.trim() !== "").length);
      }),
      { numRuns: 50 },
    );
  });

  it("has nothing to say of a header without rows", async () => {
    expect(await read("id,name\n")).toMatchObject({ records: [], rejected: [], info: [{ records: 0 }] });
  });

  it.each<[string, string, CsvOptions | undefined, string, string]>([
    ["an empty file", "", undefined, "CSV_NO_NAME", "it is empty"],
    ["blank lines only", "\n\n", undefined, "CSV_NO_NAME", "it is empty"],
    ["a file without a header", "Q1,Paris\nQ2,Rome\n", undefined, "CSV_NO_NAME", '"Q1", "Paris"'],
    ["no name", "id,born\n1,2\n", undefined, "CSV_NO_NAME", '"id", "born"'],
    ["a column there is not", "id,name\n", { columns: { count: "staff" } }, "CSV_UNKNOWN_COLUMN", '"staff"'],
    ["a blank column", "id,,name\n", { columns: { count: " - " } }, "CSV_UNKNOWN_COLUMN", '" - "'],
    [
      "a field there is not",
      "id,name\n",
      { columns: { nmae: "name" } } as CsvOptions,
      "OPTION_INVALID",
      'found "nmae"',
    ],
    ["a column for two", "id,name\n", { columns: { name: "id", id: "id" } }, "OPTION_INVALID", "column id"],
    ["a long delimiter", "id,name\n", { delimiter: "::" }, "OPTION_INVALID", "one character"],
  ])("refuses %s", async (_, text, options, code, message) => {
    await expect(read(text, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it("refuses a folder and a binary file", async () => {
    const observer = { rejected: () => {} };
    await expect(csvSource(folder).records(observer)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
    await expect(read(Buffer.of(0, 1, 2, 3, 0, 0))).rejects.toMatchObject({ code: "SOURCE_NOT_TEXT" });
  });

  it("reads back what was written", async () => {
    const word = fc
      .string({
        unit: fc.oneof(
          fc.constantFrom('"', ",", ";", "|", " ", "[", "7"),
          fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
        ),
        minLength: 1,
      })
      .map((text) => text.replace(/\s+/g, " ").trim())
      .filter((text) => text !== "" && text.length <= 300);
    const prose = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r\n", "😀", " ") });
    const note = prose.map((text) => text.trim()).filter((text) => text !== "");
    const record = fc.record(
      {
        id: word,
        name: word,
        aliases: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
        description: note,
        types: fc.record({ type: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }) }),
        relations: fc.uniqueArray(
          word.map((object) => ({ relation: "part of", object })),
          {
            minLength: 1,
            maxLength: 3,
            selector: (fact) => fact.object,
          },
        ),
        count: fc.oneof(fc.nat(), fc.double({ min: 0, max: 2 ** 53 - 1, noNaN: true })),
        attributes: fc.record({
          born: fc.oneof(
            fc.integer(),
            note.filter((text) => Number.isNaN(Number(text))),
          ),
        }),
        sameAs: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
        url: fc.webUrl(),
      },
      { requiredKeys: ["id", "name"] },
    );
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const row = (r: Partial<EntityRecord>, delimiter: string) =>
      [
        r.id,
        r.name,
        r.aliases && JSON.stringify(r.aliases),
        r.description,
        r.types && JSON.stringify(r.types["type"]),
        r.relations && JSON.stringify(r.relations.map((fact) => fact.object)),
        r.count,
        r.attributes?.["born"],
        r.sameAs && JSON.stringify(r.sameAs),
        r.url,
      ]
        .map((value) => (value === undefined ? "" : quote(String(value))))
        .join(delimiter);
    const headings = [
      "id",
      "name",
      "aliases",
      "description",
      "type",
      "relation:part of",
      "count",
      "born",
      "sameAs",
      "url",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 8 }),
        fc.constantFrom(",", ";", "\t", "|"),
        fc.constantFrom("\n", "\r\n"),
        async (records, delimiter, end) => {
          const text = [headings.join(delimiter), ...records.map((r) => row(r, delimiter))].join(end);
          const back = await read(text);
          expect(back.rejected).toEqual([]);
          expect(back.records).toEqual(records);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("reads 200,000 rows in flat memory", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const used = () => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const row = (i: number) =>
      `Q${i},"Person, number ${i}",P${i};Pers ${i},Someone, number ${i} of a list,human,${i}\n`;
    const path = join(folder, "big.csv");
    writeFileSync(path, "id,name,aliases,description,more,type,count\n");
    for (let i = 0; i < 200_000; i += 1000)
      appendFileSync(path, Array.from({ length: 1000 }, (_, k) => row(i + k)).join(""));
    const before = used();
    let count = 0;
    let most = 0;
    const source = csvSource(path);
    for await (const record of source.records({ rejected: (message) => expect.fail(message) })) {
      if (record.count !== count++) expect.fail(`row ${count}`);
      if (count % 40_000 === 0) most = Math.max(most, used() - before);
    }
    expect(source.info[0]?.records).toBe(200_000);
    // The text is 14 MB and its records are some 100 MB.
    expect(most).toBeLessThan(8 * 1024 * 1024);
  });
});

describe("cells", () => {
  it.each([
    ["1234", 1234],
    ["1,234,567", 1234567],
    ["1 234 567", 1234567],
    ["1\u202f234\u00a0567", undefined],
    ["1.234.567,8", 1234567.8],
    ["1,234.5", 1234.5],
    ["1'234", 1234],
    ["1.234", 1.234],
    ["12,5", 12.5],
    ["-0.5", -0.5],
    ["\u22122.5", -2.5],
    ["1e6", 1e6],
    [".5", 0.5],
    ["1,23,45", undefined],
    ["12 apples", undefined],
    ["", undefined],
    ["0x10", undefined],
    ["1e999", undefined],
  ])("parseQuantity(%j) is %s", (cell, value) => {
    expect(parseQuantity(cell)).toBe(value);
  });

  it.each([
    ["12", 12],
    ["-3.50", -3.5],
    ["0", 0],
    ["-0", 0],
    ["007", "007"],
    ["1e5", "1e5"],
    ["1234567890123456", "1234567890123456"],
    ["0.30000000000000004", 0.30000000000000004],
    ["1,234", "1,234"],
    ["2020-01-01", "2020-01-01"],
  ])("parseAttribute(%j) is %j", (cell, value) => {
    expect(parseAttribute(cell)).toBe(value);
  });

  it.each([
    ["a; b |c;;a", ["a", "b", "c"]],
    ['["a;b", 2, ""]', ["a;b", "2"]],
    ["[1] a; b", ["[1] a", "b"]],
    ['["a"', ['["a"']],
    ['[{"a":1}]', ['[{"a":1}]']],
  ])("parseList(%j) is %j", (cell, members) => {
    expect(parseList(cell)).toEqual(members);
  });

  it("slugs are short and well-formed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (name) => {
        expect(slug(name)).toMatch(/^[\p{L}\p{M}\p{N}]+(-[\p{L}\p{M}\p{N}]+)*$/u);
        expect(slug(name).length).toBeLessThanOrEqual(80);
      }),
    );
  });
});
