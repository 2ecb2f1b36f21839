import { join } from "node:path";
import { expect, it } from "vitest";
import { readLines } from "../../kb/line-files.js";
import type { EntityRecord } from "../../kb/record.js";
import { collectFacts } from "./facts.js";
import { testFolder } from "./test-folder.contract.js";

async function* records(): AsyncGenerator<EntityRecord> {
  yield {
    id: "Q90",
    name: "Paris",
    relations: [
      { relation: "country", object: "Q142" },
      { relation: "instance of", object: "Q515" },
    ],
    sameAs: ["enwiki:Paris", "geonames:2988507"],
  };
  yield { id: "Q142", name: "France", sameAs: ["enwiki:France"] };
  yield {
    id: "Q1",
    name: "Nothing",
    relations: [{ relation: "country", object: "Q90" }],
    sameAs: ["dewiki:X"],
  };
}

it("joins by the title, and names the objects of relations by their pages", async () => {
  const folder = testFolder();
  expect(await collectFacts(records(), "enwiki", folder)).toEqual({ items: 2, relations: 2, toPages: 1 });
  const facts = [...readLines(join(folder, "facts"))].map((line) => {
    const [title = "", json = ""] = line.split("\t");
    return [title, JSON.parse(json)];
  });
  expect(facts).toEqual([
    ["France", { id: "Q142", name: "France", sameAs: [] }],
    [
      "Paris",
      {
        id: "Q90",
        name: "Paris",
        sameAs: ["geonames:2988507"],
        relations: [
          { relation: "country", object: "France" },
          { relation: "instance of", object: "Q515" },
        ],
      },
    ],
  ]);
});
