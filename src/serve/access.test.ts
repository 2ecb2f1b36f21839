import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { buildKnowledgeBase, openKnowledgeBase } from "../kb/folder.js";
import { LmdbStore } from "../kb/lmdb-store.js";
import { MemoryStore } from "../kb/memory-store.js";
import { takeSnapshot } from "../kb/snapshots.js";
import { prepareEdits } from "./access.js";

it.each(["memory", "lmdb"] as const)(
  "is prepared once, and only where it can be written: %s",
  async (store) => {
    const folder = mkdtempSync(join(tmpdir(), "namesake-access-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const records = [
      { id: "1", name: "One", relations: [{ relation: "next", object: "2" }] },
      { id: "2", name: "Two" },
    ];
    const { knowledgeBase: kb } = await buildKnowledgeBase(records, join(folder, "kb"), () => [], { store });
    const { path } = await takeSnapshot(join(folder, "kb"));
    const snapshot = await openKnowledgeBase(path);
    onTestFinished(() => Promise.all([kb.close(), snapshot.close()]).then(() => undefined));
    const transact = vi.spyOn(store === "lmdb" ? LmdbStore.prototype : MemoryStore.prototype, "transact");
    onTestFinished(() => transact.mockRestore());
    prepareEdits(snapshot);
    expect(transact).not.toHaveBeenCalled();
    for (let i = 0; i < 2; i++) prepareEdits(kb);
    expect(transact).toHaveBeenCalledOnce();
    expect(kb.version).toBe(0);
    for (const one of [kb, snapshot]) expect(one.referrers(["2"])).toEqual(["1"]);
  },
);
