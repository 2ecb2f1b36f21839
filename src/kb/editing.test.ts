import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import { compactKnowledgeBase } from "./compaction.js";
import { buildKnowledgeBase, openKnowledgeBase } from "./folder.js";
import type { KnowledgeBase } from "./knowledge-base.js";
import { MODEL_OPERATIONS, Model, normal, operationIn } from "./model.contract.js";
import { Draft } from "./profile/draft.js";
import { editsOf, type Operation } from "./profile/operation.js";
import type { EntityRecord } from "./record.js";
import { listSnapshots, takeSnapshot } from "./snapshots.js";
import { expectWhole } from "./whole.contract.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-editing-"));
afterAll(() => rmSync(folder, { recursive: true }));
let built = 0;

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("edit" as const),
      operations: fc.array(operationIn, { minLength: 1, maxLength: 4 }),
      other: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("undo" as const, "redo" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("compact" as const), keepLog: fc.constantFrom(0, 1000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("snapshot" as const, "reopen" as const, "index" as const) }),
  },
);

const plain = (records: Iterable<EntityRecord>) =>
  Object.fromEntries([...records].map((record) => [record.id, normal(record)]));

/** Carries operations out in one transaction, or tells with which code they are refused. */
function run(kb: KnowledgeBase, operations: readonly Operation[]): string {
  try {
    const draft = new Draft(kb);
    for (const operation of operations) draft.add(editsOf(draft, operation));
    kb.edit(draft.edits, { author: "model" });
    return "done";
  } catch (error) {
    if (error instanceof NamesakeError) return error.code;
    throw error;
  }
}

describe.each(["memory", "lmdb"] as const)("any sequence of changes, %s store", (store) => {
  it("leaves what a plain object would have, for all who have the KB open", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const path = join(folder, String(built++));
        const model = new Model();
        const start = [...model.entities.values()];
        let kb = (await buildKnowledgeBase(start, path, () => [], { store })).knowledgeBase;
        const other = await openKnowledgeBase(path);
        const snapshots = new Map<string, unknown>();
        for (const taken of steps) {
          if (taken.kind === "edit") {
            const expected = model.after(taken.operations);
            const before = kb.version;
            const found = run(taken.other ? other : kb, taken.operations);
            expect(found === "done").toBe(expected !== undefined);
            if (expected === undefined) continue;
            for (const { op } of taken.operations) seen.add(op);
            // What changes nothing is no transaction, and cannot be undone.
            if (kb.refresh() > before) model.go(expected);
          } else if (taken.kind === "undo") {
            const isPossible = model.undo();
            if (isPossible) kb.undo();
            else expect(() => kb.undo()).toThrow(expect.objectContaining({ code: "UNDO_IMPOSSIBLE" }));
            if (isPossible) seen.add("undo");
          } else if (taken.kind === "redo") {
            if (!model.undo()) continue;
            kb.undo();
            model.redo();
            other.undo(other.refresh());
            seen.add("redo");
          } else if (taken.kind === "compact") {
            await compactKnowledgeBase(path, { keepLog: taken.keepLog });
            if (taken.keepLog === 0) model.forget();
          } else if (taken.kind === "snapshot") {
            const { name } = await takeSnapshot(path, `s${snapshots.size}`);
            snapshots.set(name, plain(model.entities.values()));
          } else if (taken.kind === "index") kb.indexReferrers();
          else {
            await kb.close();
            kb = await openKnowledgeBase(path);
          }
          kb.refresh();
          other.refresh();
          expect(plain(kb.entities())).toEqual(plain(model.entities.values()));
          expect(other.totals()).toEqual(kb.totals());
        }
        await expectWhole(kb);
        await expectWhole(other);
        for (const { name, path: copy } of listSnapshots(path)) {
          const then = await openKnowledgeBase(copy);
          expect(plain(then.entities())).toEqual(snapshots.get(name));
          await then.close();
        }
        await kb.close();
        await other.close();
        rmSync(path, { recursive: true });
      }),
      { numRuns: 60, seed: 8 },
    );
    expect([...seen]).toEqual(expect.arrayContaining(["undo", "redo", ...MODEL_OPERATIONS]));
  }, 120_000);
});
