import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { MetricsLog, readMetrics, type StepMetrics } from "./metrics-log.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-metrics-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = () => join(folder, `${files++}`, "metrics.jsonl");

const metrics = (step: number): StepMetrics => ({
  step,
  epoch: step / 8,
  loss: 1 / step,
  norm: 1,
  rate: 1e-4,
  examplesPerSecond: 262.4,
});

/** What a run of `steps` steps logs, with a validation every third. */
function run(log: MetricsLog, from: number, to: number): void {
  for (let step = from; step <= to; step++) {
    log.step(metrics(step));
    if (step % 3 === 0) log.validation({ step, epoch: step / 8, accuracy: 1 - 1 / step });
  }
}

function uninterrupted(steps: number): string {
  const path = newPath();
  const log = MetricsLog.create(path);
  run(log, 1, steps);
  log.close();
  return readFileSync(path, "utf8");
}

describe("MetricsLog", () => {
  it("writes a line for each record at once", () => {
    const path = newPath();
    const log = MetricsLog.create(path);
    log.step({ ...metrics(1), skipped: true });
    log.validation({ step: 1, epoch: 0, "recall@64": 0.5, best: null, split: "développement" });
    log.sync();
    expect(readFileSync(path, "utf8")).toBe(
      '{"kind":"step","step":1,"epoch":0.125,"loss":1,"norm":1,"rate":0.0001,"examplesPerSecond":262.4,"skipped":true}\n' +
        '{"kind":"validation","step":1,"epoch":0,"recall@64":0.5,"best":null,"split":"développement"}\n',
    );
    log.close();
    MetricsLog.create(path).close();
    expect(readFileSync(path, "utf8")).toBe("");
  });

  it("writes numbers that JSON lacks as texts that Number reads", () => {
    const path = newPath();
    const log = MetricsLog.create(path);
    const [nan, infinite] = [Number.NaN, Number.NEGATIVE_INFINITY];
    log.step({ ...metrics(1), loss: nan, norm: infinite });
    log.close();
    const [record] = readMetrics(path);
    expect(record).toMatchObject({ loss: "NaN", norm: "-Infinity" });
    expect([Number(record?.["loss"]), Number(record?.["norm"])]).toEqual([nan, infinite]);
  });

  it("is after an interruption anywhere what it would have been without one", () => {
    const whole = uninterrupted(12);
    fc.assert(
      fc.property(fc.nat(12), fc.nat(whole.length), (checkpoint, killedAt) => {
        const path = newPath();
        MetricsLog.create(path).close();
        // The process is killed after the checkpoint, so the log has at least what was synced before it.
        const synced = uninterrupted(checkpoint).length;
        writeFileSync(path, whole.slice(0, Math.max(synced, killedAt)));
        const log = MetricsLog.resume(path, checkpoint);
        expect(readFileSync(path, "utf8")).toBe(whole.slice(0, synced));
        run(log, checkpoint + 1, 12);
        log.close();
        expect(readFileSync(path, "utf8")).toBe(whole);
        expect(readdirSync(join(path, ".."))).toEqual(["metrics.jsonl"]);
      }),
      { numRuns: 60 },
    );
  });

  it("begins anew where there is nothing to go on with", () => {
    const path = newPath();
    const log = MetricsLog.resume(path, 5);
    log.step(metrics(6));
    log.close();
    expect(readMetrics(path).map(({ step }) => step)).toEqual([6]);
  });

  it("is read while it is written, without half a line", () => {
    const path = newPath();
    const log = MetricsLog.create(path);
    run(log, 1, 3);
    appendFileSync(path, '{"kind":"st');
    expect(readMetrics(path).map(({ kind, step }) => `${kind} ${step}`)).toEqual([
      "step 1",
      "step 2",
      "step 3",
      "validation 3",
    ]);
    log.close();
  });

  it.each([
    ["text", "loss 0.5\n", '"line" should be a record'],
    ["other JSON", '{"id":1}\n', '"kind" should be "step" or "validation", found nothing'],
    ["no object", "null\n", '"kind" should be'],
    ["a broken step", '{"kind":"step","step":1.5}\n', '"step" should be a whole number, found 1.5'],
  ])("leaves a file of %s alone", (_, content, why) => {
    const path = newPath();
    MetricsLog.create(path).close();
    const line = `${JSON.stringify({ kind: "step", ...metrics(1) })}\n`;
    writeFileSync(path, line + content);
    for (const open of [() => MetricsLog.resume(path, 3), () => readMetrics(path)])
      expect(open).toThrowError(
        expect.objectContaining({
          code: "RECORD_INVALID",
          message: expect.stringContaining(`metrics.jsonl:2: ${why}`),
        }),
      );
    expect(readFileSync(path, "utf8")).toBe(line + content);
  });

  it("says what it cannot read or write", () => {
    const path = newPath();
    expect(() => readMetrics(path)).toThrowError(expect.objectContaining({ code: "SOURCE_NOT_FOUND" }));
    mkdirSync(path, { recursive: true });
    expect(() => MetricsLog.resume(path, 1)).toThrowError(
      expect.objectContaining({
        code: "SOURCE_NOT_FOUND",
        message: expect.stringContaining("it is a folder"),
      }),
    );
    expect(() => MetricsLog.create(path)).toThrowError(
      expect.objectContaining({ code: "WRITE_FAILED", message: expect.stringContaining("it is a folder") }),
    );
  });
});
