import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvParser, detectDelimiter } from "./csv-parser.js";

function rows(text: string, { delimiter = ",", size = text.length, maxRow = 1000 } = {}) {
  const parser = new CsvParser(delimiter, maxRow);
  const found: [number, string[] | undefined][] = [];
  for (let i = 0; i < text.length; i += Math.max(1, size))
    for (const { line, cells } of parser.push(text.slice(i, i + size))) found.push([line, cells]);
  for (const { line, cells } of parser.end()) found.push([line, cells]);
  return found;
}

const cells = (text: string, delimiter = ",") => rows(text, { delimiter }).map(([, row]) => row);

describe("CsvParser", () => {
  it("splits rows at each kind of line end, also mixed", () => {
    expect(cells("a,b\nc,d\r\ne,f\rg,h")).toEqual([
      ["a", "b"],
      ["c", "d"],
      ["e", "f"],
      ["g", "h"],
    ]);
  });

  it("unquotes cells, with delimiters, quotes and line ends in them", () => {
    expect(cells('"a,b","say ""hi""","two\r\nlines",""\n')).toEqual([
      ["a,b", 'say "hi"', "two\r\nlines", ""],
    ]);
  });

  it("drops spaces around quoted cells only", () => {
    expect(cells('1, "a, b" , c \n')).toEqual([["1", "a, b", " c "]]);
  });

  it("takes a quote literally that does not close a cell", () => {
    expect(cells('"Weird Al" Yankovic\tsinger\n5" disk\tdisk\n"open\tx\nnext\ty\n', "\t")).toEqual([
      ['"Weird Al" Yankovic', "singer"],
      ['5" disk', "disk"],
      ['"open', "x"],
      ["next", "y"],
    ]);
  });

  it("numbers rows by the line they start on and skips blank lines", () => {
    expect(rows('a,b\r\n\r\n"x\r\ny\nz",1\r\n\n2,3')).toEqual([
      [1, ["a", "b"]],
      [3, ["x\r\ny\nz", "1"]],
      [7, ["2", "3"]],
    ]);
  });

  it("reports rows that are too long and goes on after them", () => {
    const long = "x".repeat(100);
    for (let size = 1; size < 30; size++) {
      expect(rows(`a,b\r\n${long},1\r\nc,d\r\n${long}`, { maxRow: 20, size })).toEqual([
        [1, ["a", "b"]],
        [2, undefined],
        [3, ["c", "d"]],
        [4, undefined],
      ]);
      // a quote nobody closed is looked after no longer than a row may be
      expect(rows(`"a,b\n${"c,d\n".repeat(50)}"`, { maxRow: 20, size })[1]).toEqual([2, ["c", "d"]]);
    }
  });

  const noisy = fc.string({
    unit: fc.constantFrom("a", "b", ",", '"', '""', "\n", "\r\n", "\r", " ", ',"', '",'),
  });

  it("does not depend on how the text is cut", () => {
    fc.assert(
      fc.property(noisy, fc.integer({ min: 1, max: 8 }), (text, size) => {
        expect(rows(text, { size })).toEqual(rows(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("loses nothing: every letter of the text is in some cell", () => {
    fc.assert(
      fc.property(noisy, (text) => {
        expect(cells(text).flat().join("").replace(/[^ab]/g, "")).toBe(text.replace(/[^ab]/g, ""));
      }),
    );
  });

  it("agrees with csv-parse on well-formed text", () => {
    const unquoted = fc.string({ unit: fc.constantFrom("a", "é", " ", "1"), minLength: 1 });
    const quoted = fc
      .string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r\n") })
      .map((text) => `"${text.replaceAll('"', '""')}"`);
    const row = fc.array(fc.oneof(unquoted, quoted), { minLength: 1, maxLength: 4 }).map((c) => c.join(","));
    fc.assert(
      fc.property(fc.array(row), fc.constantFrom("\n", "\r\n"), (lines, end) => {
        const text = lines.filter((line) => line !== '""').join(end);
        expect(cells(text)).toEqual(parse(text, { relax_column_count: true, record_delimiter: end }));
      }),
      { numRuns: 500 },
    );
  });

  it("takes linear time on one long row that comes in small pieces", () => {
    const parser = new CsvParser(",");
    const start = performance.now();
    for (let i = 0; i < 20_000; i++) expect([...parser.push("0123456789,".repeat(20))]).toEqual([]);
    expect([...parser.end()][0]?.cells?.length).toBe(400_001);
    expect(performance.now() - start).toBeLessThan(10_000); // a quadratic one takes minutes
  });
});

describe("detectDelimiter", () => {
  it.each([
    [",", "id,name\n1,a\n2,b\n"],
    [";", "name;aliases\nA;x, y, z\nB;p, q, r\n"],
    ["\t", "name\tdescription\nA\tone, two\nB\tthree, four\n"],
    ["|", "name|population\nA|1,000\nB|2,000\n"],
    [",", "id,name,aliases\n1,A,x;y;z\n2,B,p;q\n"],
    [";", '"name, first";"born; where"\nA;"x; y, z"\n'],
    [",", '"name";"x","b"\n"c; d","e"\n'],
  ])("finds %j in %j", (delimiter, text) => {
    expect(detectDelimiter(text, true)).toBe(delimiter);
  });

  it("takes one that a single column does not hold", () => {
    expect(
      cells("name\nSmith, John\nDoe, Jane\n", detectDelimiter("name\nSmith, John\nDoe, Jane\n", true)),
    ).toEqual([["name"], ["Smith, John"], ["Doe, Jane"]]);
  });

  it("can do with a part of the header", () => {
    expect(detectDelimiter("id;name;descr", false)).toBe(";");
    expect(detectDelimiter("", true)).toBe(",");
  });
});
