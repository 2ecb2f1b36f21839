import { describe, expect, it } from "vitest";
import { contentStems, stemOf } from "./stems.js";

describe("stemOf", () => {
  it("brings the forms of a word together", () => {
    expect(new Set(["connect", "connected", "connecting", "connection", "Connections"].map(stemOf))).toEqual(
      new Set(["connect"]),
    );
  });

  it("does not look at case or accents", () => {
    expect(stemOf("Café")).toBe(stemOf("cafe"));
  });

  it("is empty for a stop word", () => {
    expect(stemOf("The")).toBe("");
    expect(stemOf("which")).toBe("");
  });

  it("gives the same again", () => {
    expect(stemOf("universities")).toBe(stemOf("universities"));
  });
});

describe("contentStems", () => {
  it("are the words that mean something, each once, in order", () => {
    expect([...contentStems("The jaguar hunts; jaguars hunted in the jungle.")]).toEqual([
      "jaguar",
      "hunt",
      "jungl",
    ]);
  });

  it("leave out single letters and signs, and keep numbers", () => {
    expect([...contentStems("a b c 1990 – ?")]).toEqual(["1990"]);
    expect(contentStems("").size).toBe(0);
  });

  it("read any script", () => {
    expect(contentStems("Москва 東京").size).toBe(2);
  });
});
