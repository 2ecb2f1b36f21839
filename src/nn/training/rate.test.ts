import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rate, Smoothed } from "./rate.js";

describe("Rate", () => {
  function withClock(window: number) {
    let now = 1e6;
    const rate = new Rate(() => now, window);
    return {
      rate,
      pass(milliseconds: number, amount: number) {
        now += milliseconds;
        rate.add(amount);
      },
    };
  }

  it("knows nothing before time has passed", () => {
    const { rate, pass } = withClock(1000);
    expect(rate.perSecond).toBeUndefined();
    expect(rate.secondsFor(10)).toBeUndefined();
    pass(0, 5);
    expect(rate.perSecond).toBeUndefined();
    pass(500, 5);
    expect(rate.perSecond).toBe(20);
    expect(rate.secondsFor(10)).toBe(0.5);
  });

  it("has no time left where nothing is done", () => {
    const { rate, pass } = withClock(1000);
    pass(500, 0);
    expect(rate.perSecond).toBe(0);
    expect(rate.secondsFor(10)).toBeUndefined();
  });

  it("forgets what is older than its window", () => {
    const { rate, pass } = withClock(10_000);
    for (let i = 0; i < 100; i++) pass(1000, 50);
    expect(rate.perSecond).toBe(50);
    for (let i = 0; i < 5; i++) pass(1000, 10);
    expect(rate.perSecond).toBe(30);
    for (let i = 0; i < 5; i++) pass(1000, 10);
    expect(rate.perSecond).toBe(10);
    pass(60_000, 10);
    expect(rate.perSecond).toBeCloseTo(10 / 60, 10);
  });

  it("is the mean over about its window, whatever the steps", () => {
    const step = fc.record({ time: fc.integer({ min: 1, max: 300 }), amount: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 400 }), (steps) => {
        const { rate, pass } = withClock(6400);
        const means: number[] = [];
        for (const { time, amount } of steps) pass(time, amount);
        // Means over the last steps, for every start that may begin the window.
        let [time, amount] = [0, 0];
        for (let i = steps.length - 1; i >= 0; i--) {
          const { time: t, amount: a } = steps[i] as { time: number; amount: number };
          [time, amount] = [time + t, amount + a];
          if (i === 0 || (time >= 6400 && time <= 6400 + 600)) means.push((1000 * amount) / time);
          if (time > 6400 + 600) break;
        }
        expect(means.some((mean) => Math.abs(mean - (rate.perSecond as number)) < 1e-9)).toBe(true);
      }),
    );
  });
});

describe("Smoothed", () => {
  it("begins with the first value, and weighs the later ones more", () => {
    const loss = new Smoothed(0.5);
    expect(loss.mean).toBeUndefined();
    loss.add(4);
    expect(loss.mean).toBe(4);
    loss.add(1);
    expect(loss.mean).toBeCloseTo((0.5 * 4 + 1) / 1.5, 12);
  });

  it("leaves out what is not finite", () => {
    const loss = new Smoothed();
    for (const value of [Number.NaN, 2, Number.POSITIVE_INFINITY, 2]) loss.add(value);
    expect(loss.mean).toBeCloseTo(2, 12);
  });
});
