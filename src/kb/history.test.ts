import { describe, expect, it } from "vitest";
import { recordHash } from "./edit.js";
import { createKnowledgeBase } from "./in-memory.js";
import type { KnowledgeBase } from "./knowledge-base.js";
import type { EntityRecord } from "./record.js";

const A = { id: "a", name: "Alpha", count: 3 };
const B = { id: "b", name: "Beta" };
const make = () => createKnowledgeBase<EntityRecord>([A, B]) as Promise<KnowledgeBase>;
const refused = (code: string, message = "") =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe("the log of a KB", () => {
  it("says of each transaction what it changed, when, by whom and why", async () => {
    const kb = await make();
    expect(kb.version).toBe(0);
    expect(
      kb.edit([{ put: { ...A, count: 4 } }, { remove: "b" }], { author: "ann", message: "why not" }),
    ).toBe(2);
    expect(kb.edit([{ put: { ...A, id: "α" }, inPlaceOf: "a" }])).toBe(3);
    const [second, first, ...more] = kb.history();
    expect(more).toEqual([]);
    expect(first).toEqual({
      version: 2,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      author: "ann",
      message: "why not",
      changes: [{ before: A, after: { ...A, count: 4 } }, { before: B }],
    });
    expect(second?.changes).toEqual([{ before: { ...A, count: 4 }, after: { ...A, id: "α" } }]);
    const versions = (options: object) => kb.history(options).map(({ version }) => version);
    expect(versions({ limit: 1 })).toEqual([3]);
    expect(versions({ entity: "a" })).toEqual([3, 2]);
    expect(versions({ entity: "b" })).toEqual([2]);
    expect(versions({ entity: "α" })).toEqual([3]);
    expect(versions({ since: "2020-01-01" })).toEqual([3, 2]);
    expect(versions({ since: "2999-01-01" })).toEqual([]);
    expect(() => kb.history({ since: "yesterday" })).toThrow(refused("OPTION_INVALID", "yesterday"));
  });

  it("tells the first changes of each transaction, and how many there are beside", async () => {
    const kb = await make();
    kb.edit([{ remove: "a" }]);
    kb.edit([{ put: { ...A, count: 4 } }, { put: { ...B, count: 1 } }, { put: { id: "c", name: "Gamma" } }]);
    const all = kb.history();
    const [second, first] = kb.history({ changes: 2 });
    expect(second).toEqual({ ...all[0], changes: all[0]?.changes.slice(0, 2), omitted: 1 });
    expect(first).toEqual(all[1]);
    expect(kb.history({ entity: "c", changes: 1 })).toEqual([
      { ...all[0], changes: all[0]?.changes.slice(0, 1), omitted: 2 },
    ]);
    expect(kb.history({ changes: 0 }).map(({ omitted }) => omitted)).toEqual([3, 1]);
  });

  it("has no entry for what was refused, nor for no edit", async () => {
    const kb = await make();
    expect(() => kb.edit([{ put: B }, { remove: "nobody" }])).toThrow();
    expect(kb.edit([])).toBe(0);
    expect(kb.history()).toEqual([]);
  });
});

describe("undo", () => {
  it("takes back additions, removals, changes and other ids, and is undone itself", async () => {
    const kb = await make();
    const { contentHash } = kb.totals();
    kb.edit([
      { put: { id: "c", name: "Gamma" } },
      { remove: "b" },
      { put: { ...A, id: "α" }, inPlaceOf: "a" },
    ]);
    const changed = kb.totals().contentHash;
    const version = kb.undo(undefined, { author: "ben" });
    expect(kb.totals().contentHash).toBe(contentHash);
    expect([kb.entity("a"), kb.entity("b"), kb.entity("c"), kb.entity("α")]).toEqual([
      A,
      B,
      undefined,
      undefined,
    ]);
    expect(kb.history()[0]).toMatchObject({
      version: 6,
      author: "ben",
      undoes: 3,
      message: "undo of version 3",
    });
    kb.undo(version);
    expect(kb.totals().contentHash).toBe(changed);
  });

  it("goes back step by step, past what is undone", async () => {
    const kb = await make();
    for (const count of [1, 2, 3]) kb.edit([{ put: { ...A, count } }]);
    const counts = () => kb.entity("a")?.count;
    kb.undo();
    kb.undo();
    expect(counts()).toBe(1);
    const redone = kb.undo(kb.version);
    expect(counts()).toBe(2);
    expect(kb.history()[0]?.version).toBe(redone);
    kb.undo();
    kb.undo();
    expect(counts()).toBe(3);
    expect(() => kb.undo()).toThrow(refused("UNDO_IMPOSSIBLE", "nothing that is left to undo"));
  });

  it("is refused where an entity was changed since, and says by whom", async () => {
    const kb = await make();
    kb.edit([{ put: { ...A, count: 4 } }, { put: { ...B, count: 1 } }], { author: "ann" });
    kb.edit([{ put: { ...B, count: 2 } }], { author: "ben" });
    const { contentHash } = kb.totals();
    expect(() => kb.undo(2)).toThrow(refused("UNDO_IMPOSSIBLE", '"b" was changed since, by ben at'));
    expect(kb.totals()).toMatchObject({ contentHash, edits: 3 });
    kb.undo(3);
    expect(() => kb.undo(2)).not.toThrow();
    expect([kb.entity("a"), kb.entity("b")]).toEqual([A, B]);
    for (const version of [1, 99, -1, 0])
      expect(() => kb.undo(version)).toThrow(
        refused("UNDO_IMPOSSIBLE", "no transaction of the log led to it"),
      );
  });

  it("is refused where a removed id, or one that was given up, has been taken since", async () => {
    const kb = await make();
    const removal = kb.edit([{ remove: "b" }]);
    const renaming = kb.edit([{ put: { ...A, id: "α" }, inPlaceOf: "a" }]);
    kb.edit([{ put: B }, { put: A }], { author: "ben" });
    expect(() => kb.undo(removal)).toThrow(refused("UNDO_IMPOSSIBLE", '"b" was changed since, by ben'));
    expect(() => kb.undo(renaming)).toThrow(refused("UNDO_IMPOSSIBLE", '"a" was changed since, by ben'));
  });
});

describe("an edit that expects something", () => {
  it("of the whole KB is refused at another version", async () => {
    const kb = await make();
    kb.edit([{ put: B }], { ifVersion: 0 });
    expect(() => kb.edit([{ remove: "b" }], { ifVersion: 0 })).toThrow(
      refused("EDIT_CONFLICT", "expected version 0, found version 1"),
    );
    expect(kb.edit([{ remove: "b" }], { ifVersion: kb.version })).toBe(2);
  });

  it("of an entity is refused where it is another one", async () => {
    const kb = await make();
    const ifHash = kb.hash("a") ?? "";
    expect(ifHash).toBe(recordHash(A));
    expect(kb.hash("nobody")).toBeUndefined();
    kb.edit([{ put: { ...A, count: 9 }, ifHash }]);
    for (const edit of [
      { put: A, ifHash },
      { remove: "a", ifHash },
      { put: A, ifHash: null },
      { put: { id: "new", name: "New" }, ifHash },
    ]) {
      expect(() => kb.edit([{ remove: "b" }, edit])).toThrow(
        refused("EDIT_CONFLICT", "was changed meanwhile"),
      );
      expect(kb.entity("b")).toEqual(B);
    }
    kb.edit([{ put: { id: "new", name: "New" }, ifHash: null }]);
    expect(kb.size).toBe(3);
  });
});
