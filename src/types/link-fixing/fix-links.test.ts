import { beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { EntityRecord } from "../../kb/record.js";
import { type ClassLexicon, readClassLexicon } from "../classes/class-lexicon.js";
import { readWordNet, type WordNet } from "../classes/wordnet/wordnet-files.js";
import { entityGraphOf } from "../graph/entity-graph.js";
import { DEFAULT_RULES } from "./default-rules.js";
import { fixLinks } from "./fix-links.js";
import { linkEdits } from "./link-edits.js";
import { changeLines, mostOverloaded, reportOf, showAnchor } from "./link-report.js";
import { readingsOf } from "./readings.js";

const linked = (...texts: [text: string, count: number][]) => texts.map(([text, count]) => ({ text, count }));

/** Texts as they describe kings, and relations as Wikidata has them. */
const KINGS: EntityRecord[] = [
  { id: "monarch", name: "Monarch", aliases: linked(["Monarch", 3], ["king", 40]), count: 43 },
  {
    id: "king",
    name: "King",
    description: "King is the title given to a male monarch.",
    aliases: linked(["King", 6], ["king", 2]),
    count: 8,
  },
  {
    id: "charles",
    name: "Charles I of England",
    description: "Charles I ( 19 November 1600 - 30 January 1649 ) was King of England from 1625 .",
    aliases: [...linked(["Charles I of England", 4], ["the King", 3], ["king", 30], ["King", 2]), "Charles"],
    count: 39,
  },
  { id: "penguin", name: "King penguin", aliases: linked(["King penguin", 5], ["king", 1]), count: 6 },
  {
    id: "bird",
    name: "Penguin",
    aliases: linked(["Penguin", 9], ["king", 2], ["king penguin", 1]),
    count: 12,
  },
  {
    id: "list",
    name: "List of monarchs of England",
    aliases: linked(["List of monarchs of England", 1], ["king", 1]),
    count: 2,
  },
  {
    id: "chess",
    name: "King (chess)",
    relations: [{ relation: "P31", object: "piece" }],
    aliases: linked(["King (chess)", 1], ["king", 4], ["piece", 1]),
  },
  { id: "piece", name: "Chess piece", aliases: linked(["Chess piece", 1], ["piece", 2]) },
  { id: "mayor", name: "Michel Mayor", aliases: linked(["Michel Mayor", 1], ["mayor", 1]) },
  { id: "office", name: "Mayor", aliases: linked(["Mayor", 9]) },
];

let wordnet: WordNet;
let lexicon: ClassLexicon;
beforeAll(async () => {
  wordnet = await readWordNet();
  lexicon = await readClassLexicon(wordnet);
});

async function fixed() {
  const kb = await createKnowledgeBase(KINGS);
  const readings = readingsOf(kb, lexicon, wordnet);
  return { kb, fixing: fixLinks(kb, entityGraphOf(kb), readings, DEFAULT_RULES) };
}

describe("fixLinks", () => {
  it("turns king -> Charles I into king -> monarch", async () => {
    const { kb, fixing } = await fixed();
    const { before, after } = showAnchor(kb, fixing, "king");
    expect(before.map(({ id, count }) => [id, count])).toEqual([
      ["monarch", 40],
      ["charles", 32],
      ["king", 8],
      ["chess", 4],
      ["bird", 2],
      ["penguin", 1],
      ["list", 1],
    ]);
    expect(after.map(({ id, count }) => [id, count])).toEqual([
      ["monarch", 81],
      ["chess", 4],
      ["bird", 3],
    ]);
  });

  it("follows the relations of the records, and leaves people who are called like an office", async () => {
    const { kb, fixing } = await fixed();
    expect(showAnchor(kb, fixing, "piece").after.map(({ id, count }) => [id, count])).toEqual([["piece", 3]]);
    expect(fixing.changed.has("mayor")).toBe(false);
  });

  it("says where a link would lead that was never seen", async () => {
    const { kb, fixing } = await fixed();
    const row = (id: string) => kb.index(id) as number;
    expect(fixing.target("piece", row("chess"))).toBe(row("piece"));
    expect(fixing.target("monarch", row("king"))).toBe(row("monarch"));
    expect(fixing.target("mayor", row("mayor"))).toBe(row("mayor"));
  });

  it("reports what it changes", async () => {
    const { kb, fixing } = await fixed();
    const report = reportOf(fixing);
    expect(report.removed).toEqual({ pairs: 0, links: 0 });
    const lines = [...changeLines(kb, fixing)].map((line) => line.trimEnd().split("\t"));
    expect(lines).toContainEqual(["king", "charles", "monarch", "32", "instance of, subclass of ≤2"]);
    expect(lines).toHaveLength(1 + report.moved.pairs);
    expect(mostOverloaded(fixing, lexicon, 1, 1)).toEqual(["king"]);
  });
});

describe("linkEdits", () => {
  it("makes the KB say what was decided", async () => {
    const { kb, fixing } = await fixed();
    const expected = [...fixing.anchors.keys()].map((anchor) => [anchor, fixing.linksAfter(anchor)]);
    kb.edit(linkEdits(kb, fixing));
    for (const [anchor, links] of expected)
      expect([
        anchor,
        kb
          .lookup(anchor as string)
          .postings.filter(({ count }) => count > 0)
          .map(({ index, count }) => ({ row: index, count })),
      ]).toEqual([anchor, links]);
  });

  it("keeps names, aliases without counts, and how popular entities are", async () => {
    const { kb, fixing } = await fixed();
    kb.edit(linkEdits(kb, fixing));
    const charles = kb.entity("charles");
    expect(charles?.count).toBe(39);
    expect(charles?.aliases).toEqual([...linked(["Charles I of England", 4], ["the King", 3]), "Charles"]);
    expect(kb.entity("king")?.aliases).toEqual(linked(["King", 0]));
    expect(kb.candidates("king").find(({ entity }) => entity.id === "king")?.count).toBe(0);
  });
});
