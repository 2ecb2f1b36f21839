import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { inFolder, MAIN, namesake, settings } from "./program.js";

const PAGE = readFileSync(new URL("../../docs/serving.md", import.meta.url), "utf8");
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

interface Block {
  language: string;
  body: string;
}
const BLOCKS = [...PAGE.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
  ([, language = "", body = ""]): Block => ({ language, body }),
);

let server: ChildProcess | undefined;
afterAll(() => void server?.kill("SIGKILL"));

/** Starts what the page starts, at a free port. */
async function serving(command: string): Promise<string> {
  const args = [...command.trim().split(" ").slice(1), "--port", "0"];
  const child = spawn(process.execPath, [MAIN, ...args], settings());
  server = child;
  return new Promise((resolve, reject) => {
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      stderr += piece;
      const found = /on http:\/\/(\S+)/.exec(stderr)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("exit", () => reject(new Error(stderr)));
  });
}

/** "…" stands for anything. */
const shape = (value: unknown): unknown => {
  if (value === "…") return expect.anything();
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== "object" || value === null) return value;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(value).map(([field, one]) => [field, shape(one)])),
  );
};

it.skipIf(!hasCurl)("what docs/serving.md shows is what is answered", async () => {
  const [records, commands, ...rest] = BLOCKS;
  writeFileSync(inFolder("people.jsonl"), records?.body ?? "");
  const [build = "", serve = ""] = (commands?.body ?? "").trim().split("\n");
  expect((await namesake(build.split(" ").slice(1))).code).toBe(0);
  const address = await serving(serve);
  let answers = 0;
  let last = "";
  for (const { language, body } of rest) {
    if (language === "sh") {
      expect(body).toMatch(/^curl /);
      const { stdout } = spawnSync("bash", ["-c", body.replaceAll("localhost:8080", address)]);
      last =
        String(stdout)
          .trim()
          .split(/(?<=\})(?=\{)/)
          .at(-1) ?? "";
    } else if (language === "json") {
      answers++;
      expect(JSON.parse(last), body).toEqual(shape(JSON.parse(body)));
    }
  }
  expect(answers).toBeGreaterThan(9);
});
