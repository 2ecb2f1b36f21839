import { describe, expect, it } from "vitest";
import { formatDuration, formatProgress } from "./progress.js";
import { ProgressLine } from "./progress-line.js";

describe("formatProgress", () => {
  const start = { step: 0, steps: 10_000, epoch: 1, epochs: 5 };

  it("says what is known", () => {
    expect(formatProgress(start)).toBe("step 0/10,000 · epoch 1/5");
    const later = { step: 1200, epoch: 2, loss: 0.43214, examplesPerSecond: 262.4, secondsLeft: 720 };
    expect(formatProgress({ ...start, ...later })).toBe(
      "step 1,200/10,000 · epoch 2/5 · loss 0.4321 · 262 examples/s · 12 min left",
    );
  });

  it.each([
    [0, "loss 0.0000"],
    [0.00098, "loss 9.800e-4"],
    [-0.5, "loss -0.5000"],
    [12.34567, "loss 12.3457"],
  ])("shows a loss of %d with digits that count", (loss, expected) => {
    expect(formatProgress({ ...start, loss })).toContain(expected);
  });

  it.each([
    [0.25, "0.3 examples/s"],
    [2240.4, "2,240 examples/s"],
  ])("shows a rate of %d", (examplesPerSecond, expected) => {
    expect(formatProgress({ ...start, examplesPerSecond })).toContain(expected);
  });
});

describe("formatDuration", () => {
  it.each([
    [-1, "0 s"],
    [0.4, "0 s"],
    [99.4, "99 s"],
    [99.5, "2 min"],
    [5900, "98 min"],
    [6000, "1 h 40 min"],
    [3 * 3600 + 300, "3 h 05 min"],
    [47.9 * 3600, "47 h 54 min"],
    [52 * 3600, "2 d 4 h"],
  ])("%d s is %s", (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected);
  });
});

describe("ProgressLine", () => {
  function onto(output: { isTTY?: boolean; columns?: number }) {
    const written: string[] = [];
    let now = 5000;
    const line = new ProgressLine(
      { ...output, write: (text) => written.push(text) },
      { clock: () => now, every: 10 },
    );
    return { written, line, pass: (milliseconds: number) => (now += milliseconds) };
  }

  it("is written over in place on a terminal", () => {
    const { written, line, pass } = onto({ isTTY: true, columns: 10 });
    line.update(() => "one");
    pass(99);
    line.update(() => expect.unreachable());
    pass(1);
    line.update(() => "two is long");
    line.print("score 0.5");
    line.update(() => "123456789");
    expect(written).toEqual([
      "\r\u001b[Kone",
      "\r\u001b[Ktwo is l…",
      "\r\u001b[Kscore 0.5\n",
      "\r\u001b[K123456789",
    ]);
  });

  it("is a line every so many seconds elsewhere", () => {
    const { written, line, pass } = onto({});
    for (let second = 0; second < 25; second++) {
      line.update(() => `${second} s`);
      if (second === 12) line.print("score 0.5");
      pass(1000);
    }
    expect(written).toEqual(["0 s\n", "10 s\n", "score 0.5\n", "20 s\n"]);
  });
});
