import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { lines, openText, splitLines } from "./text-file.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-text-"));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
function file(content: Uint8Array | string): string {
  const path = join(folder, `${made++}.txt`);
  writeFileSync(path, content);
  return path;
}

async function read(path: string): Promise<string> {
  let text = "";
  for await (const chunk of openText(path)) text += chunk;
  return text;
}

/** The inverse of a single- or double-byte TextDecoder, found by trying every code. */
function encode(text: string, encoding: string): Buffer {
  const codes = new Map<string, number[]>();
  const decode = (...bytes: number[]): string => {
    const decoder = new TextDecoder(encoding);
    return decoder.decode(Uint8Array.from(bytes), { stream: true }) + decoder.decode();
  };
  for (let high = 255; high >= 0; high--) {
    for (let low = 0x40; low < 256 && high > 0x80; low++) {
      const character = decode(high, low);
      if ([...character].length === 1) codes.set(character, [high, low]);
    }
    const single = decode(high);
    if (single !== "\ufffd") codes.set(single, [high]);
  }
  return Buffer.from([...text].flatMap((c) => codes.get(c) ?? expect.fail(`${encoding} has no ${c}`)));
}

const swapped = (text: string) => Buffer.from(text, "utf16le").swap16();
const western = "id,name\n1,Café “Zürich”\n2,Ångström\n3,Besançon\n4,São Paulo\n";

describe("encodings", () => {
  const multilingual = "id,name\n1,Zürich\n2,Москва\n3,東京\n4,😀 عمان\n";
  it.each<[string, Uint8Array]>([
    ["UTF-8", Buffer.from(multilingual)],
    ["UTF-8 with BOM", Buffer.from(`\ufeff${multilingual}`)],
    ["UTF-16 LE with BOM", Buffer.from(`\ufeff${multilingual}`, "utf16le")],
    ["UTF-16 BE with BOM", swapped(`\ufeff${multilingual}`)],
    ["UTF-16 LE without BOM", Buffer.from(multilingual, "utf16le")],
    ["UTF-16 BE without BOM", swapped(multilingual)],
  ])("reads %s", async (_, bytes) => {
    expect(await read(file(bytes))).toBe(multilingual);
  });

  it.each([
    ["windows-1252", western],
    ["windows-1251", "id,имя\n1,Москва столица России\n2,Санкт-Петербург на Неве\n3,Новосибирск\n"],
    ["koi8-r", "id,имя\n1,Москва столица России\n2,Санкт-Петербург на Неве\n3,Новосибирск\n"],
    ["iso-8859-7", "id,όνομα\n1,Αθήνα, η πρωτεύουσα της Ελλάδας και το λιμάνι του Πειραιά\n"],
    ["shift_jis", "id,名前\n1,東京は日本の首都です\n2,大阪の町\n3,これは京都という名前の都市である\n"],
    [
      "gb18030",
      "id,名称\n1,北京是中华人民共和国的首都\n2,上海是一个城市,在中国的东部\n3,他们说这是我们的国家\n",
    ],
    ["euc-kr", "id,이름\n1,서울은 대한민국의 수도이다\n2,부산은 항구 도시이며 사람이 많다\n"],
  ])("reads %s", async (encoding, text) => {
    expect(await read(file(encode(text, encoding)))).toBe(text);
  });

  it("reads a single accent of Windows-1252, also as the last byte", async () => {
    expect(await read(file(Buffer.from("name\nCafé", "latin1")))).toBe("name\nCafé");
  });

  it.each([
    ["UTF-8", Buffer.from("Zürich Москва\n")],
    ["Windows-1252", Buffer.from("Zürich, São Paulo, Besançon\n", "latin1")],
  ])("finds %s that starts only after a megabyte of ASCII", async (name, tail) => {
    const ascii = "plain words, nothing else\n".repeat(40_000);
    const text = await read(file(Buffer.concat([Buffer.from(ascii), tail])));
    expect(text === ascii + (name === "UTF-8" ? tail.toString() : tail.toString("latin1"))).toBe(true);
  });

  it("keeps UTF-8 characters whole that a block ends in", async () => {
    for (let shift = 0; shift < 4; shift++) {
      const text = "x".repeat(shift) + "é東😀".repeat(60_000);
      expect((await read(file(text))) === text).toBe(true);
    }
  });

  it("reads UTF-8 with a few damaged bytes as UTF-8", async () => {
    const bytes = Buffer.concat([Buffer.from("Москва ".repeat(20)), Buffer.of(0xff), Buffer.from(" Киев")]);
    expect(await read(file(bytes))).toBe(`${"Москва ".repeat(20)}\ufffd Киев`);
  });

  it("reads any Unicode text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1 }), async (text) => {
        expect(await read(file(`\ufeff${text}`))).toBe(text);
      }),
      { numRuns: 50 },
    );
  });
});

describe("gzip", () => {
  const text = "id,name\n1,Zürich\n".repeat(30_000);
  it("is known by its content, not its name", async () => {
    expect((await read(file(gzipSync(text)))) === text).toBe(true);
  });
  it("may have several members", async () => {
    expect(await read(file(Buffer.concat([gzipSync("one\n"), gzipSync("two\n")])))).toBe("one\ntwo\n");
  });
  it("may hold nothing", async () => {
    expect(await read(file(gzipSync("")))).toBe("");
  });
  it("that is cut off is refused", async () => {
    const packed = gzipSync(text);
    for (const length of [2, 10, packed.length >> 1, packed.length - 1])
      await expect(read(file(packed.subarray(0, length)))).rejects.toMatchObject({
        code: "SOURCE_NOT_TEXT",
        message: expect.stringContaining("ends too early"),
      });
  });
  it("that is damaged is refused", async () => {
    const packed = gzipSync(text);
    packed.fill(0xff, 12, 40);
    await expect(read(file(packed))).rejects.toMatchObject({
      code: "SOURCE_NOT_TEXT",
      message: expect.stringContaining("damaged"),
    });
  });
  it("can be left before its end", async () => {
    for await (const chunk of openText(file(gzipSync(text)))) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe("what is not text", () => {
  const noise = (seed: number) =>
    Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * seed + (i >> 3) * 7) & 255));
  it.each<[string, Uint8Array, string]>([
    [
      "a PNG",
      Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0", "latin1"),
      "NUL bytes",
    ],
    ["noise", noise(31), "binary"],
    ["noise without NUL", noise(17).map((byte) => byte || 1), "control characters"],
    ["a spreadsheet", Buffer.from("PK\x03\x04\x14\0\x06\0"), "spreadsheet"],
    ["gzip of a spreadsheet", gzipSync(Buffer.from("PK\x03\x04\x14\0\x06\0")), "spreadsheet"],
    ["UTF-32", Buffer.from("\xff\xfe\0\0a\0\0\0", "latin1"), "UTF-32"],
  ])("%s is refused", async (_, bytes, why) => {
    await expect(read(file(bytes))).rejects.toMatchObject({
      code: "SOURCE_NOT_TEXT",
      message: expect.stringContaining(why),
    });
  });
});

describe("what cannot be read", () => {
  it("a missing file", async () => {
    await expect(read(join(folder, "none"))).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
      message: expect.stringContaining("does not exist"),
    });
  });
  it("a folder", async () => {
    await expect(read(folder)).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
      message: expect.stringContaining("it is a folder"),
    });
  });
  it.skipIf(process.getuid?.() === 0)("a file without permission (root may read everything)", async () => {
    const path = file("x");
    chmodSync(path, 0);
    await expect(read(path)).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
      message: expect.stringContaining("permission denied"),
    });
  });
});

it("an empty file is an empty text", async () => {
  expect(await read(file(""))).toBe("");
});

it.skipIf(process.platform === "win32")("a pipe is read, and has no progress", async () => {
  const path = join(folder, "pipe");
  expect(spawnSync("mkfifo", [path]).status).toBe(0);
  const writer = import("node:fs/promises").then((fs) => fs.writeFile(path, "one\ntwo"));
  const seen: number[] = [];
  let text = "";
  for await (const chunk of openText(path, (fraction) => seen.push(fraction))) text += chunk;
  await writer;
  expect([text, seen]).toEqual(["one\ntwo", []]);
});

it("progress rises to 1", async () => {
  const seen: number[] = [];
  for await (const _ of openText(file("a".repeat(1_000_000)), (fraction) => seen.push(fraction)));
  expect(seen.length).toBeGreaterThan(2);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

describe("lines", () => {
  const all = async (text: string, size = 1, maxLength?: number) => {
    async function* pieces() {
      for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
    }
    const rejected: string[] = [];
    const found: string[] = [];
    for await (const line of splitLines(pieces(), "x", { rejected: (m) => rejected.push(m) }, maxLength))
      found.push(`${line.number}:${line.text}`);
    return { found, rejected };
  };

  it("are numbered from 1, with either end, the last without", async () => {
    const path = file("one\r\ntwo\n\nfour");
    const found = [];
    for await (const line of lines(path)) found.push(line);
    expect(found).toEqual([
      { number: 1, text: "one" },
      { number: 2, text: "two" },
      { number: 3, text: "" },
      { number: 4, text: "four" },
    ]);
  });

  it("do not depend on how the text is cut, and are those of String.split", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", "é", "\n", "\r\n", " ") });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (text, size) => {
        const expected = text.split(/\r?\n/);
        if (expected.at(-1) === "") expected.pop();
        expect((await all(text, size)).found).toEqual(expected.map((line, i) => `${i + 1}:${line}`));
      }),
    );
  });

  it("that are too long are reported once and left out", async () => {
    for (const size of [1, 3, 100])
      expect(await all(`ab\n${"x".repeat(50)}\ncd\n${"y".repeat(11)}`, size, 10)).toEqual({
        found: ["1:ab", "3:cd"],
        rejected: ["x, line 2: longer than 10 characters", "x, line 4: longer than 10 characters"],
      });
  });
});
