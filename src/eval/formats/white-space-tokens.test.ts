import { describe, expect, it } from "vitest";
import { whiteSpaceTokens } from "./white-space-tokens.js";

describe("whiteSpaceTokens", () => {
  const tokens = (text: string) => whiteSpaceTokens(text).map(({ start, end }) => text.slice(start, end));

  it("divides where Python does", () => {
    expect(tokens(" To\tLyon\u00a0by\u2003tram\u001cor\u0085on foot\r\n")).toEqual([
      "To",
      "Lyon",
      "by",
      "tram",
      "or",
      "on",
      "foot",
    ]);
    expect(tokens("\ufeffone\u200btoken 😀")).toEqual(["\ufeffone\u200btoken", "😀"]);
  });

  it("has none in nothing", () => {
    expect(whiteSpaceTokens("")).toEqual([]);
    expect(whiteSpaceTokens(" \n")).toEqual([]);
  });
});
