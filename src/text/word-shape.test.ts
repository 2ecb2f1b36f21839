import { expect, it } from "vitest";
import { tokenise } from "./tokens.js";
import { SHAPES, wordShape } from "./word-shape.js";

const shapes = (text: string) =>
  tokenise(text).map((token) => wordShape(token, text.slice(token.start, token.end)));

it("tells kinds of tokens, casings and digits apart", () => {
  expect(shapes("12 + . dog's Dog DOG I iPhone B52 covid19 R2")).toEqual([
    1, 2, 3, 5, 4, 6, 7, 8, 9, 12, 10, 12,
  ]);
  expect(Math.max(...shapes("iPhone5s"))).toBeLessThan(SHAPES);
});
