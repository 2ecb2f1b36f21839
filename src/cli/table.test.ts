import { expect, it } from "vitest";
import { NONE } from "../eval/report/numbers.js";
import { table } from "./table.js";

const plain = (_: string, text: string) => text;

it("aligns names to the left and numbers to the right", () => {
  const rows = [
    { name: "one", cells: ["1", "20.0"] },
    { name: "fifteen", cells: ["1,500", "9.0"], beside: true },
  ];
  expect(table("linker", ["n", "share"], rows, plain)).toBe(
    ["linker       n  share", "one          1   20.0", "fifteen  1,500    9.0", ""].join("\n"),
  );
});

it("leaves out columns without a number", () => {
  const rows = [
    { name: "a", cells: ["1", NONE, NONE] },
    { name: "b", cells: ["2", NONE, "3"] },
  ];
  expect(table("", ["x", "y", "z"], rows, plain)).toBe("   x  z\na  1  –\nb  2  3\n");
});

it("cuts the middle out of names that would need more than 100 columns", () => {
  const head = Array<string>(9).fill("12345678");
  const cells = Array<string>(9).fill("1");
  const [, first = "", second = ""] = table(
    "",
    head,
    [
      { name: "http://127.0.0.1:8080", cells },
      { name: "http://127.0.0.1:8081", cells },
    ],
    plain,
  ).split("\n");
  expect(first).toHaveLength(100);
  expect(first).toMatch(/^http…:8080 /);
  expect(second).toMatch(/^http…:8081 /);
});

it("shows no name that would steer the terminal", () => {
  expect(table("", ["x"], [{ name: "\u001b[31mred", cells: ["1"] }], plain)).not.toContain("\u001b");
  const twoLines = table("", ["x"], [{ name: "a\nb\u2028\t99", cells: ["1"] }], plain);
  expect(twoLines).toBe("        x\na b 99  1\n");
});

it("has room for as many rows as there are", () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => ({ name: `${i}`, cells: ["1"] }));
  expect(table("", ["x"], rows, plain).split("\n")).toHaveLength(rows.length + 2);
});
