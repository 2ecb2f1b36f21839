import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { buildKnowledgeBase } from "./folder.js";
import { createKnowledgeBase } from "./in-memory.js";
import { knowledgeBaseContract } from "./knowledge-base.contract.js";
import type { EntityRecord } from "./record.js";
import { searchContract } from "./search.contract.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-kb-"));
afterAll(() => rmSync(folder, { recursive: true }));
let built = 0;

const inFolder = (store: "memory" | "lmdb") => async (records: readonly EntityRecord[]) => {
  const path = join(folder, String(built++));
  return (await buildKnowledgeBase(records, path, () => [], { store })).knowledgeBase;
};

for (const contract of [knowledgeBaseContract, searchContract]) {
  contract("KB in a folder, memory store", inFolder("memory"));
  contract("KB in a folder, lmdb store", inFolder("lmdb"));
  contract("KB in memory only", (records) => createKnowledgeBase(records));
}

describe("createKnowledgeBase", () => {
  it("throws for the first wrong record, for equal ids and for no record", async () => {
    const wrong = { id: "2", name: "" };
    await expect(createKnowledgeBase([{ id: "1", name: "a" }, wrong])).rejects.toThrow(
      /^memory, record 2: "name"/,
    );
    await expect(
      createKnowledgeBase([
        { id: "1", name: "a" },
        { id: "1", name: "b" },
      ]),
    ).rejects.toMatchObject({ code: "RECORD_DUPLICATE", details: { id: "1" } });
    await expect(createKnowledgeBase([])).rejects.toMatchObject({ code: "KB_EMPTY" });
  });

  it('takes "ner" for the candidates\' types, or else the system most records have', async () => {
    const system = async (...systems: string[][]) =>
      (
        await createKnowledgeBase(
          systems.map((names, i) => ({
            id: String(i),
            name: "x",
            types: Object.fromEntries(names.map((name) => [name, ["t"]])),
          })),
        )
      ).manifest.typeSystem;
    expect(await system(["a", "b"], ["b"], ["b", "ner"])).toBe("ner");
    expect(await system(["a", "b"], ["b"], ["a"], ["b"])).toBe("b");
    expect(await system(["b", "a"])).toBe("a");
    expect(await system([])).toBe("");
  });
});
