import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = ["README.md", "docs/evaluation.md"]
  .map((name) => readFileSync(root + name, "utf8"))
  .join("\n");

/** Blocks of code that say where they come from: `<!-- file: … -->` or `<!-- output: … -->`. */
const blocks = [...readme.matchAll(/<!-- (file|output): (.+?) -->\n```\w*\n([\s\S]*?)```/g)].map(
  ([, kind = "", source = "", code = ""]) => ({ kind, source, code }),
);

describe("README.md and the guide to evaluation", () => {
  it("marks its examples", () => {
    expect(blocks.filter(({ kind }) => kind === "file").length).toBeGreaterThanOrEqual(2);
    expect(blocks.filter(({ kind }) => kind === "output").length).toBeGreaterThanOrEqual(2);
  });

  for (const { kind, source, code } of blocks)
    it(`shows what ${source} is`, () => {
      if (kind === "file") return expect(code).toBe(readFileSync(`${root}${source}`, "utf8"));
      const words = [...source.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
      const output = execFileSync(process.execPath, [`${root}dist/cli/main.js`, ...words], {
        encoding: "utf8",
      });
      // Names and decisions, not the last digit of a probability, which depends on the processor.
      const plain = (text: string) =>
        text
          .replace(/\d+(\.\d+)?/g, "0")
          .replace(/█+/g, "█")
          .replace(/ +/g, " ")
          .trim();
      return expect(plain(code)).toBe(plain(output));
    });
});
