import { expect, it } from "vitest";
import { randomFractions } from "../../random.js";
import { type Decision, fitTemperatureOfDecisions, thresholdsOf } from "./calibrate.js";

/** Decisions between two candidates and NIL that are right as often as their confidence at a temperature says. */
function decisionsAt(temperature: number): Decision[] {
  const next = randomFractions(3);
  return Array.from({ length: 4000 }, () => {
    const lead = 6 * next();
    const scores = [temperature * lead, 0, -1e3];
    return { scores, gold: next() < 1 / (1 + Math.exp(-lead)) ? 0 : 1 };
  });
}

it("finds the temperature at which confidences are true", () => {
  expect(fitTemperatureOfDecisions(decisionsAt(1.6))).toBeCloseTo(1.6, 0);
  expect(fitTemperatureOfDecisions(decisionsAt(0.7))).toBeCloseTo(0.7, 0);
});

it("finds thresholds above which what is answered is right as often as was asked", () => {
  const decisions = decisionsAt(1);
  const thresholds = new Map(thresholdsOf(decisions, 1));
  const answered = (confidence: number) =>
    decisions.filter(({ scores }) => 1 / (1 + Math.exp(-(scores[0] as number))) >= confidence);
  for (const wanted of [0.95, 0.97]) {
    const above = answered(thresholds.get(wanted) as number);
    expect(above.filter(({ gold }) => gold === 0).length / above.length).toBeGreaterThanOrEqual(wanted);
    expect(above.length).toBeGreaterThan(400);
  }
  const confidences = [...thresholds.values()];
  expect(confidences).toEqual([...confidences].sort((a, b) => a - b));
});

it("counts no answer of NIL, and promises no precision that was not seen", () => {
  const wrong: Decision = { scores: [2, 0], gold: undefined };
  const right: Decision = { scores: [1, 0], gold: 0 };
  const nil: Decision = { scores: [0, 5], gold: 1 };
  const many = [...Array(40).fill(wrong), ...Array(60).fill(right), ...Array(500).fill(nil)] as Decision[];
  expect(thresholdsOf(many, 1).at(-1)?.[0]).toBe(0.6);
});

it("cuts no threshold through decisions that are equally sure", () => {
  const right: Decision = { scores: [1, 0], gold: 0 };
  const wrong: Decision = { scores: [1, 0], gold: 1 };
  const thresholds = thresholdsOf([...Array(20).fill(right), ...Array(20).fill(wrong)] as Decision[], 1);
  expect(thresholds.map(([precision]) => precision)).toEqual([0.5]);
});
