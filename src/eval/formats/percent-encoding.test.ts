import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentDecode, percentEncode } from "./percent-encoding.js";

describe("percentEncode", () => {
  it("writes what is unsafe by its number", () => {
    expect(percentEncode("50% off?\n", /[%? \n]/g)).toBe("50%25%20off%3F%0A");
  });

  it("is undone, for any text and any characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const encoded = percentEncode(text, /[^a-z\x80-\uffff]/g);
        expect(encoded).toMatch(/^(?:[a-z\x80-\uffff]|%[0-7][0-9A-F])*$/);
        expect(percentDecode(encoded)).toBe(text);
      }),
    );
  });

  it("leaves escapes that it does not write", () => {
    expect(percentDecode("100% %C3%A9 %4")).toBe("100% %C3%A9 %4");
  });
});
