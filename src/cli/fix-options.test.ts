import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import { checkFixes, type FixFlags, fixedIn, withFixOptions } from "./fix-options.js";

const TEXT = "Jordan scored. Then Jordan rested.";

const parsed = (...args: string[]): FixFlags =>
  withFixOptions(new Command().exitOverride()).parse(args, { from: "user" }).opts<FixFlags>();
const fixed = (...args: string[]) => fixedIn(TEXT, parsed(...args).fix);

function failure(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof NamesakeError && error.code === "OPTION_INVALID") return error.message;
    throw error;
  }
  return undefined;
}

describe("--fix", () => {
  it.each<[string, ReturnType<typeof fixed>[number]]>([
    ["20:26=per:jordan", { start: 20, end: 26, entity: "per:jordan" }],
    ["Jordan=per:jordan", { start: 0, end: 6, entity: "per:jordan" }],
    ["Jordan rested=a=b", { start: 20, end: 33, entity: "a=b" }],
    ["Jordan=NIL", { start: 0, end: 6, entity: null }],
  ])("%s", (option, mention) => {
    expect(fixed("--fix", option)).toEqual([mention]);
  });

  it("may be repeated, and be left out", () => {
    expect(fixed("--fix", "0:6=x", "--fix", "20:26=NIL")).toHaveLength(2);
    expect(fixed()).toEqual([]);
  });

  it.each([["Jordan"], ["=x"], ["Jordan="], ["Amman=x"]])("refuses %s", (option) => {
    expect(failure(() => fixed("--fix", option))).toMatch(
      /^--fix should be (START:END=ID|a name that the text has)/,
    );
  });

  it("goes with one text, --save with it, and --author with --save", () => {
    const checked = (isOneText: boolean, ...args: string[]) =>
      failure(() => checkFixes(parsed(...args), isOneText));
    expect(checked(true, "--fix", "0:6=x", "--save", "--author", "ann")).toBeUndefined();
    expect(checked(false)).toBeUndefined();
    expect(checked(false, "--fix", "0:6=x")).toMatch(/^--fix should be given with one text/);
    expect(checked(true, "--save")).toMatch(/^--save should be given with --fix/);
    expect(checked(true, "--fix", "0:6=x", "--author", "ann")).toMatch(
      /^--author should be given with --save/,
    );
  });
});
