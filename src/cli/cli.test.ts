import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../kb/record.js";
import { scoreOf } from "../link/link.js";
import type { LinkedDocument } from "./formats/format.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

interface Settings {
  input?: string | Buffer;
  env?: Record<string, string>;
}

let folder: string;
const inFolder = (name: string) => join(folder, name);

/** Runs the program in a folder of its own. */
function namesake(args: string[], { input = "", env = {} }: Settings = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      env: { ...process.env, NAMESAKE_HOME: inFolder("home"), FORCE_COLOR: undefined, ...env },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (piece) => {
      stdout += piece;
    });
    child.stderr.setEncoding("utf8").on("data", (piece) => {
      stderr += piece;
    });
    child.stdin.on("error", () => {}); // it need not read all
    child.stdin.end(input);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

const RECORDS: EntityRecord[] = [
  {
    id: "loc:jordan",
    name: "Jordan",
    description: "a kingdom in the Middle East",
    types: { ner: ["LOC"] },
    relations: [{ relation: "part of", object: "loc:asia" }],
    count: 60,
  },
  { id: "loc:asia", name: "Asia", types: { ner: ["LOC"] }, count: 90 },
  {
    id: "per:jordan",
    name: "Michael Jordan",
    aliases: ["Jordan"],
    description: "an American basketball player",
    types: { ner: ["PER"] },
    url: "https://example.org/?a=1&b=2",
    count: 50,
  },
  {
    id: "org:evil",
    name: "Evil\u001b[31mCo",
    aliases: ["EvilCo"],
    description: "\u009b2J \u0007 bad",
    count: 1,
  },
];
const TEXT = "Michael Jordan flew to Jordan. Zork stayed.";
const kb = ["--kb", "./kb"];
const prior = [...kb, "--budget", "prior"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "namesake-cli-"));
  writeFileSync(inFolder("kb.jsonl"), RECORDS.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const built = await namesake(["kb", "build", "kb.jsonl", "--out", "./kb"]);
  expect(built).toMatchObject({ code: 0, stdout: "" });
  expect(built.stderr).toContain("4 entities");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Control characters other than line ends and tabs. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

describe("link", () => {
  it("writes for people, without colours where there is no terminal", async () => {
    const { code, stdout, stderr } = await namesake(["link", ...prior, "--show-url", TEXT]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^Michael Jordan flew to Jordan\. Zork stayed\.\n\n {2}Michael Jordan {2}Michael Jordan +\d+ % /,
    );
    expect(stdout).toContain("https://example.org/?a=1&b=2");
    expect(stdout).not.toMatch(CONTROL);
  });

  it("writes colours where they are asked for", async () => {
    const { stdout } = await namesake(["link", ...prior, TEXT], { env: { FORCE_COLOR: "1" } });
    expect(stdout).toContain("\u001b[");
  });

  it("explains each candidate by terms that add up", async () => {
    const { stdout } = await namesake(["link", ...kb, "--explain", TEXT]);
    const blocks = stdout.split(/^ +[\d.]+ % {2}/m).slice(1);
    expect(blocks.length).toBeGreaterThan(3);
    for (const block of blocks) {
      const terms = [...block.matchAll(/^ {8}(\w+) +([+−])([\d.]+)/gm)].map(([, name, sign, value]) => ({
        name,
        value: (sign === "−" ? -1 : 1) * Number(value),
      }));
      const score = terms.pop();
      expect(score?.name).toBe("score");
      const sum = terms.reduce((total, { value }) => total + value, 0);
      // Each of the numbers is rounded to two digits.
      expect(Math.abs(sum - (score?.value ?? Number.NaN))).toBeLessThan(0.005 * (terms.length + 1) + 1e-9);
    }
  });

  it("writes JSON that says the same as JSON lines", async () => {
    const [json, jsonl] = await Promise.all([
      namesake(["link", ...kb, "--format", "json", TEXT]),
      namesake(["link", ...kb, "--format", "jsonl", TEXT]),
    ]);
    const [document] = JSON.parse(json.stdout) as LinkedDocument[];
    expect(JSON.parse(jsonl.stdout)).toEqual(document);
    expect(jsonl.stdout.trimEnd()).not.toContain("\n");
    expect(document).toMatchObject({ id: "text", text: TEXT });
    for (const { start, end, text, candidates, nil } of document?.links ?? []) {
      expect(TEXT.slice(start, end)).toBe(text);
      const sum = candidates.reduce((total, { probability }) => total + probability, nil.probability);
      expect(sum).toBeCloseTo(1, 9);
      for (const { evidence } of candidates) expect(Number.isFinite(scoreOf(evidence))).toBe(true);
    }
  });

  it("writes CoNLL with a token a line and six columns for mentions", async () => {
    const mentions = ["--mentions", "0:14,23:29,32:36"];
    const { stdout } = await namesake(["link", ...prior, ...mentions, "--format", "conll", TEXT]);
    const [head, empty, ...rows] = stdout.trimEnd().split("\n");
    expect([head, empty]).toEqual(["-DOCSTART- (text)", ""]);
    const cells = rows.map((row) => row.split("\t"));
    expect(cells.map(([token]) => token)).toEqual([
      "Michael",
      "Jordan",
      "flew",
      "to",
      "Jordan",
      ".",
      "",
      "Zork",
      "stayed",
      ".",
    ]);
    expect(cells.map(([, tag = ""]) => tag.slice(0, 2))).toEqual([
      "B-",
      "I-",
      "O",
      "O",
      "B-",
      "O",
      "",
      "B-",
      "O",
      "O",
    ]);
    expect(cells[1]?.slice(1, 5)).toEqual(["I-PER", "Michael Jordan", "per:jordan", "Michael Jordan"]);
    for (const row of cells) expect([1, 2, 6]).toContain(row.length);
  });

  it("writes well-formed HTML in which the text stays text", async () => {
    const text = `<script>alert("x")</script> Jordan & 'Asia' <b>\u0007`;
    const { stdout } = await namesake(["link", ...prior, "--format", "html", text]);
    expect(stdout).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(stdout).not.toContain("<script");
    expect(stdout).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
    expect(stdout).not.toMatch(CONTROL);
    const open: string[] = [];
    for (const [, close, tag = ""] of stdout.matchAll(/<(\/?)([a-z]+)(?: [a-z]+(?:="[^"<>]*")?)*>/g)) {
      if (tag === "meta") continue;
      if (close === "") open.push(tag);
      else expect(open.pop()).toBe(tag);
    }
    expect(open).toEqual([]);
    expect(stdout.replace(/<[^<>]*>/g, "")).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/);
    expect(stdout.match(/<mark/g)).toHaveLength(2);
  });

  it("reads a file, gzipped too, and standard input", async () => {
    writeFileSync(inFolder("text.txt"), `\ufeff${TEXT}\r\n`);
    writeFileSync(inFolder("text.gz"), gzipSync(TEXT));
    const runs = await Promise.all([
      namesake(["link", ...prior, "--format", "jsonl", "--file", "text.txt"]),
      namesake(["link", ...prior, "--format", "jsonl", "-f", "text.gz"]),
      namesake(["link", ...prior, "--format", "jsonl"], { input: TEXT }),
      namesake(["link", ...prior, "--format", "jsonl", ...TEXT.split(" ")]),
    ]);
    const documents = runs.map(({ stdout }) => JSON.parse(stdout) as LinkedDocument);
    for (const { text, links } of documents)
      expect({ text, links }).toEqual({ text: TEXT, links: documents[0]?.links });
    expect(documents.map(({ id }) => id)).toEqual(["text.txt", "text.gz", "text", "text"]);
  });

  it("reads JSON lines, names the bad ones and goes on", async () => {
    const input = [
      '{"id": "a", "text": "Jordan"}',
      "nonsense",
      '{"text": 5}',
      "",
      '{"text": "Asia, \\ud800 Asia \\udc00"}',
      '{"id": "c", "text": "Asia", "mentions": [{"start": 0, "end": 9}]}',
      '{"id": 7, "text": "xAsiax", "mentions": [{"start": 1, "end": 5}]}',
      '{"id": "e", "text": ""}',
    ].join("\r\n");
    const { code, stdout, stderr } = await namesake(["link", ...prior, "--jsonl"], { input });
    expect(code).toBe(3);
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as LinkedDocument);
    expect(documents.map(({ id, links }) => [id, links.map(({ text }) => text)])).toEqual([
      ["a", ["Jordan"]],
      ["line 5", ["Asia", "Asia"]],
      ["7", ["Asia"]],
      ["e", []],
    ]);
    expect(documents[1]?.text).toBe("Asia, \ud800 Asia \udc00");
    const said = stderr.trimEnd().split("\n");
    expect(said).toHaveLength(4);
    for (const [i, line] of ["line 2", "line 3", "line 6"].entries())
      expect(said[i]).toContain(`${line} left out`);
    expect(said[3]).toContain("4 documents linked, 3 lines left out");
  });

  it("answers a line at a time when it is interactive, and ends with its input", async () => {
    const { code, stdout } = await namesake(["link", ...prior, "-i", "--format", "jsonl"], {
      input: "Jordan\n\nAsia\n",
    });
    expect(code).toBe(0);
    const texts = stdout
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as LinkedDocument).text);
    expect(texts).toEqual(["Jordan", "Asia"]);
  });

  it("answers interactively also when the encoder has to be loaded first", async () => {
    const { code, stdout } = await namesake(["link", ...kb, "-i", "--format", "jsonl"], {
      input: "Jordan\nAsia",
    });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
  });

  it("takes allowed candidates from the command line and from a file", async () => {
    writeFileSync(inFolder("ids.txt"), "per:jordan\r\n\r\n loc:asia \n");
    const command = ["link", ...prior, "--format", "jsonl", "Jordan"];
    const [listed, filed] = await Promise.all([
      namesake([...command, "--candidates", "per:jordan,loc:asia"]),
      namesake([...command, "--candidates", "@ids.txt"]),
    ]);
    expect(filed.stdout).toBe(listed.stdout);
    const { links } = JSON.parse(filed.stdout) as LinkedDocument;
    expect(links[0]?.candidates.map(({ id }) => id)).toEqual(["per:jordan"]);
  });

  it("never sends control characters of texts or of the KB to the terminal", async () => {
    const text = "Say\u001b[2J EvilCo\u0007 \u009b31m and Zork\u007f";
    const runs = await Promise.all([
      ...["pretty", "json", "jsonl", "conll", "html"].map((format) =>
        namesake(["link", ...prior, "--explain", "--format", format, text]),
      ),
      namesake(["kb", "show", ...kb, "org:evil"]),
      namesake(["kb", "search", ...kb, "evilco"]),
      namesake(["kb", "search", ...kb, "evilco", "--json"]),
      namesake(["kb", "show", ...kb, "x\u001b[31m\u009b"]),
      namesake(["link", "-f", "x\u001b[31m"]),
      namesake(["link", "--jsonl", ...prior], { input: '\u001b[31m\n{"text": "\u009b Asia"}' }),
    ]);
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toMatch(CONTROL);
    expect((JSON.parse(runs[2]?.stdout ?? "") as LinkedDocument).text).toBe(text);
  });

  it("ends without a word when its reader goes", async () => {
    const input = `${JSON.stringify({ text: `${TEXT} `.repeat(50) })}\n`.repeat(60);
    const child = spawn(process.execPath, [MAIN, "link", ...prior, "--jsonl"], {
      cwd: folder,
      env: { ...process.env, NAMESAKE_HOME: inFolder("home") },
    });
    let stderr = "";
    child.stderr.on("data", (piece) => {
      stderr += piece;
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("links 5 MB of text", { timeout: 60_000 }, async () => {
    const sentence =
      "Michael Jordan left Jordan for Asia, where nobody from Jordan had been before him or after.\n";
    writeFileSync(inFolder("large.txt"), sentence.repeat(Math.ceil(5e6 / sentence.length)));
    const flags = ["--mentions", "names", "--format", "jsonl", "--top-k", "1"];
    const { code, stdout, stderr } = await namesake(["link", ...prior, ...flags, "-f", "large.txt"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { links } = JSON.parse(stdout) as LinkedDocument;
    expect(links).toHaveLength(4 * Math.ceil(5e6 / sentence.length));
  });
});

describe("kb", () => {
  it("builds from a table, and the next command links against it by its name", async () => {
    writeFileSync(
      inFolder("staff.csv"),
      "id,name,aliases,type\n1,Ann Baker,Annie;AB,person\n2,Bob Cook,,person\n",
    );
    const built = await namesake(["kb", "build", "staff.csv"]);
    expect(built.code).toBe(0);
    const linked = await namesake([
      "link",
      "--kb",
      "staff",
      "--format",
      "jsonl",
      "We saw Annie and Bob Cook.",
    ]);
    const { links } = JSON.parse(linked.stdout) as LinkedDocument;
    expect(links.map(({ entity }) => [entity?.id, entity?.types])).toEqual([
      ["1", ["person"]],
      ["2", ["person"]],
    ]);
  });

  it("builds from standard input, in either store", async () => {
    for (const store of ["memory", "lmdb"]) {
      const input = readFileSync(inFolder("kb.jsonl"));
      const out = `./from-stdin-${store}`;
      const { code } = await namesake(["kb", "build", "jsonl", "-", "--out", out, "--store", store], {
        input,
      });
      expect(code).toBe(0);
      const { stdout } = await namesake(["kb", "info", "--json", "--kb", out]);
      expect(JSON.parse(stdout)).toMatchObject({ store, entities: 4 });
    }
  });

  it("names the records it leaves out", async () => {
    writeFileSync(inFolder("twice.csv"), "id,name\n1,Ann\n1,Bob\n2,Cid\n3\n");
    const { code, stderr } = await namesake(["kb", "build", "twice.csv"]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/left out: .*the id "1" was used by an earlier record/);
    expect(stderr).toMatch(/left out: .*line 5/);
    expect(stderr).toContain("2 entities");
  });

  it("shows what a KB is made of, for people and as JSON", async () => {
    const [info, infoJson, stats, statsJson] = await Promise.all([
      namesake(["kb", "info", ...kb]),
      namesake(["kb", "info", ...kb, "--json"]),
      namesake(["kb", "stats", ...kb]),
      namesake(["kb", "stats", ...kb, "--json"]),
    ]);
    expect(info.stdout).toMatch(/^entities +4$/m);
    expect(info.stdout).toContain("kb.jsonl");
    expect(JSON.parse(infoJson.stdout)).toMatchObject({
      format: "namesake-kb",
      entities: 4,
      typeSystem: "ner",
    });
    expect(stats.stdout).toMatch(/^4 entities/);
    expect(JSON.parse(statsJson.stdout)).toMatchObject({
      entities: 4,
      types: { ner: { LOC: 2, PER: 1 } },
      relationNames: { "part of": 1 },
    });
  });

  it("finds and shows entities, for people and as JSON", async () => {
    const [search, searchJson, show, showJson, none] = await Promise.all([
      namesake(["kb", "search", ...kb, "jord"]),
      namesake(["kb", "search", ...kb, "jord", "--json", "--limit", "1"]),
      namesake(["kb", "show", ...kb, "loc:jordan"]),
      namesake(["kb", "show", ...kb, "Michael", "Jordan", "--json"]),
      namesake(["kb", "search", ...kb, "qqqq"]),
    ]);
    expect(search.stdout).toContain("loc:jordan");
    expect(search.stdout).toContain("per:jordan");
    expect(JSON.parse(searchJson.stdout)).toHaveLength(1);
    expect(show.stdout).toMatch(/^part of +Asia \(loc:asia\)$/m);
    expect(JSON.parse(showJson.stdout)).toMatchObject({ id: "per:jordan", name: "Michael Jordan" });
    expect(none).toMatchObject({ code: 0, stdout: 'Nothing like "qqqq" in kb.\n' });
  });
});

describe("help", () => {
  it("tells the version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await namesake(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([["link"], ["kb", "build"], ["serve"]])("of %s %s has examples", async (...command) => {
    const { code, stdout } = await namesake([...command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples?:\n {2}\$ namesake/);
  });
});

describe("what is wrong on the command line", () => {
  it.each([
    [["link", "--nope", "x"], "unknown option '--nope'"],
    [["nope"], "unknown command 'nope'"],
    [["link", "--top-k", "0", "x"], "--top-k should be a whole number from 1 to 1000"],
    [["link", "--threshold", "2", "x"], "--threshold should be a number from 0 to 1"],
    [["link", "--budget", "cheap", "x"], "--budget should be one of"],
    [["link", "--format", "xml", "x"], "--format should be one of"],
    [["link", "--mentions", "4-5", "x"], "--mentions should be"],
    [["link", "--candidates", "", "x"], "--candidates should be"],
    [["kb", "build", "-"], "--out should be"],
    [["kb", "build", "kb.jsonl", "--column", "x"], "--column should be"],
    [["serve", "--port", "99999"], "--port should be"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await namesake(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe("what cannot be done", () => {
  beforeAll(async () => {
    writeFileSync(inFolder("binary.bin"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2, 0, 0]));
    writeFileSync(inFolder("no-name.csv"), "colour,size\nred,1\n");
    writeFileSync(inFolder("no-record.jsonl"), '{"id": "1"}\n');
    writeFileSync(inFolder("a-file"), "");
    mkdirSync(inFolder("foreign"));
    mkdirSync(inFolder("newer"));
    writeFileSync(inFolder("newer/manifest.json"), '{"format":"namesake-kb","version":99}');
    for (const [store, file] of [
      ["memory", "data.bin"],
      ["lmdb", "data.mdb"],
    ] as const) {
      await namesake(["kb", "build", "kb.jsonl", "--out", `./half-${store}`, "--store", store]);
      truncateSync(inFolder(`half-${store}/${file}`), 200);
    }
  });

  const none = {};
  it.each<[string, string[], RegExp, Settings]>([
    ["an empty text", ["link", ...prior, ""], /Expected a text with at least one word/, none],
    ["nothing on standard input", ["link", ...prior], /Expected a text with at least one word/, none],
    [
      "a binary file",
      ["link", ...prior, "-f", "binary.bin"],
      /binary\.bin is not readable text: it is binary/,
      none,
    ],
    [
      "a missing file",
      ["link", ...prior, "-f", "missing.txt"],
      /Cannot read missing\.txt: it does not exist/,
      none,
    ],
    ["a folder as file", ["link", ...prior, "-f", "foreign"], /Cannot read foreign: it is a folder/, none],
    ["a missing KB", ["link", "--kb", "nowhere", "x"], /no knowledge base "nowhere".*starter/, none],
    [
      "a foreign folder",
      ["link", "--kb", "./foreign", "x"],
      /foreign is not a Namesake knowledge base/,
      none,
    ],
    ["a newer format", ["link", "--kb", "./newer", "x"], /format version 99.*Update the package/, none],
    ["half a KB in memory", ["link", "--kb", "./half-memory", "x"], /cannot be read.*Build it again/, none],
    ["half a KB in lmdb", ["link", "--kb", "./half-lmdb", "x"], /cannot be read.*Build it again/, none],
    [
      "unknown candidates",
      ["link", ...prior, "--candidates", "loc:jordn", "Jordan"],
      /Did you mean loc:jordan/,
      none,
    ],
    ["a missing list", ["link", ...prior, "--candidates", "@missing", "x"], /Cannot read missing/, none],
    ["a span outside", ["link", ...prior, "--mentions", "0:99", "x"], /must lie inside the text/, none],
    ["a table without names", ["kb", "build", "no-name.csv"], /"colour", "size".*--column name=COLUMN/, none],
    ["a missing table", ["kb", "build", "missing.csv"], /Cannot read missing\.csv/, none],
    ["a folder as table", ["kb", "build", "./foreign", "--out", "x"], /it is a folder/, none],
    ["unknown files", ["kb", "build", "binary.bin", "--out", "x"], /binary\.bin is not readable text/, none],
    ["an out that is taken", ["kb", "build", "kb.jsonl", "--out", "./a-file"], /is left alone/, none],
    [
      "an out below a file",
      ["kb", "build", "kb.jsonl", "--out", "./a-file/x"],
      /Cannot write .*a-file/,
      none,
    ],
    ["an unknown entity", ["kb", "show", ...kb, "jordn"], /no entity "jordn"/, none],
    [
      "an address of others",
      ["serve", ...kb, "--host", "192.0.2.1", "--port", "0"],
      /Cannot listen on/,
      none,
    ],
  ])("%s: one line that says what to do", async (_name, args, message, settings) => {
    const { code, stdout, stderr } = await namesake(args, settings);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const said = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Building "));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(message);
    expect(said[0]).toMatch(/^namesake: /);
  });

  it.each(["a-file", "a-file/cache"])("a cache in %s: one line that says what to do", async (cache) => {
    const { code, stdout, stderr } = await namesake(["link", "x"], {
      env: { NAMESAKE_CACHE: inFolder(cache) },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.trim().split("\n").at(-1)).toMatch(
      /^namesake: Cannot write to the cache folder.*NAMESAKE_CACHE/,
    );
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it("leaves no KB behind where no record is usable, and the one that was there as it was", async () => {
    const before = (await namesake(["kb", "info", ...kb, "--json"])).stdout;
    const { code, stderr } = await namesake(["kb", "build", "no-record.jsonl", "--out", "./kb"]);
    expect(code).toBe(1);
    expect(stderr).toContain("has no usable entity");
    expect((await namesake(["kb", "info", ...kb, "--json"])).stdout).toBe(before);
  });
});
