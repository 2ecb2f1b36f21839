import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bestAndLast } from "./best-and-last.js";
import { type Checkpoint, readCheckpoint } from "./checkpoint.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-killed-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the children run: the compiled library, since Node reads no TypeScript. */
const DIST = new URL("../../../dist/nn/training/best-and-last.js", import.meta.url);
beforeAll(() => {
  if (!existsSync(DIST)) throw new Error("dist/ is missing: run `npm run build` (`npm test` does)");
});

/** Writes checkpoints whose numbers all are the step, every third one as the best. */
const SCRIPT = `
  const { bestAndLast } = await import(${JSON.stringify(DIST.href)});
  const [folder, first] = process.argv.slice(1);
  const checkpoints = bestAndLast(folder);
  for (let step = Number(first); ; step++) {
    const tensor = { shape: [3, 100_000], data: new Float32Array(300_000).fill(step) };
    const isBest = step % 3 === 1;
    await checkpoints.write({ tensors: { weight: tensor, mean: tensor }, state: { step, isBest } }, isBest);
    if (step === Number(first)) process.stdout.write("written");
  }
`;

/** The step of a checkpoint, of which every number must be. */
function stepOf({ tensors, state }: Checkpoint): number {
  const step = Number(state["step"]);
  expect(Object.keys(tensors).sort()).toEqual(["mean", "weight"]);
  for (const { data } of Object.values(tensors)) {
    expect(data).toHaveLength(300_000);
    expect(data.every((number) => number === step)).toBe(true);
  }
  return step;
}

it("a process that is killed leaves whole checkpoints, the best not behind the last", async () => {
  const { best, last, write } = bestAndLast(folder);
  let first = 1;
  let unfinished = 0;
  for (let round = 0; round < 10; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT, folder, `${first}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "close");
    await Promise.race([
      once(child.stdout, "data"),
      ended.then(() => Promise.reject(new Error("the child ended"))),
    ]);
    await sleep(Math.random() * 40);
    child.kill("SIGKILL");
    expect((await ended)[1]).toBe("SIGKILL");
    unfinished += readdirSync(folder).filter((name) => name.endsWith(".tmp")).length;
    const step = stepOf(await readCheckpoint(last));
    expect(step).toBeGreaterThanOrEqual(first);
    const bestStep = stepOf(await readCheckpoint(best));
    const due = step - ((step + 2) % 3);
    expect(bestStep === due || bestStep === step + 1).toBe(true);
    first = step + 1;
  }
  // Some were killed in the middle, and what they left does not stay.
  expect(unfinished).toBeGreaterThan(0);
  const tensors = { weight: { shape: [1], data: Float32Array.of(1) } };
  await write({ tensors, state: {} }, true);
  await write({ tensors, state: {} }, false);
  expect(readdirSync(folder).sort()).toEqual(["best.safetensors", "last.safetensors"]);
});
