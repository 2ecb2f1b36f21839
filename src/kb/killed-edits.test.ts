import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { compactKnowledgeBase } from "./compaction.js";
import { buildKnowledgeBase, openKnowledgeBase } from "./folder.js";
import type { KnowledgeBase } from "./knowledge-base.js";
import { expectWhole } from "./whole.contract.js";

/** What the children run: the compiled library, since Node reads no TypeScript. */
const DIST = new URL("../../dist/kb/", import.meta.url);
/** Processes that are killed in all; more of them by hand, at other moments each time. */
const KILLS = Number(process.env["NAMESAKE_KILLS"] ?? 6);
const ROUNDS = Math.max(1, Math.round(KILLS / 6));

const PRELUDE = `
  import { writeSync } from "node:fs";
  const [path, me] = process.argv.slice(1);
  const { openKnowledgeBase } = await import("${DIST.href}folder.js");
  const { compactKnowledgeBase } = await import("${DIST.href}compaction.js");
  const { takeSnapshot } = await import("${DIST.href}snapshots.js");
  const { Draft } = await import("${DIST.href}profile/draft.js");
  const { renameEntity } = await import("${DIST.href}profile/rename.js");
  const { addAlias } = await import("${DIST.href}profile/aliases.js");
  const say = (what) => writeSync(1, what + "\\n");
`;
/** Counts in an entity of its own, moves another one on, and changes one that all change; every fifth change is undone and done again. */
const EDITING = `
  const kb = await openKnowledgeBase(path);
  for (let n = Number(kb.entity("counter " + me).name.split(" ")[1]) + 1; n <= Number(process.argv[3] ?? Infinity); n++) {
    for (;;) {
      try {
        const draft = new Draft(kb);
        draft.add([{ put: { id: "counter " + me, name: "counter " + n } }]);
        draft.add(renameEntity(draft, "moving " + me + " " + (n - 1), "moving " + me + " " + n));
        draft.add(addAlias(draft, "shared", "common name", 1));
        const version = kb.edit(draft.edits, { author: me });
        if (n % 5 === 0) kb.undo(kb.undo(version));
        break;
      } catch (error) {
        if (error.code !== "EDIT_CONFLICT" && error.code !== "UNDO_IMPOSSIBLE") throw error;
        kb.refresh();
        if (kb.entity("counter " + me).name === "counter " + n) break;
      }
    }
    say(n);
  }
  await kb.close();
`;
const COMPACTING = `for (let n = 1; ; n++) { await compactKnowledgeBase(path, { keepLog: 40 }); say(n); }`;
const SNAPSHOTTING = `for (let n = Date.now(); ; n++) { await takeSnapshot(path, "s" + n); say(n); }`;

interface Child {
  process: ChildProcessByStdio<null, Readable, Readable>;
  /** The last number that it has said. */
  said: () => number;
  /** Resolves with the signal that ended it; rejects where it ended with an error. */
  ended: Promise<string | null>;
}

function start(script: string, ...args: string[]): Child {
  const child = spawn(process.execPath, ["--input-type=module", "-e", PRELUDE + script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let lines = "";
  let complaints = "";
  child.stdout.on("data", (chunk: Buffer) => {
    lines += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const ended = new Promise<string | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(`the child ended with ${code}: ${complaints}`));
      else resolve(signal);
    });
  });
  ended.catch(() => {});
  return { process: child, said: () => Number(lines.split("\n").at(-2) ?? 0), ended };
}

async function startSaying(script: string, ...args: string[]): Promise<Child> {
  const child = start(script, ...args);
  await Promise.race([new Promise((resolve) => child.process.stdout.once("data", resolve)), child.ended]);
  return child;
}

async function kill(child: Child): Promise<void> {
  child.process.kill("SIGKILL");
  expect(await child.ended).toBe("SIGKILL");
}

async function build(store: "memory" | "lmdb"): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "namesake-killed-edits-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "kb");
  const records = [
    { id: "shared", name: "Shared" },
    ...["ann", "ben"].flatMap((me) => [
      { id: `counter ${me}`, name: "counter 0" },
      { id: `moving ${me} 0`, name: `moving of ${me}` },
      {
        id: `follower of ${me}`,
        name: "follower",
        relations: [{ relation: "follows", object: `moving ${me} 0` }],
      },
    ]),
    ...Array.from({ length: 200 }, (_, i) => ({ id: `still ${i}`, name: "common name", count: i })),
  ];
  await (await buildKnowledgeBase(records, path, () => [], { store })).knowledgeBase.close();
  return path;
}

const counterOf = (kb: KnowledgeBase, me: string) => Number(kb.entity(`counter ${me}`)?.name.split(" ")[1]);

/** That a KB has all that its writers were told of, nothing by half, and a log without a gap. */
async function expectKept(path: string, told: Readonly<Record<string, number>>): Promise<void> {
  const kb = await openKnowledgeBase(path);
  for (const [me, last] of Object.entries(told)) {
    const number = counterOf(kb, me);
    // It may have been killed between the undo of a change, or its end, and telling of it.
    expect([last, last + 1]).toContain(number);
    expect(kb.entity(`moving ${me} ${number}`)?.name).toBe(`moving of ${me}`);
    if (number > 0) expect(kb.entity(`moving ${me} ${number - 1}`)).toBeUndefined();
    expect(kb.entity(`follower of ${me}`)?.relations?.[0]?.object).toBe(`moving ${me} ${number}`);
  }
  await expectWhole(kb);
  const history = kb.history();
  let version = kb.version;
  for (const transaction of history) {
    expect(transaction.version).toBe(version);
    version -= transaction.changes.length;
  }
  const [latest] = history;
  for (const { after } of latest?.changes ?? [])
    if (after !== undefined) expect(kb.entity(after.id)).toEqual(after);
  await kb.close();
}

beforeAll(() => {
  if (!existsSync(DIST)) throw new Error("dist/ is missing: run `npm run build` (`npm test` does)");
});

describe.each(["memory", "lmdb"] as const)("processes that are killed, %s store", (store) => {
  it("while they edit, lose nothing that they were told of", async () => {
    const path = await build(store);
    for (let round = 0; round < ROUNDS; round++) {
      const child = await startSaying(EDITING, path, "ann");
      await sleep(Math.random() * 80);
      await kill(child);
      await expectKept(path, { ann: child.said() });
    }
  }, 300_000);

  it("while they make the KB compact, leave it to those who edit it", async () => {
    const path = await build(store);
    let told = 0;
    const editor = await startSaying(EDITING, path, "ben");
    for (let round = 0; round < ROUNDS; round++) {
      const child = await startSaying(COMPACTING, path);
      await sleep(Math.random() * 80);
      await kill(child);
      // The other one goes on.
      told = editor.said();
      await expect.poll(editor.said, { timeout: 10_000 }).toBeGreaterThan(told);
    }
    await kill(editor);
    await expectKept(path, { ben: editor.said() });
    await compactKnowledgeBase(path);
    await expectKept(path, { ben: editor.said() });
    expect(readdirSync(path).filter((name) => /^data/.test(name) && !name.endsWith("-lock"))).toHaveLength(1);
  }, 300_000);

  it("while they take snapshots, leave whole ones", async () => {
    const path = await build(store);
    const editor = await startSaying(EDITING, path, "ann");
    for (let round = 0; round < ROUNDS; round++) {
      const child = await startSaying(SNAPSHOTTING, path);
      await sleep(Math.random() * 80);
      await kill(child);
    }
    await kill(editor);
    await expectKept(path, { ann: editor.said() });
    const names = readdirSync(join(path, "snapshots")).filter((name) => !name.startsWith("."));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names.slice(-3)) {
      const kb = await openKnowledgeBase(join(path, "snapshots", name));
      await expectWhole(kb);
      await kb.close();
    }
  }, 300_000);
});

it.each(["memory", "lmdb"] as const)(
  "two processes edit one KB at once while a third makes it compact, %s store",
  async (store) => {
    const path = await build(store);
    const compacting = await startSaying(COMPACTING, path);
    const editors = ["ann", "ben"].map((me) => start(EDITING, path, me, "30"));
    for (const editor of editors) expect(await editor.ended).toBeNull();
    await kill(compacting);
    await expectKept(path, { ann: 30, ben: 30 });
    const kb = await openKnowledgeBase(path);
    // Neither has overwritten a count of the other.
    expect(kb.entity("shared")?.aliases).toEqual([{ text: "common name", count: 60 }]);
    await kb.close();
  },
  60_000,
);
