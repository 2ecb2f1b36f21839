import { expect, it } from "vitest";
import { gold, judged } from "./metrics/judged-samples.contract.js";
import { unknownEntities } from "./unknown-entities.js";

const lacking = (reference: string) => gold(0, 3, reference, { right: [] });

it("counts the mentions whose entity the KB lacks, and names the first three entities", () => {
  const documents = [
    judged({ gold: [gold(0, 1, "A"), gold(0, 2, null), lacking("B")] }),
    judged({ gold: [lacking("C"), lacking("B"), lacking("D"), lacking("E")] }),
  ];
  const set = { dataset: "x", linker: "y", documents };
  expect(unknownEntities([set])).toEqual({ mentions: 6, unknown: 5, examples: ["B", "C", "D"] });
  expect(unknownEntities([set, set])).toMatchObject({ mentions: 12, unknown: 10 });
  expect(unknownEntities([])).toEqual({ mentions: 0, unknown: 0, examples: [] });
});
