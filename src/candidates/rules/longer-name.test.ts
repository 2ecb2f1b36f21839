import { expect, it } from "vitest";
import { longerName } from "./longer-name.js";
import { textName, textWith } from "./sample-text.contract.js";

it("reads a short name as the longer ones of the text", () => {
  const text = textWith("Bill Clinton", "Hillary Clinton", "Clinton", "George Bush");
  expect(longerName(textName("Clinton"), text)).toEqual(["bill clinton", "hillary clinton"]);
});

it("wants the words side by side", () => {
  expect(longerName(textName("New City"), textWith("New York City", "New City Hall"))).toEqual([
    "new city hall",
  ]);
});
