import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { compiledKindTask, trainingScript } from "./compiled-task.contract.js";
import { kindTask } from "./kind-task.contract.js";
import { readMetrics } from "./metrics-log.js";
import { train } from "./train.js";
import { trainInWorker } from "./train-in-worker.js";

const root = mkdtempSync(join(tmpdir(), "namesake-training-"));
afterAll(() => rmSync(root, { recursive: true }));
const folder = (name: string): string => {
  const path = join(root, name);
  mkdirSync(path);
  return path;
};

const options = {
  steps: 80,
  batch: { size: 16, buckets: [4, 7, 10] },
  rate: { peak: 0.03, warmUp: 0.1 },
  checkpointEvery: 3,
  logEvery: 1,
  seed: 5,
};

const losses = (path: string) =>
  readMetrics(join(path, "metrics.jsonl")).map(({ examplesPerSecond: _, ...record }) => record);

it("on a thread of its own: the same numbers, and the event loop stays free", async () => {
  const [here, there] = [folder("here"), folder("there")];
  const expected = await train(kindTask(), { ...options, folder: here });
  const module = compiledKindTask(there);
  let [ticks, steps] = [0, 0];
  const ticking = setInterval(() => ticks++, 1);
  const found = await trainInWorker(
    { module, name: "kindTask" },
    { ...options, folder: there },
    { onEvent: (event) => event.kind === "step" && steps++ },
  );
  clearInterval(ticking);
  expect(found).toEqual(expected);
  expect(steps).toBe(80);
  expect(ticks).toBeGreaterThan(20);
});

it("on a thread of its own: errors come back, and a wish to stop is heard", async () => {
  const path = folder("errors");
  const module = compiledKindTask(path);
  const start = (more: object, hooks = {}) =>
    trainInWorker({ module, name: "kindTask" }, { ...options, folder: path, ...more }, hooks);
  await expect(start({ batch: { size: 4, buckets: [2] } })).rejects.toMatchObject({
    code: "EXAMPLE_TOO_LONG",
  });
  await expect(
    trainInWorker({ module, name: "nothing" }, { ...options, folder: path }),
  ).rejects.toMatchObject({ code: "OPTION_INVALID" });
  const missing = await trainInWorker(
    { module, name: "kindTask", argument: Number.NaN },
    {
      ...options,
      folder: path,
      batch: undefined as never,
    },
  ).catch((error: unknown) => error);
  expect((missing as Error).stack).toContain("/nn/training/");
  const stop = new AbortController();
  const onEvent = ({ kind }: { kind: string }) => kind === "step" && stop.abort();
  const { why, steps } = await start({ steps: 100_000 }, { signal: stop.signal, onEvent });
  expect(why).toBe("stopped");
  expect(steps).toBeLessThan(100_000);
});

it("on threads of two machines: the steps are those of one", async () => {
  const [alone, one, two] = [folder("alone"), folder("one"), folder("two")];
  const shared = { ...options, batch: { size: 8, accumulate: 2, buckets: [4, 7, 10] } };
  const expected = await train(kindTask(), { ...shared, folder: alone });
  const start = (rank: number, path: string, port: number, onListening?: (port: number) => void) => {
    const group = { rank, size: 2, port, ...(onListening && { onListening }) };
    const task = { module: compiledKindTask(path), name: "kindTask" };
    return trainInWorker(task, { ...shared, folder: path }, { group });
  };
  let second: Promise<unknown> = Promise.resolve();
  const first = await start(0, one, 0, (port) => {
    second = start(1, two, port);
  });
  for (const { steps, parameters } of [first, (await second) as typeof first]) {
    expect(steps).toBe(80);
    for (const [name, numbers] of expected.parameters)
      for (const [i, number] of numbers.entries()) expect(parameters.get(name)?.[i]).toBeCloseTo(number, 3);
  }
});

it("killed again and again, it ends with the losses of a run without interruption", async () => {
  const [whole, killed] = [folder("whole"), folder("killed")];
  await train(kindTask(400, 0.2), { ...options, folder: whole });
  const script = trainingScript(killed, { ...options, folder: killed });
  let kills = 0;
  for (const until of [5, 19, 40, 61, Number.POSITIVE_INFINITY]) {
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (text.split("\n").some((line) => Number(line) >= until)) child.kill("SIGKILL");
    });
    const signal = await new Promise((resolve) => child.on("close", (_, by) => resolve(by)));
    if (signal === "SIGKILL") kills++;
  }
  expect(kills).toBeGreaterThan(2);
  expect(losses(killed)).toEqual(losses(whole));
});
