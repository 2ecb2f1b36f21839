import { expect, it } from "vitest";
import { shownEntity } from "./shown-entity.js";

it("tells the types of an entity that its record has, whatever the system is called", () => {
  const record = { id: "1", name: "One", types: { constructor: ["number"] } };
  expect(shownEntity(record, "constructor").types).toEqual(["number"]);
  expect(shownEntity({ id: "2", name: "Two", types: {} }, "constructor").types).toEqual([]);
  expect(shownEntity({ id: "3", name: "Three" }, "toString").types).toEqual([]);
});
