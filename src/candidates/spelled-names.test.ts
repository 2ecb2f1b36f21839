import { expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { spelledNames } from "./spelled-names.js";

it("finds the longest names of several words that the KB knows", async () => {
  const kb = await createKnowledgeBase([
    { id: "1", name: "Grace Hopper" },
    { id: "2", name: "Bank of England" },
    { id: "3", name: "Bank" },
  ]);
  const names = (text: string) =>
    spelledNames(text, (key) => kb.lookup(key)).map(({ start, end }) => text.slice(start, end));
  expect(names("Then Grace Hopper left the Bank of England.\nThe Bank of England is old.")).toEqual([
    "Grace Hopper",
    "Bank of England",
    "Bank of England",
  ]);
  expect(names("the bank of england")).toEqual([]);
  expect(names("GRACE HOPPER LEFT BANK OF ENGLAND")).toEqual([]);
  expect(names("Grace, Hopper")).toEqual([]);
});
