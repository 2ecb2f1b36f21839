import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { utf8 } from "./bytes.js";
import { ContentHash } from "./content-hash.js";
import { buildKnowledgeBase, openKnowledgeBase } from "./folder.js";
import type { KnowledgeBase } from "./knowledge-base.js";
import { canonicalJson, recordAliases } from "./record-aliases.js";

/** What the children run: the compiled library, since Node reads no TypeScript. */
const DIST = new URL("../../dist/kb/folder.js", import.meta.url);

/** Two contents of different size, so that a mixture of them would show. */
const PRELUDE = `
  import { writeSync } from "node:fs";
  const [path, store] = process.argv.slice(1);
  const { buildKnowledgeBase, openKnowledgeBase } = await import(${JSON.stringify(DIST.href)});
  const records = (kind, length) => Array.from({ length }, (_, i) =>
    ({ id: kind + i, name: kind + " number " + i, aliases: ["common name"], count: i, types: { kind: [kind] } }));
  const build = async (kind) => {
    const records_ = records(kind, kind === "red" ? 400 : 250);
    await (await buildKnowledgeBase(records_, path, () => [], { store })).knowledgeBase.close();
  };
  const say = (what) => writeSync(1, what + "\\n");
`;

type Child = ChildProcessByStdio<null, Readable, Readable>;

function start(
  script: string,
  ...args: string[]
): { child: Child; ended: Promise<{ lines: string[]; signal: string | null }> } {
  const child = spawn(process.execPath, ["--input-type=module", "-e", PRELUDE + script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let complaints = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const ended = new Promise<{ lines: string[]; signal: string | null }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(`the child ended with ${code}: ${complaints}`));
      else resolve({ lines: said.split("\n").slice(0, -1), signal });
    });
  });
  return { child, ended };
}

const firstWord = (child: Child) => new Promise((resolve) => child.stdout.once("data", resolve));

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "namesake-killed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "kb");
}

/** Everything the tables say twice is said alike: the totals, the ids, the aliases and the hash fit the entities. */
function expectWhole(kb: KnowledgeBase): void {
  const hash = new ContentHash();
  let [entities, aliases] = [0, 0];
  for (const record of kb.entities()) {
    entities++;
    hash.add(utf8(canonicalJson(record)));
    expect(kb.entity(record.id)).toEqual(record);
    const index = kb.index(record.id);
    const keys = new Set(recordAliases(record).map(({ key }) => key));
    aliases += keys.size;
    for (const key of keys)
      expect(kb.lookup(key).postings.some((posting) => posting.index === index)).toBe(true);
  }
  expect(kb.totals()).toMatchObject({ entities, aliases, contentHash: hash.toString() });
}

beforeAll(() => {
  if (!existsSync(DIST)) throw new Error("dist/ is missing: run `npm run build` (`npm test` does)");
});

describe.each(["memory", "lmdb"] as const)("a process that is killed, %s store", (store) => {
  it("while it builds leaves the KB of before or the new one", async () => {
    const path = newPath();
    const seen = new Set<string>();
    for (let round = 0; round < 5; round++) {
      const { child, ended } = start(
        `await build("red"); say("built"); for (;;) { await build("blue"); await build("red"); }`,
        path,
        store,
      );
      await firstWord(child);
      await sleep(Math.random() * 60);
      child.kill("SIGKILL");
      expect((await ended).signal).toBe("SIGKILL");
      const kb = await openKnowledgeBase(path);
      const { kind } = kb.stats().types;
      const colour = Object.keys(kind ?? {}).join();
      seen.add(colour);
      expect(kind).toEqual({ [colour]: colour === "red" ? 400 : 250 });
      expectWhole(kb);
      await kb.close();
    }
    // The next build removes what the killed ones left.
    const { knowledgeBase } = await buildKnowledgeBase([{ id: "1", name: "one" }], path, () => [], { store });
    await knowledgeBase.close();
    expect(readdirSync(join(path, ".."))).toEqual(["kb"]);
  });

  it.each([
    ["before the first rename", "from === path", "before", "red"],
    ["between the two renames", "from === path", "after", "red"],
    ["after the second rename", "to === path", "after", "blue"],
  ])("%s leaves a KB that opens", async (_when, which, when, expected) => {
    const path = newPath();
    const { ended } = start(
      `
      await build("red");
      const { default: fs } = await import("node:fs");
      const { syncBuiltinESMExports } = await import("node:module");
      const { renameSync } = fs;
      fs.renameSync = (from, to) => {
        const die = () => { if (${which}) process.kill(process.pid, "SIGKILL"); };
        if ("${when}" === "before") die();
        renameSync(from, to);
        die();
      };
      syncBuiltinESMExports();
      await build("blue");
    `,
      path,
      store,
    );
    expect((await ended).signal).toBe("SIGKILL");
    expect(existsSync(path)).toBe(when === "before" || expected === "blue");
    const kb = await openKnowledgeBase(path);
    expect(Object.keys(kb.stats().types["kind"] ?? {})).toEqual([expected]);
    expectWhole(kb);
    await kb.close();
    const { knowledgeBase } = await buildKnowledgeBase([{ id: "1", name: "one" }], path, () => [], { store });
    await knowledgeBase.close();
    expect(readdirSync(join(path, ".."))).toEqual(["kb"]);
  });

  it("while it edits leaves every edit it was told of, and none by half", async () => {
    const path = newPath();
    const records = [
      { id: "counter", name: "counter 0" },
      ...Array.from({ length: 50 }, (_, i) => ({ id: `still ${i}`, name: "common name" })),
      { id: "moving 0", name: "moving 0", aliases: ["common name"] },
    ];
    await (await buildKnowledgeBase(records, path, () => [], { store })).knowledgeBase.close();
    let reached = 0;
    for (let round = 0; round < 4; round++) {
      const { child, ended } = start(
        `
        const kb = await openKnowledgeBase(path);
        for (let n = Number(kb.entity("counter").name.split(" ")[1]) + 1; ; n++) {
          kb.edit([
            { remove: "moving " + (n - 1) },
            { put: { id: "counter", name: "counter " + n } },
            { put: { id: "moving " + n, name: "moving " + n, aliases: ["common name"] } },
          ]);
          say(n);
        }
      `,
        path,
        store,
      );
      await firstWord(child);
      await sleep(Math.random() * 60);
      child.kill("SIGKILL");
      const { lines, signal } = await ended;
      expect(signal).toBe("SIGKILL");
      const told = Number(lines.at(-1));
      expect(told).toBeGreaterThan(reached);
      const kb = await openKnowledgeBase(path);
      const number = Number(kb.entity("counter")?.name.split(" ")[1]);
      expect([told, told + 1]).toContain(number);
      expect(kb.size).toBe(52);
      expect(kb.totals().edits).toBe(3 * number);
      expect(kb.candidates(`moving ${number}`)).toHaveLength(1);
      expect(kb.candidates(`moving ${number - 1}`)).toEqual([]);
      expect(kb.candidates("common name")).toHaveLength(51);
      expectWhole(kb);
      await kb.close();
      reached = number;
    }
  });
});
