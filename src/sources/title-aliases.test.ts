import { expect, it } from "vitest";
import { titleAliases } from "./title-aliases.js";

it.each([
  ["Mercury (planet)", ["Mercury"]],
  ["Springfield, Illinois", ["Springfield"]],
  ["Springfield, Clark County, Ohio", ["Springfield"]],
  ["Georgia (U.S. state)", ["Georgia"]],
  ["Salem, Oregon (album)", ["Salem, Oregon", "Salem"]],
  ["Paris", []],
  ["Earth, Wind & Fire", ["Earth"]],
  ["One, Two, Three, Four", []],
  ["(What's the Story) Morning Glory?", []],
  ["(I Can't Get No) Satisfaction", []],
  ["Foo ()", ["Foo"]],
  ["", []],
])("%s is also called %j", (title, aliases) => {
  expect(titleAliases(title)).toEqual(aliases);
});
