import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { openKnowledgeBase } from "../../kb/folder.js";
import { smallDump } from "./small-dump.contract.js";
import { SPLITS } from "./split.js";
import { testFolder } from "./test-folder.contract.js";
import { DEFAULTS } from "./wikipedia-options.js";

/** What the children run: the compiled library, since Node reads no TypeScript. */
const DIST = new URL("../../../dist/sources/wikipedia/build-wikipedia.js", import.meta.url);
/** Kills in all; NAMESAKE_KILLS asks for more. */
const KILLS = Number(process.env["NAMESAKE_KILLS"] ?? 20);

const SCRIPT = `
  import { writeSync } from "node:fs";
  const [dump, work, out, workers] = process.argv.slice(1);
  const { buildWikipedia } = await import(${JSON.stringify(DIST.href)});
  writeSync(1, "ready\\n");
  const options = { ...${JSON.stringify(DEFAULTS)}, dumps: [dump], work, workers: Number(workers), pieceBytes: 2000, weakLabels: true, holdBack: false };
  await buildWikipedia(options, out, {}, { store: "memory" });
`;

/** Builds in a process of its own, which is killed after some milliseconds; whether it came to its end, and how long it took. */
async function run(
  folder: string,
  workers: number,
  killAfter: number | undefined,
): Promise<{ done: boolean; milliseconds: number }> {
  const paths = [join(folder, "dump.xml"), join(folder, "work"), join(folder, "kb"), String(workers)];
  const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT, ...paths], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  await Promise.race([ended, new Promise((resolve) => child.stdout.once("data", resolve))]);
  const began = performance.now();
  if (killAfter !== undefined) {
    await Promise.race([ended, sleep(killAfter)]);
    child.kill("SIGKILL");
  }
  const { code, signal } = await ended;
  if (signal === null && code !== 0) throw new Error(`the child ended with ${code}: ${complaints}`);
  return { done: signal === null, milliseconds: performance.now() - began };
}

async function contentOf(folder: string): Promise<unknown> {
  // Nothing is left but what was wanted.
  expect(readdirSync(folder).sort()).toEqual(["dump.xml", "kb"]);
  const out = join(folder, "kb");
  // Opening the KB makes its log of edits.
  expect(
    readdirSync(out)
      .filter((name) => name !== "edits.log")
      .sort(),
  ).toEqual(["data.bin", "documents", "manifest.json"]);
  expect(readdirSync(join(out, "documents"))).toHaveLength(SPLITS.length);
  const kb = await openKnowledgeBase(out);
  const lines = [...kb.entities()].map((record) => JSON.stringify(record));
  const { contentHash } = kb.totals();
  await kb.close();
  const documents = SPLITS.map((split) => readFileSync(join(out, "documents", `${split}.jsonl`), "utf8"));
  return { lines, contentHash, documents };
}

function folderWithDump(): string {
  const folder = testFolder();
  writeFileSync(join(folder, "dump.xml"), smallDump());
  return folder;
}

beforeAll(() => {
  if (!existsSync(DIST)) throw new Error("dist/ is missing: run `npm run build` (`npm test` does)");
});

it(`killed ${KILLS} times at random moments, comes to the result of a run that nobody disturbed`, {
  timeout: 900_000,
}, async () => {
  const undisturbed = folderWithDump();
  const { milliseconds } = await run(undisturbed, 1, undefined);
  const expected = await contentOf(undisturbed);
  let kills = 0;
  let finished = 0;
  while (kills < KILLS || finished === 0) {
    const folder = folderWithDump();
    // A build gets a little further every time; the last moments come up when little is left.
    for (let attempt = 0; ; attempt++) {
      const isEnough = kills >= KILLS;
      const killAfter = isEnough ? undefined : Math.random() * milliseconds;
      const { done } = await run(folder, 1 + (attempt % 2), killAfter);
      if (done) break;
      kills++;
    }
    finished++;
    expect(await contentOf(folder)).toEqual(expected);
  }
});
