import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { bunzippedStreams } from "./bunzip2.js";
import { type DumpBytesOptions, dumpBytes } from "./dump-bytes.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-dump-bytes-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(bytes: Buffer): string {
  const path = join(folder, `dump-${files++}.xml`); // the name says nothing of how it is packed
  writeFileSync(path, bytes);
  return path;
}

async function read(
  bytes: Buffer,
  options: DumpBytesOptions = {},
): Promise<{ text: string; problems: string[] }> {
  const problems: string[] = [];
  const chunks: Buffer[] = [];
  for await (const chunk of dumpBytes(file(bytes), {
    problem: (message) => problems.push(message),
    ...options,
  }))
    chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString("latin1"), problems };
}

/** Text that does not pack to nothing. */
function text(length: number): string {
  let state = 1;
  let result = "<mediawiki>";
  while (result.length < length) {
    state = (state * 48271) % 2147483647;
    result += `${state.toString(36)} `;
  }
  return result;
}

const long = text(3_000_000);
const bzip2 = (input: string): Buffer => spawnSync("bzip2", ["-c"], { input, maxBuffer: 1 << 26 }).stdout;
const hasBzip2 = spawnSync("bzip2", ["--help"]).error === undefined;

describe("dumpBytes", () => {
  it("reads plain files and says how far it is", async () => {
    const fractions: number[] = [];
    const { text: found } = await read(Buffer.from(long), {
      progress: (fraction) => fractions.push(fraction),
    });
    expect(found).toBe(long);
    expect(fractions.at(-1)).toBe(1);
  });

  it("reads nothing from an empty file", async () => {
    expect(await read(Buffer.alloc(0))).toEqual({ text: "", problems: [] });
  });

  it("reads gzip, also of several members", async () => {
    const bytes = Buffer.concat([gzipSync(long), gzipSync("b")]);
    expect(await read(bytes)).toEqual({ text: `${long}b`, problems: [] });
  });

  it("uses what comes before the end of gzip that was cut off", async () => {
    const packed = gzipSync(long);
    const { text: found, problems } = await read(packed.subarray(0, packed.length >> 1));
    expect(found.length).toBeGreaterThan(long.length * 0.4);
    expect(long.startsWith(found)).toBe(true);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("ends too early");
  });

  it("uses what comes before damage in gzip", async () => {
    const packed = gzipSync(long);
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 2000);
    const { text: found, problems } = await read(packed);
    expect(found.length).toBeGreaterThan(long.length * 0.3);
    expect(problems).toHaveLength(1);
  });

  it("names what is no dump", async () => {
    await expect(read(Buffer.from("PK\x03\x04rest"))).rejects.toMatchObject({ code: "DUMP_UNREADABLE" });
    const missing = dumpBytes(join(folder, "missing"));
    await expect(missing.next()).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});

describe.skipIf(!hasBzip2).each([
  ["a program", {}],
  ["no program", { programs: [] }],
])("dumpBytes of bzip2 with %s", (_, options: DumpBytesOptions) => {
  const multistream = (): Buffer =>
    Buffer.concat(
      [long.slice(0, 1_000_000), long.slice(1_000_000, 1_000_500), long.slice(1_000_500)].map(bzip2),
    );

  it("reads one stream and several", async () => {
    expect(await read(bzip2(long), options)).toEqual({ text: long, problems: [] });
    expect(await read(multistream(), options)).toEqual({ text: long, problems: [] });
  });

  it("uses what comes before the end that was cut off", async () => {
    const packed = multistream();
    const { text: found, problems } = await read(packed.subarray(0, packed.length - 1000), options);
    expect(found.length).toBeGreaterThanOrEqual(1_000_500);
    expect(long.startsWith(found)).toBe(true);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/damaged or ends too early.*what comes before is used/);
  });

  it("uses what comes before damage", async () => {
    const packed = multistream();
    packed.fill(0x55, packed.length - 400_000, packed.length - 399_000);
    const { text: found, problems } = await read(packed, options);
    expect(found.length).toBeGreaterThanOrEqual(1_000_500);
    expect(long.startsWith(found)).toBe(true);
    expect(problems).toHaveLength(1);
  });

  it("can be left early", async () => {
    for await (const chunk of dumpBytes(file(multistream()), options)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});

it.skipIf(!hasBzip2)("says what to install for one long stream", async () => {
  const packed = bzip2(long);
  const streams = bunzippedStreams(
    "x.bz2",
    (async function* () {
      yield packed;
    })(),
    () => {},
    1 << 20,
  );
  await expect(streams.next()).rejects.toMatchObject({ code: "DUMP_NEEDS_BZIP2" });
});
