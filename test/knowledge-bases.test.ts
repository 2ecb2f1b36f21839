import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inFolder, namesake } from "./cli/program.js";

const root = new URL("..", import.meta.url);
const guide = readFileSync(new URL("docs/knowledge-bases.md", root), "utf8");

/** What the guide has its readers do, in order: files to write, commands to run, and what the last command prints. */
const steps = [...guide.matchAll(/(?:<!-- file: (\S+) -->\n)?```(\w+)\n([\s\S]*?)```/g)].map(
  ([, file, kind = "", code = ""]) => ({ file, kind, code }),
);

/** Names and decisions, not the last digit of a probability, which depends on the processor. */
const plain = (text: string): string => text.replace(/\d+/g, "0").replace(/ +/g, " ").trim();

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "").slice(2);

describe("the guide to knowledge bases", () => {
  beforeAll(() => symlinkSync(fileURLToPath(new URL("examples", root)), inFolder("examples"), "dir"));
  afterAll(() => rmSync(inFolder("."), { recursive: true, force: true }));

  it("has commands, a file and outputs", () => {
    const kinds = (wanted: string) => steps.filter(({ kind }) => kind === wanted).length;
    expect(kinds("sh")).toBeGreaterThanOrEqual(6);
    expect(kinds("text")).toBeGreaterThanOrEqual(3);
    expect(steps.filter(({ file }) => file !== undefined)).toHaveLength(1);
  });

  it("says what happens", async () => {
    let printed = "";
    for (const { file, kind, code } of steps) {
      if (file !== undefined) writeFileSync(inFolder(file), code);
      else if (kind === "text") expect(plain(printed)).toBe(plain(code));
      else
        for (const line of code.trim().split("\n")) {
          const { code, stdout, stderr } = await namesake(wordsOf(line));
          expect(code, `${line}\n${stderr}`).toBe(0);
          printed = stdout;
        }
    }
    // Twenty programs, one after the other.
  }, 400_000);
});
