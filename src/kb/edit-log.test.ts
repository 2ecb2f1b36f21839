import { expect, it } from "vitest";
import { EditLog } from "./edit-log.js";

it("knows what was changed only where it has seen all of it", () => {
  const log = new EditLog();
  log.add(3, 5, [10, 11]);
  log.add(5, 6, [12]);
  // The edit from 6 to 7 was another process'.
  log.add(7, 8, [13]);
  expect(log.between(3, 6)).toEqual([10, 11, 12]);
  expect(log.between(5, 6)).toEqual([12]);
  expect(log.between(6, 6)).toEqual([]);
  expect(log.between(7, 8)).toEqual([13]);
  for (const [before, after] of [
    [3, 8],
    [2, 5],
    [4, 6],
    [6, 7],
  ] as const)
    expect(log.between(before, after)).toBeUndefined();
});

it("forgets what is long ago", () => {
  const log = new EditLog();
  const many = Array.from({ length: 60_000 }, (_, index) => index);
  log.add(0, 60_000, many);
  log.add(60_000, 120_000, many);
  expect(log.between(0, 120_000)).toBeUndefined();
  expect(log.between(60_000, 120_000)).toEqual(many);
});
