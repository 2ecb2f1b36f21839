import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { slice } from "../graph/layout.js";
import type { Tensor } from "../graph/tensor.js";
import { normal } from "../layers/initial.js";
import { initialParameters, type Parameters, parametersOf } from "../layers/model.js";
import type { Scope } from "../layers/scope.js";
import type { Group } from "./all-reduce/group.js";
import { localGroup } from "./all-reduce/local.contract.js";
import { readCheckpoint } from "./checkpoint.js";
import { kindTask } from "./kind-task.contract.js";
import { readMetrics } from "./metrics-log.js";
import { type TrainResult, train } from "./train.js";
import type { TrainEvent, TrainOptions } from "./train-options.js";

const folders: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "namesake-train-"));
  folders.push(path);
  return path;
};
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({
  folder: folder(),
  steps: 60,
  batch: { size: 16, buckets: [4, 7, 10] },
  rate: { peak: 0.03, warmUp: 0.1 },
  logEvery: 1,
  seed: 5,
  ...more,
});

const quiet = { decay: 0.01, clip: 0.5 };

/** The log without what differs from run to run. */
const losses = (path: string): Record<string, unknown>[] =>
  readMetrics(join(path, "metrics.jsonl")).map(({ examplesPerSecond: _, ...record }) => record);

describe("train", () => {
  it("learns", async () => {
    const events: TrainEvent[] = [];
    const run = options();
    const { steps, why } = await train(kindTask(), run, { onEvent: (event) => events.push(event) });
    expect({ steps, why }).toEqual({ steps: 60, why: "done" });
    const all = losses(run.folder) as unknown as { loss: number; accuracy: number }[];
    expect(all).toHaveLength(60);
    expect(all[0]?.loss).toBeGreaterThan(1);
    const last = all.slice(-10).reduce((sum, { accuracy }) => sum + accuracy / 10, 0);
    expect(last).toBeGreaterThan(0.9);
    expect(events[0]).toMatchObject({ kind: "start", parameters: 240 + 72 + 27, steps: 60, resumedAt: 0 });
    expect(events.at(-1)).toEqual({ kind: "end", step: 60, why: "done" });
  });

  it("goes on exactly where it was stopped", async () => {
    const whole = options();
    await train(kindTask(400, 0.2), whole);
    const parts = options({ checkpointEvery: 7 });
    const stop = new AbortController();
    await train(kindTask(400, 0.2), parts, {
      signal: stop.signal,
      onEvent: (event) => event.kind === "step" && event.step === 33 && stop.abort(),
    });
    expect(losses(parts.folder)).toHaveLength(33);
    const { steps } = await train(kindTask(400, 0.2), { ...parts, resume: true });
    expect(steps).toBe(60);
    expect(losses(parts.folder)).toEqual(losses(whole.folder));
  });
});

describe("what a step is made of", () => {
  it("several batches of a step are one large batch", async () => {
    const [large, small] = [
      options({ batch: { size: 32, buckets: [10] }, optimiser: quiet, steps: 20 }),
      options({ batch: { size: 8, accumulate: 4, buckets: [10] }, optimiser: quiet, steps: 20 }),
    ];
    const [a, b] = [await train(kindTask(), large), await train(kindTask(), small)];
    expectClose(a.parameters, b.parameters);
  });

  it("a table that is used by rows is trained like one that is used whole, where each row is in each batch", async () => {
    const task = kindTask();
    const whole = {
      ...task,
      model: {
        ...task.model,
        loss: (scope: Scope, batch: Record<"ids" | "labels", Tensor>) => {
          scope.at("tokens").parameter("weight", [30, 8], normal(0.3));
          return task.model.loss(scope, batch);
        },
      },
    };
    const run = () => options({ batch: { size: 300, buckets: [10] }, optimiser: quiet, steps: 12 });
    const [rows, dense] = [await train(task, run()), await train(whole, run())];
    expectClose(rows.parameters, dense.parameters);
  });

  it("frozen parameters and those of another rate", async () => {
    const task = kindTask();
    const groups = [
      { match: "tokens.*", frozen: true },
      { match: "hidden.*", rate: 0 },
    ];
    const { parameters } = await train(task, options({ optimiser: { groups }, steps: 5 }));
    const before = initialParameters(parametersOf(task.model), 5);
    for (const [name, numbers] of parameters)
      expect(numbers.every((number, i) => number === before.get(name)?.[i])).toBe(!name.startsWith("out."));
    await expect(train(task, options({ optimiser: { groups: [{ match: "token.*" }] } }))).rejects.toThrow(
      'No parameter is called "token.*". There are tokens.weight, hidden.weight, hidden.bias',
    );
  });
});

describe("what a break does not change", () => {
  /** A task whose scores fall, so that it ends early. */
  const falling = (patience: number, more: Partial<TrainOptions> = {}) => {
    const task = kindTask(128);
    const { steps: _, ...run } = options({
      batch: { size: 16, buckets: [10] },
      epochs: 12,
      patience,
      checkpointEvery: 1,
      ...more,
    });
    return {
      run,
      task: { ...task, validate: async (parameters: Parameters) => ({ score: scoreOf(parameters) }) },
    };
  };
  const scoreOf = (parameters: Parameters) =>
    -Math.abs((parameters.get("out.weight") as Float32Array)[0] as number);

  it("a run that ended early stays ended", async () => {
    const { run, task } = falling(2, { validateEvery: 5 });
    const first = await train(task, run);
    expect(first.why).toBe("no better");
    const again = await train(task, { ...run, resume: true });
    expect({ ...again, parameters: undefined }).toEqual({ ...first, parameters: undefined });
    expect(again.parameters).toEqual(first.parameters);
  });

  it.each([{}, { validateEvery: 5 }])("a pause at any step, with %j", async (more) => {
    const { run, task } = falling(3, more);
    const whole = await train(task, run);
    for (const pauseAt of [3, 5, 8, 16]) {
      const { run: parts } = falling(3, more);
      const paused = await train(task, { ...parts, pauseAt });
      expect(paused.why).toBe("paused");
      expect(paused.best?.score).toBeLessThanOrEqual(0);
      const { why, steps, best } = await train(task, { ...parts, resume: true });
      expect({ why, steps, best }).toEqual({ why: whole.why, steps: whole.steps, best: whole.best });
      expect(losses(parts.folder)).toEqual(losses(run.folder));
    }
  });

  it("a new run does not take up what another left in its folder", async () => {
    const run = options({ steps: 6 });
    await train(kindTask(), run);
    const stop = new AbortController();
    stop.abort();
    await train(kindTask(), { ...run, seed: 8, checkpointEvery: 1000 }, { signal: stop.signal });
    const state = (await readCheckpoint(join(run.folder, "last.safetensors"))).state;
    expect(state["steps"]).toBe(1);
  });

  it.each([
    [{ seed: 6 }, "its seed is 5, not 6"],
    [{ batch: { size: 8, buckets: [4, 7, 10] } }, "its batch.size is 16, not 8"],
    [{ rate: { peak: 0.02, warmUp: 0.1 } }, "its rate.peak is 0.03, not 0.02"],
    [{ steps: 7 }, "its steps is 6, not 7"],
    [{ optimiser: { clip: 1 } }, "its optimiser.clip is absent, not 1"],
  ] as [Partial<TrainOptions>, string][])("refuses to go on with %j", async (more, message) => {
    const run = options({ steps: 6 });
    await train(kindTask(), run);
    await expect(train(kindTask(), { ...run, ...more, resume: true })).rejects.toThrow(message);
    const free = { logEvery: 3, threads: 2, checkpointEvery: 2, patience: 4, validateEvery: 2 };
    await expect(train(kindTask(), { ...run, ...free, resume: true })).resolves.toMatchObject({ steps: 6 });
  });
});

it("trains with the whole step in one graph, with products of float16 too", async () => {
  const run = (precision: "float16" | "float32") =>
    options({
      batch: { size: 8, accumulate: 2, buckets: [7, 10] },
      precision,
      steps: 20,
      checkpointEvery: 6,
    });
  const [whole, half] = [run("float32"), run("float16")];
  await train(kindTask(), whole);
  await train(kindTask(), { ...half, pauseAt: 11 });
  const { why } = await train(kindTask(), { ...half, resume: true });
  expect(why).toBe("done");
  const found = losses(half.folder);
  losses(whole.folder).forEach(({ loss }, i) => {
    expect(Math.abs((found[i]?.["loss"] as number) - (loss as number))).toBeLessThan(0.05);
  });
});

describe("several processes", () => {
  it.each([2, 3])("%i do the steps of one", async (size) => {
    const run = (more: object) =>
      options({
        batch: { size: 6, accumulate: 6, buckets: [4, 7, 10] },
        optimiser: quiet,
        steps: 25,
        ...more,
      });
    const alone = run({});
    const { parameters } = await train(kindTask(600, 0.1), alone);
    const groups = await localGroup(size);
    const runs = groups.map((group) => ({ group, options: run({}) }));
    const results = await Promise.all(
      runs.map(({ group, options }) => train(kindTask(600, 0.1), options, { group })),
    );
    for (const result of results) expect(result.parameters).toEqual(results[0]?.parameters);
    expectClose(results[0]?.parameters as Parameters, parameters);
    const found = losses(runs[0]?.options.folder as string);
    losses(alone.folder).forEach(({ loss }, i) => {
      expect(found[i]?.["loss"]).toBeCloseTo(loss as number, 4);
    });
    await Promise.all(groups.map((group) => group.close()));
  });

  it("stop together, and go on together from what the first one has", async () => {
    const whole = options({ batch: { size: 8, accumulate: 2, buckets: [10] }, steps: 30 });
    const expected = await train(kindTask(), whole);
    const parts = [options({ batch: whole.batch, steps: 30 }), options({ batch: whole.batch, steps: 30 })];
    for (const resume of [false, true]) {
      const groups = await localGroup(2);
      const stop = new AbortController();
      const onEvent = (event: TrainEvent) => event.kind === "step" && event.step === 11 && stop.abort();
      const results = await Promise.all(
        groups.map((group, i) =>
          // The second has lost its folder.
          train(
            kindTask(),
            { ...(parts[i] as TrainOptions), ...(i === 1 && { folder: folder() }), resume },
            { group, ...(i === 0 && !resume && { signal: stop.signal, onEvent }) },
          ),
        ),
      );
      expect(results.map(({ steps }) => steps)).toEqual(resume ? [30, 30] : [11, 11]);
      if (resume) expectClose(results[1]?.parameters as Parameters, expected.parameters);
      await Promise.all(groups.map((group) => group.close()));
    }
  });

  it("share the few examples that there are, or say that there are too few", async () => {
    const run = () => options({ batch: { size: 4, accumulate: 2, buckets: [10] }, steps: 3 });
    const both = async (count: number) => {
      const groups = await localGroup(2);
      const ends = await Promise.allSettled(groups.map((group) => train(kindTask(count), run(), { group })));
      await Promise.all(groups.map((group) => group.close()));
      return ends;
    };
    const alone = await train(kindTask(3), run());
    for (const end of await both(3))
      expectClose((end as PromiseFulfilledResult<TrainResult>).value.parameters, alone.parameters);
    for (const end of await both(1))
      expect(String((end as PromiseRejectedResult).reason)).toContain("fewer examples, 1");
  });

  it("all have the best parameters, and all end where one cannot validate", async () => {
    const scores = [0.2, 0.1, 0.05];
    const runs = async (validate: () => Promise<{ score: number }>) => {
      const groups = await localGroup(2);
      const run = () =>
        options({ batch: { size: 8, accumulate: 2, buckets: [10] }, steps: 9, validateEvery: 3 });
      const ends = await Promise.allSettled(
        groups.map((group) => train({ ...kindTask(), validate }, run(), { group })),
      );
      await Promise.all(groups.map((group) => group.close()));
      return ends;
    };
    const [a, b] = (await runs(async () => ({
      score: scores.shift() as number,
    }))) as PromiseFulfilledResult<TrainResult>[];
    expect(a?.value.best?.step).toBe(3);
    expect(b?.value.parameters).toEqual(a?.value.parameters);
    const ends = (await runs(() => Promise.reject(new Error("no dev data")))) as PromiseRejectedResult[];
    for (const { reason } of ends) expect(String(reason)).toContain("no dev data");
  });

  it("refuses batches that they cannot share", async () => {
    const [group] = await localGroup(1);
    const two = { ...(group as Group), size: 2 };
    await expect(train(kindTask(), options(), { group: two })).rejects.toThrow(
      "a multiple of the 2 processes",
    );
  });
});

describe("when it ends", () => {
  it("keeps the best parameters, and stops where they get no better", async () => {
    const scores = [0.5, 0.7, 0.6, 0.7, 0.65, 0.9];
    let best: number[] = [];
    const task = {
      ...kindTask(),
      async validate(parameters: Parameters) {
        const score = scores.shift() as number;
        if (score === 0.7 && best.length === 0) best = [...(parameters.get("out.weight") as Float32Array)];
        return { score, thresholds: { open: score / 2 } };
      },
    };
    const run = options({ validateEvery: 5, patience: 3 });
    const { why, steps, best: found, parameters } = await train(task, run);
    expect({ why, steps, found }).toEqual({
      why: "no better",
      steps: 25,
      found: { score: 0.7, step: 10, thresholds: { open: 0.35 } },
    });
    expect([...(parameters.get("out.weight") as Float32Array)]).toEqual(best);
  });

  it("says so where the loss is no number, and leaves the last checkpoint", async () => {
    const run = options({ rate: { peak: 1e20, decay: "constant" }, checkpointEvery: 1 });
    await expect(train(kindTask(), run)).rejects.toThrow(
      /The training of "kinds" went astray in step \d+: the loss is .*try a third of it/,
    );
    const { state } = await readCheckpoint(join(run.folder, "last.safetensors"));
    expect(state["steps"]).toBeGreaterThan(0);
  });

  it.each([
    [{ steps: 0 }, "steps should be a whole number from 1"],
    [{ epochs: 2 }, "either steps or epochs"],
    [{ batch: { size: 16, buckets: [7, 4] } }, "whole numbers that ascend"],
    [{ batch: { size: 16, buckets: [4] } }, "An example has"],
    [{ rate: { peak: -1 } }, "peak should be a number above 0"],
    [{ patiense: 3 } as object, "patiense should be left out; the nearest option is patience"],
    [{ optimiser: { clip: 0 } }, "optimiser.clip should be a length above 0"],
    [{ optimiser: { beta1: 1 } }, "optimiser.beta1 should be a share"],
    [{ seed: 1.5 }, "seed should be a whole number"],
    [{ precision: "fp16" as "float16" }, "precision should be float32, float16 or bfloat16"],
    [{ device: "gpu" as "cpu" }, "device should be one of"],
  ] as [Partial<TrainOptions>, string][])("refuses %j", async (more, message) => {
    await expect(train(kindTask(), options(more))).rejects.toThrow(message);
  });

  it.each([{ score: Number.NaN }, { score: 1, thresholds: { open: Number.POSITIVE_INFINITY } }])(
    "refuses a validation of %j",
    async (found) => {
      const task = { ...kindTask(), validate: async () => found };
      await expect(train(task, options({ steps: 2 }))).rejects.toMatchObject({ code: "VALIDATION_INVALID" });
    },
  );

  it("refuses numbers for parameters that the model has not", async () => {
    const initial = new Map([["hiden.weight", new Float32Array(64)]]);
    await expect(train({ ...kindTask(), initial }, options())).rejects.toThrow(
      'No parameter is called "hiden.weight". There are hidden.weight',
    );
  });

  it("trains models that cannot be built for length 1", async () => {
    const task = kindTask();
    const model = {
      ...task.model,
      loss: (scope: Scope, batch: Record<"ids" | "labels", Tensor>) =>
        task.model.loss(scope, { ...batch, ids: slice(batch.ids, 1, batch.ids.shape[1] as number, 1) }),
    };
    await expect(train({ ...task, model }, options({ steps: 2 }))).resolves.toMatchObject({ steps: 2 });
  });

  it("refuses data without examples", async () => {
    await expect(train(kindTask(0), options())).rejects.toThrow('There are no examples to train "kinds" on');
    const skipped = options({ batch: { size: 4, buckets: [1], tooLong: "skip" } });
    await expect(train(kindTask(20), skipped)).rejects.toThrow("no examples");
  });

  it("refuses to go on with other settings than those of the checkpoint", async () => {
    const run = options({ steps: 5, configuration: { width: 8, data: ["a"] } });
    await train(kindTask(), run);
    const other = { ...run, resume: true, configuration: { width: 9, data: ["a"] } };
    await expect(train(kindTask(), other)).rejects.toThrow("its width is 8, not 9");
  });
});

function expectClose(a: Parameters, b: Parameters): void {
  expect([...a.keys()]).toEqual([...b.keys()]);
  for (const [name, numbers] of a)
    numbers.forEach((number, i) => {
      expect(Math.abs(number - (b.get(name)?.[i] as number)), `${name}[${i}]`).toBeLessThan(2e-4);
    });
}
