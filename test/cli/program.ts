import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect } from "vitest";
import type { EntityRecord } from "../../src/kb/record.js";

export const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Settings {
  input?: string | Buffer;
  env?: Record<string, string>;
}

const folder = mkdtempSync(join(tmpdir(), "namesake-cli-"));

/** A path in the folder that the program runs in. */
export const inFolder = (name: string): string => join(folder, name);

/** How the program is started: in a folder of its own, with a home of its own and the cache of the tests. */
export const settings = (env: Record<string, string> = {}) => ({
  cwd: folder,
  env: { ...process.env, NAMESAKE_HOME: inFolder("home"), FORCE_COLOR: undefined, ...env },
});

/** Runs the compiled program. */
export function namesake(args: readonly string[], { input = "", env = {} }: Settings = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], settings(env));
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
/** The options for a small KB; `prior` needs no encoder. */
export const kb = ["--kb", "./kb"];
export const prior = [...kb, "--budget", "prior"];

/** Builds that KB before the tests of a file, and removes everything after them. */
export function withSmallKb(): void {
  beforeAll(async () => {
    writeFileSync(inFolder("kb.jsonl"), RECORDS.map((record) => `${JSON.stringify(record)}\n`).join(""));
    const built = await namesake(["kb", "build", "kb.jsonl", "--out", "./kb"]);
    expect(built).toMatchObject({ code: 0, stdout: "" });
    expect(built.stderr).toContain("4 entities");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
}
