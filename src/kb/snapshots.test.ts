import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { compactKnowledgeBase } from "./compaction.js";
import { changedFields, differences } from "./diff.js";
import { buildKnowledgeBase, openKnowledgeBase } from "./folder.js";
import type { KnowledgeBase } from "./knowledge-base.js";
import { FORMAT_VERSION } from "./manifest.js";
import { writeManifest } from "./manifest-file.js";
import type { EntityRecord } from "./record.js";
import { listSnapshots, removeSnapshot, takeSnapshot } from "./snapshots.js";
import { expectWhole } from "./whole.contract.js";

const RECORDS: EntityRecord[] = Array.from({ length: 30 }, (_, i) => ({
  id: `e${i}`,
  name: `Entity ${i}`,
  count: i,
}));

describe.each(["memory", "lmdb"] as const)("a KB in a folder, %s store", (store) => {
  async function build(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "namesake-snapshots-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "kb");
    await (await buildKnowledgeBase(RECORDS, path, () => [], { store })).knowledgeBase.close();
    return path;
  }
  const open = async (path: string, asOf?: string): Promise<KnowledgeBase> => {
    const kb = await openKnowledgeBase(path, asOf === undefined ? {} : { asOf });
    onTestFinished(() => kb.close());
    return kb;
  };
  /** Gives a snapshot another date. */
  const date = (path: string, taken: string) => {
    const manifest = JSON.parse(readFileSync(join(path, "manifest.json"), "utf8"));
    writeManifest(path, { ...manifest, snapshot: { ...manifest.snapshot, taken } });
  };

  it("is kept as it was in snapshots, which are found by date and can only be read", async () => {
    const path = await build();
    const kb = await open(path);
    writeFileSync(join(path, "entities.vectors"), "vectors");
    const first = await takeSnapshot(path, "first");
    kb.edit([{ remove: "e0" }]);
    const second = await takeSnapshot(path);
    kb.edit([{ remove: "e1" }]);
    expect([first.version, second.version]).toEqual([0, 1]);
    expect(second.name).toMatch(/^\d{4}-\d\d-\d\dT[\d-]+\.\d+Z$/);
    date(first.path, "2026-10-01T08:00:00.000Z");
    date(second.path, "2026-11-01T23:00:00.000Z");
    const sizes = async (...dates: string[]) =>
      Promise.all(dates.map(async (asOf) => (await open(path, asOf)).size));
    expect(await sizes("2026-10-01", "2026-10-31", "2026-11-01T22:00:00Z")).toEqual([30, 30, 30]);
    expect(await sizes("2026-11-01", "2030-01-01")).toEqual([29, 29]);
    expect(kb.size).toBe(28);
    await expect(openKnowledgeBase(path, { asOf: "2026-09-30" })).rejects.toMatchObject({
      code: "SNAPSHOT_UNKNOWN",
    });
    await expect(openKnowledgeBase(path, { asOf: "soon" })).rejects.toMatchObject({ code: "OPTION_INVALID" });

    const then = await open(path, "2026-11-01");
    expect(() => then.edit([{ remove: "e2" }])).toThrow(expect.objectContaining({ code: "KB_READ_ONLY" }));
    expect(then.history()[0]?.changes).toEqual([{ before: RECORDS[0] }]);
    expect(readFileSync(join(first.path, "entities.vectors"), "utf8")).toBe("vectors");
    await expectWhole(then);
    expect(listSnapshots(path).map(({ name }) => name)).toEqual(["first", second.name]);
  });

  it("refuses names that are taken or no names, and removes snapshots", async () => {
    const path = await build();
    await takeSnapshot(path, "one");
    await expect(takeSnapshot(path, "one")).rejects.toMatchObject({ code: "SNAPSHOT_EXISTS" });
    for (const name of ["", ".", "..", "a/b", ".hidden", "a\nb"])
      await expect(takeSnapshot(path, name), name).rejects.toMatchObject({ code: "OPTION_INVALID" });
    expect(() => removeSnapshot(path, "two")).toThrow(/has no snapshot "two"\. It has: one/);
    removeSnapshot(path, "one");
    expect(listSnapshots(path)).toEqual([]);
    expect(readdirSync(join(path, "snapshots"))).toEqual([]);
  });

  it("removes what a killed process left of a snapshot, and keeps snapshots when it is built anew", async () => {
    const path = await build();
    mkdirSync(join(path, "snapshots", `.dead.taking-${2 ** 30}`), { recursive: true });
    await Promise.all([takeSnapshot(path, "one"), takeSnapshot(path, "two")]);
    expect(readdirSync(join(path, "snapshots")).sort()).toEqual(["one", "two"]);
    await (
      await buildKnowledgeBase([{ id: "new", name: "New" }], path, () => [], { store })
    ).knowledgeBase.close();
    expect(listSnapshots(path).map(({ name }) => name)).toEqual(["one", "two"]);
    expect((await open(path, "2999-01-01")).size).toBe(30);
    expect(readdirSync(join(path, ".."))).toEqual(["kb"]);
  });

  it("finds the snapshots again of a KB that a killed build had replaced, also under a name that is taken", async () => {
    const path = await build();
    await takeSnapshot(path, "one");
    renameSync(path, `${path}.replaced-${2 ** 30}`);
    const records = [{ id: "new", name: "New" }];
    await (await buildKnowledgeBase(records, `${path}-2`, () => [], { store })).knowledgeBase.close();
    renameSync(`${path}-2`, path);
    await takeSnapshot(path, "one");
    expect((await open(path, "2999-01-01")).size).toBe(1);
    expect(listSnapshots(path).map(({ name }) => name)).toEqual(["one-2", "one"]);
    const found = listSnapshots(path).map((snapshot) => open(snapshot.path));
    expect((await Promise.all(found)).map(({ size }) => size)).toEqual([30, 1]);
  });

  it("becomes compact under those who have it open, who see each other's edits on", async () => {
    const path = await build();
    const [first, second] = [await open(path), await open(path)];
    for (let i = 0; i < 40; i++)
      first.edit([{ put: { id: "e0", name: "Entity", description: "x".repeat(9000) + i } }]);
    first.edit([{ put: { id: "e0", name: "Entity" } }]);
    const scan = second.entries();
    expect(scan.next().value?.[1].id).toBe("e0");
    const { before, after, forgotten } = await compactKnowledgeBase(path, { keepLog: 2 });
    expect(after).toBeLessThan(before / 2);
    expect(forgotten).toBe(39);
    // A scan that is under way ends where it began, in the old file.
    second.refresh();
    expect([...scan]).toHaveLength(29);
    second.edit([{ put: { id: "s", name: "Second" } }]);
    first.edit([{ put: { id: "f", name: "First" } }]);
    expect([first.refresh(), second.refresh()]).toEqual([43, 43]);
    for (const kb of [first, second, await open(path)]) {
      expect([kb.entity("s")?.name, kb.entity("f")?.name, kb.entity("e0")?.name]).toEqual([
        "Second",
        "First",
        "Entity",
      ]);
      expect(kb.history()).toHaveLength(4);
      await expectWhole(kb);
    }
    await compactKnowledgeBase(path);
    await compactKnowledgeBase(path);
    // Two generations later.
    first.edit([{ remove: "f" }]);
    expect(second.refresh()).toBe(44);
    expect(second.entity("f")).toBeUndefined();
    const data = readdirSync(path).filter((name) => /^(data|edits)/.test(name) && !name.endsWith("-lock"));
    expect(data.sort()).toEqual(store === "lmdb" ? ["data-3.mdb"] : ["data-3.bin", "edits-3.log"]);
    expect((await open(path)).manifest).toMatchObject({ generation: 3, version: FORMAT_VERSION });
  });

  it("carries over what is edited while it is copied", async () => {
    const path = await build();
    const kb = await open(path);
    let isDone = false;
    const compacting = compactKnowledgeBase(path).finally(() => {
      isDone = true;
    });
    let edits = 0;
    while (!isDone && edits < 150) {
      kb.edit([
        { put: { id: `new${edits++}`, name: "New" } },
        { put: { id: "e0", name: `Entity ${edits}` } },
      ]);
      if (edits % 3 === 0)
        kb.edit([{ put: { id: `moved${edits}`, name: "Moved" }, inPlaceOf: `new${edits - 1}` }]);
      await new Promise(setImmediate);
    }
    await compacting;
    const again = await open(path);
    kb.refresh();
    expect(again.totals()).toEqual(kb.totals());
    expect([...again.entries()]).toEqual([...kb.entries()]);
    expect(again.history()).toEqual(kb.history());
    await expectWhole(again);
  });

  it("is made compact by one at a time, and not where it cannot be written", async () => {
    const path = await build();
    const both = await Promise.allSettled([compactKnowledgeBase(path), compactKnowledgeBase(path)]);
    const refusals = both.filter((one) => one.status === "rejected");
    for (const { reason } of refusals) expect(reason).toMatchObject({ code: "KB_BUSY" });
    expect(refusals.length).toBeLessThan(2);
    const { path: copy } = await takeSnapshot(path);
    await expect(compactKnowledgeBase(copy)).rejects.toMatchObject({ code: "KB_READ_ONLY" });
    writeFileSync(join(path, "data-9.mdb"), "left by a killed process");
    await compactKnowledgeBase(path);
    expect(existsSync(join(path, "data-9.mdb"))).toBe(false);
  });

  it("tells its differences to another one", async () => {
    const path = await build();
    const { path: copy } = await takeSnapshot(path);
    const [kb, then] = [await open(path), await open(copy)];
    expect([...differences(then, kb)]).toEqual([]);
    const e1 = { id: "e1", name: "Other", count: 1, url: "u" };
    kb.edit([{ remove: "e0" }, { put: e1 }, { put: { id: "n", name: "N" } }]);
    expect([...differences(then, kb)]).toEqual([
      { id: "e0", before: RECORDS[0] },
      { id: "e1", before: RECORDS[1], after: e1 },
      { id: "n", after: { id: "n", name: "N" } },
    ]);
    expect(changedFields(RECORDS[1] as EntityRecord, e1)).toEqual(["name", "url"]);
  });
});
