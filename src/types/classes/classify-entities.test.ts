import { beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import { NER_CLASSES } from "../ner-classes.js";
import { type ClassLexicon, readClassLexicon } from "./class-lexicon.js";
import { assignedNer, classifyEntities, type EntityClasses } from "./classify-entities.js";
import { CLASS_SOURCES } from "./evidence.js";

let lexicon: ClassLexicon;
beforeAll(async () => {
  lexicon = await readClassLexicon();
});

/** What was found for an id: class, source, confidence. */
function of(
  kb: KnowledgeBase,
  found: EntityClasses,
  id: string,
): [string | undefined, string | undefined, number] {
  const row = kb.index(id) as number;
  return [
    found.classes[found.classOf[row] as number],
    CLASS_SOURCES[found.sourceOf[row] as number],
    (found.confidenceOf[row] as number) / 255,
  ];
}

const RECORDS: EntityRecord[] = [
  { id: "1", name: "Bo", description: "Bo is an American actor" },
  { id: "2", name: "Jaguar (car)" },
  { id: "3", name: "Zorblax" },
  { id: "4", name: "Scottish Masters (Tasmania)" },
  { id: "5", name: "Mu", relations: [{ relation: "instance of", object: "class" }] },
  { id: "class", name: "minor planet" },
];

describe("classifyEntities", () => {
  it("gives each row class, source and confidence, or nothing", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    const found = classifyEntities(kb, lexicon);
    expect(of(kb, found, "1").slice(0, 2)).toEqual(["PER", "description"]);
    expect(of(kb, found, "1")[2]).toBeGreaterThan(0.9);
    expect(of(kb, found, "2").slice(0, 2)).toEqual(["VEHI", "title"]);
    expect(of(kb, found, "3")).toEqual(["other", "none", 0]);
    expect(of(kb, found, "5").slice(0, 2)).toEqual(["CEL", "relations"]);
  });

  it("leaves out what is less likely than it is asked for", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    expect(of(kb, classifyEntities(kb, lexicon), "4")[0]).toBe("other");
    const all = classifyEntities(kb, lexicon, { minConfidence: 0 });
    expect(of(kb, all, "4").slice(0, 2)).toEqual(["LOC", "title"]);
    expect(of(kb, all, "4")[2]).toBeLessThan(0.5);
  });

  it("does not ask what it is told not to", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    const found = classifyEntities(kb, lexicon, { without: ["title", "description"] });
    expect(of(kb, found, "1")[0]).toBe("other");
    expect(of(kb, found, "2")[0]).toBe("other");
  });

  it("keeps rows where they are when entities were removed", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    kb.edit([{ remove: "1" }]);
    const found = classifyEntities(kb, lexicon);
    expect(of(kb, found, "2")[0]).toBe("VEHI");
    expect(found.classOf).toHaveLength((kb.index("class") as number) + 1);
    expect(found.sourceOf[0]).toBe(0);
  });

  it("is a type system of one axis", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    const found = classifyEntities(kb, lexicon);
    const { system, axes } = assignedNer(found);
    expect(system).toBe("ner");
    expect(axes.map(({ name }) => name)).toEqual(["ner"]);
    expect(axes[0]?.classes).toEqual(["other", ...Object.keys(NER_CLASSES)]);
    expect([...(axes[0]?.classOf ?? [])]).toEqual([...found.classOf]);
  });
});

describe("likeness", () => {
  const GIVEN = ["Anna", "Boris", "Carla", "Diego", "Edith", "Felix", "Greta", "Hugo"];
  const ENDS = ["ton", "sen", "ova", "ini", "berg", "wick", "dale", "ham"];
  const nameOf = (i: number) =>
    `${"BDFGKLMNPRST"[i % 12]}a${"lmnr"[i % 4]}${ENDS[i % 8]}${i % 3 === 0 ? "er" : ""}`;
  /** People and songs with descriptions, and some that have none. */
  const records: EntityRecord[] = Array.from({ length: 1600 }, (_, i) =>
    i % 2 === 0
      ? {
          id: `p${i}`,
          name: `${GIVEN[(i / 2) % 8]} ${nameOf(i)}`,
          description: "Norwegian actor, born in Oslo",
        }
      : { id: `s${i}`, name: `Love ${nameOf(i)} Tonight`, description: "song by a Norwegian band" },
  );
  const unknown: EntityRecord[] = [
    { id: "bare person", name: "Greta Kalvik" },
    { id: "bare song", name: "Love Zorblax Tonight" },
  ];

  it("tells by other names of the KB what a bare name is", async () => {
    const kb = await createKnowledgeBase([...records, ...unknown]);
    const found = classifyEntities(kb, lexicon);
    expect(of(kb, found, "bare person").slice(0, 2)).toEqual(["PER", "likeness"]);
    expect(of(kb, found, "bare song").slice(0, 2)).toEqual(["MEDIA", "likeness"]);
    expect(of(kb, found, "p0").slice(0, 2)).toEqual(["PER", "description"]);
    expect(of(kb, classifyEntities(kb, lexicon, { without: ["likeness"] }), "bare person")[0]).toBe("other");
  });

  it("is not asked in a small KB", async () => {
    const kb = await createKnowledgeBase([...records.slice(0, 300), ...unknown]);
    expect(of(kb, classifyEntities(kb, lexicon), "bare person")[0]).toBe("other");
  });

  it("says the same of the same", async () => {
    const kb = await createKnowledgeBase([...records, ...unknown]);
    const [one, other] = [classifyEntities(kb, lexicon), classifyEntities(kb, lexicon)];
    expect(one).toEqual(other);
  });
});
