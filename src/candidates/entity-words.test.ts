import { expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import type { EntityRecord } from "../kb/record.js";
import { EntityWords } from "./entity-words.js";

it("has the words of names as they are, after an edit too", async () => {
  const kb = await createKnowledgeBase<EntityRecord>([{ id: "1", name: "Ada Lovelace" }]);
  const words = EntityWords.of(kb);
  expect(words.at(0)).toEqual(["ada", "lovelace"]);
  expect(words.at(7)).toEqual([""]);
  expect(EntityWords.of(kb)).toBe(words);
  kb.edit([{ put: { id: "1", name: "Ada King" } }]);
  expect(EntityWords.of(kb).at(0)).toEqual(["ada", "king"]);
});
