import { describe, expect, it } from "vitest";
import { NamesakeError, reason } from "./errors.js";

describe("NamesakeError", () => {
  it("has a code, its details and a message for people", () => {
    const cause = new Error("below");
    const error = new NamesakeError("SPAN_INVALID", { start: 3, end: undefined, length: 9 }, { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "NamesakeError", code: "SPAN_INVALID", cause });
    expect(error.details).toEqual({ start: 3, end: undefined, length: 9 });
    expect(error.message).toContain("0 <= start < end <= 9 in UTF-16 units, found start 3, end undefined");
  });
});

describe("reason", () => {
  it("words the errors of the operating system", () => {
    expect(reason(Object.assign(new Error("ENOENT: no such file, open '/x'"), { code: "ENOENT" }))).toBe(
      "it does not exist",
    );
    expect(reason(Object.assign(new Error("x"), { code: "ENOSPC" }))).toBe("the disk is full");
  });

  it("gives the first line of others", () => {
    expect(reason(new Error("one\n    at two"))).toBe("one");
    expect(reason(Object.assign(new Error("strange"), { code: "ESTRANGE" }))).toBe("strange");
    expect(reason("text")).toBe("text");
    expect(reason(undefined)).toBe("undefined");
  });
});
