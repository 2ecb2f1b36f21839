import { describe, expect, it } from "vitest";
import { mul } from "../graph/elementwise.js";
import { emit } from "../graph/emit.js";
import { sum } from "../graph/reduce.js";
import { constant, input } from "../graph/tensor.js";
import { Session } from "../session.js";
import { type CharactersOptions, characters } from "./characters.js";
import { expectDerivatives } from "./derivatives.contract.js";
import { initialParameters } from "./model.js";
import { Scope } from "./scope.js";

const OPTIONS: CharactersOptions = { rows: 6, width: 3, filters: { 2: 2, 3: 2, 6: 3 } };

/** A text of four words, the third without characters; and one of a single word. */
const WORDS = [
  [[1, 2, 3, 4], [5], [], [2, 2, 5]],
  [[4, 1], [], [], []],
];
const ids = {
  dims: [2, 4, 4],
  data: Int32Array.from(WORDS.flat().flatMap((word) => [0, 1, 2, 3].map((i) => word[i] ?? 0))),
};

/** The vector of one word, number by number. */
function spelled(word: readonly number[], parameters: ReadonlyMap<string, Float32Array>): number[] {
  const number = (name: string, i: number): number => parameters.get(name)?.[i] as number;
  return Object.entries(OPTIONS.filters).flatMap(([key, count]) => {
    const size = Number(key);
    return Array.from({ length: count }, (_, filter) => {
      const answers = word.map((_, middle) => {
        let answer = number(`filters.${key}.bias`, filter);
        for (let k = 0; k < size; k++) {
          const id = word[middle - Math.floor((size - 1) / 2) + k];
          if (id === undefined) continue;
          for (let j = 0; j < 3; j++)
            answer +=
              number("characters.weight", id * 3 + j) *
              number(`filters.${key}.weight`, (filter * size + k) * 3 + j);
        }
        return answer;
      });
      return word.length === 0 ? 0 : Math.tanh(Math.max(...answers));
    });
  });
}

/** Parameters with biases, which begin with zeros. */
function parametersOf(scope: Scope): Map<string, Float32Array> {
  const parameters = initialParameters(scope.parameters, 2);
  for (const [name, numbers] of parameters)
    if (name.endsWith("bias")) numbers.set(numbers.map((_, i) => 0.3 - 0.2 * i));
  return parameters;
}

describe("vectors of words by their spelling", () => {
  it("are the greatest answers of filters over characters, for any lengths", async () => {
    const scope = new Scope();
    const vectors = characters(scope, input("ids", "int32", ["batch", "tokens", "characters"]), OPTIONS);
    expect([...scope.parameters].map(([name, { shape }]) => [name, ...shape])).toEqual([
      ["characters.weight", 6, 3],
      ["filters.2.weight", 2, 6],
      ["filters.2.bias", 2],
      ["filters.3.weight", 2, 9],
      ["filters.3.bias", 2],
      ["filters.6.weight", 3, 18],
      ["filters.6.bias", 3],
    ]);
    const parameters = parametersOf(scope);
    const session = await Session.open(emit("characters", { vectors }));
    const found = (await session.run({ ...Object.fromEntries(parameters), ids }))["vectors"];
    await session.close();
    expect(found?.dims).toEqual([2, 4, 7]);
    const expected = WORDS.flat().flatMap((word) => spelled(word, parameters));
    Array.from((found as { data: Float32Array }).data).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 5);
    });
  });

  it("have derivatives", async () => {
    const scope = new Scope();
    const vectors = characters(scope, input("ids", "int32", [2, 4, 4]), OPTIONS);
    const weights = Float32Array.from({ length: 2 * 4 * 7 }, (_, i) => Math.sin(i + 1));
    const loss = sum(mul(vectors, constant(weights, [2, 4, 7])));
    await expectDerivatives(scope, loss, { ids }, parametersOf(scope));
  });

  it("need filters", () => {
    const given = input("ids", "int32", [2, 4, 4]);
    expect(() => characters(new Scope(), given, { ...OPTIONS, filters: {} })).toThrow(
      "characters(ids int32[2, 4, 4]): expected filters by their sizes, whole numbers from 1, found none.",
    );
    expect(() => characters(new Scope(), input("ids", "int32", [2, 4]), OPTIONS)).toThrow("found 2 axes");
  });
});
