import { expect, it } from "vitest";
import { textName, textWith } from "./sample-text.contract.js";
import { titlePart } from "./title-part.js";

it("leaves out what tells a title apart", () => {
  expect(titlePart(textName("Mercury (planet)"), textWith())).toEqual(["mercury"]);
  expect(titlePart(textName("Mercury"), textWith())).toEqual([]);
});
