import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import { DOCUMENTS, document, smallKb } from "../small-kb.contract.js";
import { Resolver } from "./resolve.js";

let resolver: Resolver;
beforeAll(async () => {
  resolver = new Resolver(await smallKb());
});

describe("id", () => {
  it.each([
    ["per:jordan", "per:jordan"],
    ["Q41421", "per:jordan"],
    ["Michael Jordan", "per:jordan"],
    ["Michael_Jordan", "per:jordan"],
    ["kingdom_of_Jordan", "loc:jordan"],
    ["łódź", "loc:lodz"],
    ["chicago", "loc:chicago"],
    ["Jordan", undefined],
    ["", undefined],
    ["_", undefined],
    ["x".repeat(5000), undefined],
  ])("%s", (reference, id) => {
    expect(resolver.id(reference)).toBe(id);
    expect(resolver.id(reference)).toBe(id);
  });

  it("takes a writing that the KB has before one that it would have to mend", async () => {
    const kb = await createKnowledgeBase([
      { id: "a_b", name: "one" },
      { id: "a b", name: "two" },
      { id: "A b", name: "three" },
    ]);
    const own = new Resolver(kb);
    expect(["a_b", "a b", "A_b", "A b"].map((text) => own.id(text))).toEqual(["a_b", "a b", "A b", "A b"]);
  });

  it("knows every id of the KB as itself", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const id = resolver.id(text);
        if (id !== undefined) expect(resolver.id(id)).toBe(id);
      }),
    );
  });
});

describe("mentions", () => {
  it("gives what is right in the KB, and what the KB knows of it", () => {
    expect(resolver.mentions(DOCUMENTS[0] as never)).toEqual([
      {
        start: 0,
        end: 6,
        text: "Jordan",
        reference: "Michael Jordan",
        right: ["per:jordan"],
        label: "PER",
        optional: false,
        parent: undefined,
        slices: ["sport"],
        count: 50,
        ambiguity: 3,
        context: { left: "", right: " scored for Chicago. Odo Brannt watched." },
      },
      expect.objectContaining({ right: ["loc:chicago"], label: "LOC", count: 900, ambiguity: 1 }),
      expect.objectContaining({ reference: null, right: [], label: "PER", count: undefined, ambiguity: 0 }),
    ]);
  });

  it("counts what the KB lacks as never linked to, and nothing as right", () => {
    const [, amman] = resolver.mentions(DOCUMENTS[2] as never);
    expect(amman).toMatchObject({ reference: "Amman", right: [], count: 0, label: undefined });
  });

  it("names each right entity once, the entity itself first", () => {
    const [mention] = resolver.mentions(
      document("x", "Jordan", [
        [
          "Jordan",
          { entity: "Q810", sameAs: ["loc:jordan", "nowhere"], others: ["Q40059", "Q41421", "Q810"] },
        ],
      ]),
    );
    expect(mention?.right).toEqual(["loc:jordan", "river:jordan", "per:jordan"]);
    expect(mention?.count).toBe(60);
  });

  it("does not take a name that something else has for the entity, where its id is known", () => {
    const [mention] = resolver.mentions(
      document("x", "Jordan", [["Jordan", { entity: "Q810", sameAs: ["river:jordan", "Q40059"] }]]),
    );
    expect(mention?.right).toEqual(["loc:jordan", "river:jordan"]);
    const [named] = resolver.mentions(
      document("x", "Jordan", [["Jordan", { entity: "Q810", sameAs: ["river:jordan"] }]]),
    );
    expect(named?.right).toEqual(["loc:jordan"]);
  });

  it("takes what else is right where the KB lacks the entity itself", () => {
    const [mention] = resolver.mentions(
      document("x", "Jordan", [["Jordan", { entity: "Wadi Rum", others: ["Q810"], optional: true }]]),
    );
    expect(mention).toMatchObject({ reference: "Wadi Rum", right: ["loc:jordan"], optional: true });
  });

  it("keeps NIL NIL, whatever else is said", () => {
    const [mention] = resolver.mentions(
      document("x", "Jordan", [["Jordan", { entity: null, others: ["Q810"] }]]),
    );
    expect(mention?.right).toEqual([]);
  });
});
