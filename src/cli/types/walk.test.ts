import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const MAIN = inRepository("dist/cli/main.js");
const HEADING = "## From a graph to a better link: the jaguar\n";

/** The part of docs/types.md that a reader follows step by step. */
function walkOf(page: string): string {
  const begin = page.indexOf(HEADING);
  const end = page.indexOf("\n## ", begin + HEADING.length);
  return page.slice(begin, end === -1 ? undefined : end);
}

/** A step: a file to save, commands to run, or what the last of them prints. */
interface Step {
  file: string | undefined;
  language: string;
  text: string;
}

const stepsOf = (walk: string): Step[] =>
  [...walk.matchAll(/(?:<!-- file: (\S+) -->\n)?```(\w+)\n([\s\S]*?)```/g)].map(
    ([, file, language = "", text = ""]) => ({ file, language, text }),
  );

/** Words of a command line; those in quotes are one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** Names and decisions, not the last digit of a probability, which depends on the processor. */
const plain = (text: string): string =>
  text
    .replace(/[+−]?\d+(\.\d+)?/g, "0")
    .replace(/[█│]/g, "")
    .replace(/ +/g, " ")
    .replace(/ $/gm, "")
    .trim();

describe("the walk of docs/types.md, from a graph to a better link", () => {
  const folder = mkdtempSync(join(tmpdir(), "namesake-walk-"));
  const steps = stepsOf(walkOf(readFileSync(inRepository("docs/types.md"), "utf8")));
  let printed = "";

  afterAll(() => rmSync(folder, { recursive: true }));

  function run(line: string): string {
    const [npx, name, ...words] = wordsOf(line);
    expect([npx, name]).toEqual(["npx", "namesake"]);
    return execFileSync(process.execPath, [MAIN, ...words], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, NAMESAKE_HOME: join(folder, "home"), FORCE_COLOR: undefined },
    });
  }

  for (const { file, language, text } of steps)
    if (file !== undefined) it(`has ${file}`, () => writeFileSync(join(folder, file), text));
    else if (language === "sh")
      for (const line of text.trim().split("\n"))
        it(`runs ${line.slice(0, 60)}`, () => {
          printed = run(line);
        });
    else it("prints what it says", () => expect(plain(printed)).toBe(plain(text)));

  it("ends with another answer than it begins with, by types alone", () => {
    const answers = steps
      .filter(({ language }) => language === "text")
      .flatMap(({ text }) => /^ {2}Jaguars {2}(\S+(?: \S+)*) {2,}\d+ %/m.exec(text)?.[1] ?? []);
    expect(answers).toEqual(["Jaguar Cars", "jaguar", "Jaguar Cars"]);
    expect(steps.map(({ text }) => text).join("")).toMatch(/kind: animal, \d+ % likely here/);
  });
});
