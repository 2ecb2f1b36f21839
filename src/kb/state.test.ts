import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { compactKnowledgeBase } from "./compaction.js";
import { buildKnowledgeBase, openKnowledgeBase } from "./folder.js";
import { takeSnapshot } from "./snapshots.js";

const ONE = { id: "1", name: "One" };

it("names the build beside the version, which compaction and snapshots keep", async () => {
  const folder = mkdtempSync(join(tmpdir(), "namesake-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "kb");
  const build = async (name: string) =>
    (await buildKnowledgeBase([ONE, { id: "2", name }], path, () => [], { store: "memory" })).knowledgeBase;
  const first = await build("Two");
  first.edit([{ put: { ...ONE, count: 5 } }]);
  const { state } = first;
  expect(state).toMatch(/^1-[0-9a-f]{8}$/);
  await compactKnowledgeBase(path);
  const { path: snapshot } = await takeSnapshot(path, "then");
  for (const place of [path, snapshot]) {
    const again = await openKnowledgeBase(place);
    expect(again.state).toBe(state);
    await again.close();
  }
  await first.close();
  const second = await build("Zwei");
  second.edit([{ put: { ...ONE, count: 5 } }]);
  expect(second.version).toBe(1);
  expect(second.state).not.toBe(state);
  const edit = [{ remove: "1" }];
  expect(() => second.edit(edit, { ifVersion: state })).toThrow(`expected state ${state}`);
  second.edit(edit, { ifVersion: second.state });
  expect(second.size).toBe(1);
  await second.close();
});
