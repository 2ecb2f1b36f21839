import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../in-memory.js";
import type { KnowledgeBase } from "../knowledge-base.js";
import type { EntityRecord } from "../record.js";
import {
  addAlias,
  addEntity,
  addRelation,
  addTypes,
  checkOperation,
  Draft,
  describeEntity,
  mergeEntities,
  type Operation,
  prune,
  removeAlias,
  removeEntity,
  removeRelation,
  removeTypes,
  renameEntity,
  setAliasCount,
  splitEntity,
  updateEntity,
} from "./index.js";

const APPLE: EntityRecord = {
  id: "apple",
  name: "Apple",
  description: "an American company",
  aliases: [{ text: "Apple Inc.", count: 7 }, "AAPL"],
  types: { ner: ["ORG"], kind: ["company", "brand"] },
  relations: [{ relation: "founder", object: "jobs" }],
  count: 20,
  sameAs: ["Q312"],
  url: "https://apple.com",
};
const COMPUTER: EntityRecord = {
  id: "apple-computer",
  name: "Apple Computer",
  aliases: [{ text: "Apple Inc.", count: 3 }, { text: "Apple", count: 5 }, "Macintosh maker"],
  types: { kind: ["maker"] },
  relations: [
    { relation: "founder", object: "jobs" },
    { relation: "became", object: "apple" },
  ],
  count: 6,
  attributes: { founded: 1976 },
  sources: { "*": ["old.csv"] },
};
const JOBS: EntityRecord = {
  id: "jobs",
  name: "Steve Jobs",
  relations: [
    { relation: "founder of", object: "apple-computer" },
    { relation: "founder of", object: "apple" },
    { relation: "born in", object: "elsewhere" },
  ],
};

const make = () => createKnowledgeBase<EntityRecord>([APPLE, COMPUTER, JOBS]) as Promise<KnowledgeBase>;
const code = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "none";
};

describe("an operation", () => {
  it("adds an entity with a new id only", async () => {
    const kb = await make();
    kb.edit(addEntity(kb, { id: "new", name: "New" }));
    expect(kb.entity("new")).toEqual({ id: "new", name: "New" });
    expect(code(() => addEntity(kb, { id: "apple", name: "Apple" }))).toBe("RECORD_DUPLICATE");
  });

  it("sets and clears fields, and no more", async () => {
    const kb = await make();
    kb.edit(updateEntity(kb, "apple", { set: { name: "Apple!", count: 21 }, clear: ["url", "sameAs"] }));
    const { url: _, sameAs: __, ...kept } = APPLE;
    expect(kb.entity("apple")).toEqual({ ...kept, name: "Apple!", count: 21 });
    kb.edit(describeEntity(kb, "jobs", "a founder"));
    expect(kb.entity("jobs")?.description).toBe("a founder");
    kb.edit(describeEntity(kb, "jobs", ""));
    expect(kb.entity("jobs")).toEqual(JOBS);
    for (const wrong of [
      { set: { id: "x" } as object },
      { clear: ["name"] as never },
      { clear: ["id"] as never },
    ])
      expect(code(() => updateEntity(kb, "apple", wrong))).toBe("OPTION_INVALID");
    expect(code(() => updateEntity(kb, "nobody", {}))).toBe("CANDIDATE_UNKNOWN");
  });

  it("renames: the index stays, the old id leads there, relations follow", async () => {
    const kb = await make();
    const index = kb.index("apple");
    kb.edit(renameEntity(kb, "apple", "Q312"));
    expect(kb.index("Q312")).toBe(index);
    expect(kb.entity("apple")).toBeUndefined();
    expect(kb.resolve("apple")).toBe("Q312");
    expect(kb.entity("Q312")).toEqual({ ...APPLE, id: "Q312", sameAs: ["apple"] });
    expect(kb.entity("jobs")?.relations?.[1]).toEqual({ relation: "founder of", object: "Q312" });
    expect(kb.entity("apple-computer")?.relations?.[1]?.object).toBe("Q312");
    expect(code(() => renameEntity(kb, "Q312", "jobs"))).toBe("RECORD_DUPLICATE");
    expect(code(() => kb.edit([{ put: { ...JOBS, id: "Q312" }, inPlaceOf: "jobs" }]))).toBe(
      "RECORD_DUPLICATE",
    );
    expect(code(() => kb.edit([{ put: { ...JOBS, id: "x" }, inPlaceOf: "nobody" }]))).toBe(
      "CANDIDATE_UNKNOWN",
    );
    expect(renameEntity(kb, "Q312", "Q312")).toEqual([]);
  });

  it("says what an id is called now, and who has one that is taken", async () => {
    const kb = await make();
    kb.edit(renameEntity(kb, "apple", "Q312"));
    const now = 'Did you mean "Q312", which has that id elsewhere, or had it before?';
    expect(() => mergeEntities(kb, "jobs", ["apple"])).toThrow(now);
    expect(() => mergeEntities(kb, "apple", ["jobs"])).toThrow(now);
    const draft = new Draft(kb);
    draft.add(renameEntity(draft, "Q312", "z9"));
    draft.add(renameEntity(draft, "jobs", "z8"));
    for (const old of ["apple", "Q312"])
      expect(() => removeEntity(draft, old)).toThrow('Did you mean "z9", which');
    expect(() => removeEntity(draft, "jobs")).toThrow('Did you mean "z8", which');
    draft.add(removeEntity(draft, "z9"));
    expect(() => removeEntity(draft, "apple")).toThrow("finds ids");
    const taken = 'the knowledge base has an entity "jobs" already, Steve Jobs. Choose another id';
    expect(() => addEntity(kb, { id: "jobs", name: "Jobs" })).toThrow(`add: ${taken}`);
    expect(() => renameEntity(kb, "Q312", "jobs")).toThrow(`rename: ${taken}`);
    expect(() => kb.edit([{ put: { ...JOBS, id: "jobs" }, inPlaceOf: "Q312" }])).toThrow(`edit 1: ${taken}`);
  });

  it("merges: names, counts and relations are united, ids and pointers follow", async () => {
    const kb = await make();
    kb.edit(mergeEntities(kb, "apple", ["apple-computer"]));
    expect(kb.size).toBe(2);
    expect(kb.resolve("apple-computer")).toBe("apple");
    expect(kb.entity("apple")).toEqual({
      ...APPLE,
      aliases: [
        { text: "Apple Inc.", count: 10 },
        "AAPL",
        // Its own 13 (what 7 leaves of 20), and the 5 times that the other one was called so.
        { text: "Apple", count: 18 },
        "Macintosh maker",
        { text: "Apple Computer", count: 3 },
      ],
      types: { ner: ["ORG"], kind: ["company", "brand", "maker"] },
      count: 26,
      attributes: { founded: 1976 },
      sameAs: ["Q312", "apple-computer"],
      sources: { "*": ["old.csv"] },
    });
    // Both of its relations lead to the same one now.
    expect(kb.entity("jobs")?.relations).toEqual([
      { relation: "founder of", object: "apple" },
      { relation: "born in", object: "elsewhere" },
    ]);
    expect(code(() => mergeEntities(kb, "apple", ["apple"]))).toBe("OPTION_INVALID");
    expect(code(() => mergeEntities(kb, "apple", []))).toBe("OPTION_INVALID");
    expect(code(() => mergeEntities(kb, "apple", ["nobody"]))).toBe("CANDIDATE_UNKNOWN");
  });

  it("splits what is named off, and only what is there", async () => {
    const kb = await make();
    const relations = [{ relation: "founder", object: "jobs" }];
    kb.edit(
      splitEntity(
        kb,
        "apple",
        { id: "stock", name: "Apple stock", aliases: ["AAPL share"] },
        { aliases: ["AAPL"], types: { kind: ["brand"] }, relations, sameAs: ["Q312"] },
      ),
    );
    expect(kb.entity("stock")).toEqual({
      id: "stock",
      name: "Apple stock",
      aliases: ["AAPL", "AAPL share"],
      types: { kind: ["brand"] },
      relations,
      sameAs: ["Q312"],
    });
    const { relations: _, sameAs: __, ...kept } = APPLE;
    expect(kb.entity("apple")).toEqual({
      ...kept,
      aliases: [{ text: "Apple Inc.", count: 7 }],
      types: { ner: ["ORG"], kind: ["company"] },
    });
    const split = (taken: object) => code(() => splitEntity(kb, "apple", { id: "n", name: "n" }, taken));
    expect(
      [{ aliases: ["no"] }, { types: { no: ["x"] } }, { relations }, { sameAs: ["no"] }].map(split),
    ).toEqual(Array(4).fill("OPTION_INVALID"));
    expect(code(() => splitEntity(kb, "apple", { id: "jobs", name: "n" }, {}))).toBe("RECORD_DUPLICATE");
  });

  it("removes, with the relations of others where wanted", async () => {
    const kb = await make();
    kb.edit(removeEntity(kb, "apple"));
    expect(kb.entity("jobs")?.relations).toHaveLength(3);
    kb.edit(removeEntity(kb, "apple-computer", { relations: "remove" }));
    expect(kb.entity("jobs")?.relations?.map(({ object }) => object)).toEqual(["apple", "elsewhere"]);
    expect(code(() => removeEntity(kb, "apple"))).toBe("CANDIDATE_UNKNOWN");
  });

  it("changes aliases, types and relations one by one", async () => {
    const kb = await make();
    const aliases = () => kb.entity("apple")?.aliases;
    kb.edit(addAlias(kb, "apple", "AAPL", 4));
    kb.edit(addAlias(kb, "apple", "AAPL", 1));
    expect(aliases()).toEqual([APPLE.aliases?.[0], { text: "AAPL", count: 5 }]);
    kb.edit(setAliasCount(kb, "apple", "AAPL", 2));
    kb.edit(removeAlias(kb, "apple", "Apple Inc."));
    kb.edit(addAlias(kb, "apple", "the fruit company"));
    expect(aliases()).toEqual([{ text: "AAPL", count: 2 }, "the fruit company"]);
    expect(addAlias(kb, "apple", "AAPL")).toEqual([]);
    expect(kb.candidates("AAPL")[0]?.count).toBe(2);
    expect(code(() => setAliasCount(kb, "apple", "no", 1))).toBe("OPTION_INVALID");
    expect(code(() => removeAlias(kb, "apple", "no"))).toBe("OPTION_INVALID");

    kb.edit(addTypes(kb, "jobs", "trade", ["founder", "speaker"]));
    expect(kb.stats().types["trade"]).toEqual({ founder: 1, speaker: 1 });
    expect(addTypes(kb, "jobs", "trade", ["speaker"])).toEqual([]);
    kb.edit(removeTypes(kb, "jobs", "trade", ["speaker"]));
    expect(kb.entity("jobs")?.types).toEqual({ trade: ["founder"] });
    kb.edit(removeTypes(kb, "jobs", "trade"));
    expect(kb.entity("jobs")).toEqual(JOBS);
    expect(code(() => removeTypes(kb, "jobs", "trade"))).toBe("OPTION_INVALID");

    expect(addRelation(kb, "apple", "founder", "jobs")).toEqual([]);
    kb.edit(addRelation(kb, "apple", "founder", "woz"));
    kb.edit(removeRelation(kb, "apple", "founder", "jobs"));
    expect(kb.entity("apple")?.relations).toEqual([{ relation: "founder", object: "woz" }]);
    kb.edit(removeRelation(kb, "apple", "founder"));
    expect(kb.entity("apple")?.relations).toBeUndefined();
    expect(code(() => removeRelation(kb, "apple", "founder"))).toBe("OPTION_INVALID");
  });

  it("prunes to ids, or to what a filter keeps", async () => {
    const kb = await make();
    kb.edit(prune(kb, ({ count = 0 }) => count > 0));
    expect([...kb.entities()].map(({ id }) => id)).toEqual(["apple", "apple-computer"]);
    kb.edit(prune(kb, ["apple", "nobody"]));
    expect([...kb.entities()]).toEqual([APPLE]);
  });
});

describe("a draft", () => {
  it("lets operations see those before them, and becomes one transaction", async () => {
    const kb = await make();
    const draft = new Draft(kb);
    draft.add(addEntity(draft, { id: "x", name: "X" }));
    draft.add(addRelation(draft, "x", "near", "apple"));
    draft.add(renameEntity(draft, "apple", "Q312"));
    draft.add(addAlias(draft, "Q312", "Äpple"));
    draft.add(removeEntity(draft, "jobs"));
    expect(kb.entity("x")).toBeUndefined();
    expect(draft.entity("x")?.relations).toEqual([{ relation: "near", object: "Q312" }]);
    expect(draft.changes.map(({ id, before, after }) => [id, before?.id, after?.id])).toEqual([
      ["x", undefined, "x"],
      ["Q312", "apple", "Q312"],
      ["apple-computer", "apple-computer", "apple-computer"],
      ["jobs", "jobs", undefined],
    ]);
    kb.edit(draft.edits);
    expect(kb.entity("x")?.relations).toEqual([{ relation: "near", object: "Q312" }]);
    expect(kb.entity("Q312")?.aliases).toContain("Äpple");
    expect(kb.history()).toHaveLength(1);
    expect(kb.history()[0]?.changes).toHaveLength(5);
  });

  it("is refused where an entity was changed since it was read, and changes nothing then", async () => {
    const kb = await make();
    const draft = new Draft(kb);
    draft.add(removeEntity(draft, "jobs"));
    draft.add(addAlias(draft, "apple", "Äpple"));
    kb.edit(describeEntity(kb, "apple", "changed by another"));
    const { contentHash } = kb.totals();
    expect(() => kb.edit(draft.edits)).toThrow(expect.objectContaining({ code: "EDIT_CONFLICT" }));
    expect(kb.totals().contentHash).toBe(contentHash);
    // An entity that was not there, and is now.
    const added = new Draft(kb);
    added.add(addEntity(added, { id: "x", name: "X" }));
    kb.edit([{ put: { id: "x", name: "Another X" } }]);
    expect(() => kb.edit(added.edits)).toThrow(expect.objectContaining({ code: "EDIT_CONFLICT" }));
  });

  it("has no edit where nothing changes", async () => {
    const kb = await make();
    const draft = new Draft(kb);
    draft.add([{ put: { ...APPLE } }]);
    expect(draft.edits).toEqual([]);
    draft.add(addEntity(draft, { id: "x", name: "X" }));
    draft.add(renameEntity(draft, "x", "y"));
    draft.add(renameEntity(draft, "y", "x"));
    draft.add(removeEntity(draft, "x"));
    expect(draft.changes).toEqual([]);
    kb.edit(draft.edits);
    expect(kb.size).toBe(3);
  });
});

it("takes names of every object's fields for names like others", () => {
  const names = ["constructor", "toString", "__proto__"];
  for (const name of names) {
    const text = `{"op":"remove","id":"x","${name}":1}`;
    expect(() => checkOperation(JSON.parse(text), "line 1")).toThrow(`line 1: "${name}" should be no field`);
    expect(code(() => checkOperation({ op: name, id: "x" }, "line 1"))).toBe("RECORD_INVALID");
  }
});

it("an operation as data says which of its fields is wrong", () => {
  const entity = { id: "x", name: "X" };
  const good: Operation[] = [
    { op: "put", entity },
    { op: "split", id: "a", entity, take: { relations: [{ relation: "r", object: "o" }] } },
    { op: "remove", id: "a", relations: "keep" },
  ];
  for (const operation of good) expect(checkOperation(operation, "line 1")).toBe(operation);
  for (const [wrong, field] of [
    [null, "operation"],
    [{ op: "frob" }, "op"],
    [{ op: "rename", id: "a" }, "to"],
    [{ op: "add", entity: { id: "a" } }, "name"],
    [{ op: "remove", id: "a", relations: "perhaps" }, "relations"],
    [{ op: "merge", into: "a", ids: "b" }, "ids"],
    [{ op: "split", id: "a", entity, take: { names: [] } }, "take"],
    [{ op: "describe", id: "a", description: "d", text: "d" }, "text"],
  ] as const)
    expect(() => checkOperation(wrong, "line 1")).toThrow(
      expect.objectContaining({
        code: "RECORD_INVALID",
        details: expect.objectContaining({ where: "line 1", field }),
      }),
    );
});
