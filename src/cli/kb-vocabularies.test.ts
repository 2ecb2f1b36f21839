import { describe, expect, it } from "vitest";
import { together } from "./kb-vocabularies.js";

describe("together", () => {
  it("makes one source of all files of RDF, and leaves others as they are", () => {
    const given = [
      { path: "people.csv" },
      { path: "labels.ttl.bz2" },
      { kind: "jsonl", path: "odd.nt" },
      { kind: "rdf", path: "types.rdf" },
      { path: "points.nt" },
    ];
    expect(together(given)).toEqual([
      { path: "people.csv" },
      { kind: "rdf", path: "labels.ttl.bz2", more: ["types.rdf", "points.nt"] },
      { kind: "jsonl", path: "odd.nt" },
    ]);
    expect(together([{ path: "people.csv" }])).toEqual([{ path: "people.csv" }]);
  });
});
