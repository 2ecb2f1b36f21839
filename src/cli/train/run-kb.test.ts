import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildKnowledgeBase } from "../../kb/folder.js";
import type { EntityRecord } from "../../kb/record.js";
import { noteKnowledgeBase, openRunKnowledgeBase } from "./run-kb.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "namesake-run-kb-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function built(name: string, records: readonly EntityRecord[]) {
  const info = { name, license: "CC0-1.0", version: "1" };
  const path = join(folder, name);
  const { knowledgeBase } = await buildKnowledgeBase(records, path, () => [info]);
  return { path, kb: knowledgeBase };
}

it("is the one that the run was begun with, perhaps edited", async () => {
  const { path, kb } = await built("one", [{ id: "a", name: "A" }]);
  const other = await built("two", [{ id: "b", name: "B" }]);
  await other.kb.close();
  // Begun before it was noted.
  await (await openRunKnowledgeBase({ folder, kb: other.path })).close();
  await noteKnowledgeBase(folder, kb);
  kb.edit([{ put: { id: "c", name: "C" } }]);
  await kb.close();
  const opened = await openRunKnowledgeBase({ folder, kb: path });
  expect(opened.size).toBe(2);
  await opened.close();
  await expect(openRunKnowledgeBase({ folder, kb: other.path })).rejects.toMatchObject({
    code: "CHECKPOINT_MISMATCH",
    message: expect.stringMatching(/begun with the knowledge base "one" .* "two" of 1 entities/),
  });
});
