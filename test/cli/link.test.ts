import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { LinkedDocument } from "../../src/cli/formats/format.js";
import { scoreOf } from "../../src/link/link.js";
import { inFolder, kb, MAIN, namesake, prior, settings, withSmallKb } from "./program.js";

const TEXT = "Michael Jordan flew to Jordan. Zork stayed.";

withSmallKb();

/** Control characters other than line ends and tabs. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

describe.concurrent("link", () => {
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
    for (const run of runs) expect(run).toMatchObject({ code: 0, stderr: "" });
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
      expect(said[i]).toContain(`left out: ${line}: `);
    expect(said[3]).toContain("4 documents linked, 3 lines left out");
  });

  it("answers a line at a time when it is interactive, and ends with its input", async () => {
    const { code, stdout, stderr } = await namesake(["link", ...prior, "-i", "--format", "jsonl"], {
      input: "Jordan\n\nAsia\n",
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const texts = stdout
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as LinkedDocument).text);
    expect(texts).toEqual(["Jordan", "Asia"]);
  });

  it("answers interactively also when the encoder has to be loaded first", async () => {
    const { code, stdout, stderr } = await namesake(["link", ...kb, "-i", "--format", "jsonl"], {
      input: "Jordan\nAsia",
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
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
    const child = spawn(process.execPath, [MAIN, "link", ...prior, "--jsonl"], settings());
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

  it("links 5 MB of text", async () => {
    const sentence =
      "Michael Jordan left Jordan for Asia, where nobody from Jordan had been before him or after.\n";
    writeFileSync(inFolder("large.txt"), sentence.repeat(Math.ceil(5e6 / sentence.length)));
    const flags = ["--mentions", "names", "--format", "jsonl", "--top-k", "1"];
    const { code, stdout, stderr } = await namesake(["link", ...prior, ...flags, "-f", "large.txt"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { links } = JSON.parse(stdout) as LinkedDocument;
    expect(links).toHaveLength(4 * Math.ceil(5e6 / sentence.length));
    const pretty = await namesake(["link", ...prior, "--mentions", "names", "-f", "large.txt"]);
    expect({ code: pretty.code, stderr: pretty.stderr }).toEqual({ code: 0, stderr: "" });
    expect(pretty.stdout.split("\n").length).toBeGreaterThan(links.length);
  });
});
