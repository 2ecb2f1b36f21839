import { expect, it } from "vitest";
import type { Problem } from "./format.js";
import { UniqueIds } from "./unique-ids.js";

it("numbers ids that come again, and reports them", () => {
  const problems: Problem[] = [];
  const ids = new UniqueIds({ problem: (problem) => problems.push(problem) });
  const given = ["a", "a#2", "a", "b", "a", "a#2", "a#3"];
  const taken = given.map((id, i) => ids.take(id, `line ${i + 1}`));
  expect(taken).toEqual(["a", "a#2", "a#3", "b", "a#4", "a#2#2", "a#3#2"]);
  expect(problems.map(({ details }) => details)).toEqual([
    { where: "line 3", id: "a" },
    { where: "line 5", id: "a" },
    { where: "line 6", id: "a#2" },
    { where: "line 7", id: "a#3" },
  ]);
});
