import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CrossInputs } from "./cross-settings.js";
import { crossTokens, fittingInputs } from "./cross-tokens.js";
import { entityTokens } from "./entity-tokens.js";
import { mentionWindow } from "./mention-window.js";
import type { SpecialIds } from "./settings.js";

const plain: SpecialIds = {
  pad: 0,
  mask: -1,
  mentionStart: -2,
  mentionEnd: -3,
  type: -4,
  relation: -5,
  alias: -6,
  description: -7,
};
const framed = { ...plain, begin: -8, separator: -9 };
const settings = (changes: Partial<CrossInputs> = {}): CrossInputs => ({
  markers: true,
  aligned: false,
  contextTokens: 10,
  mentionTokens: 4,
  entityTokens: 8,
  nameTokens: 4,
  typeTokens: 4,
  relationTokens: 4,
  aliasTokens: 4,
  ...changes,
});
/** Tokens 1, 2, 3 … */
const text = (length: number) => Int32Array.from({ length }, (_, i) => i + 1);
/** Tokens 101, 102 …: of a name, and 201, 202 …: of a description. */
const entity = (name: number, description: number) => ({
  name: [...text(name)].map((id) => 100 + id),
  types: [],
  relations: [],
  aliases: [],
  description: [...text(description)].map((id) => 200 + id),
});

function sequence(
  inputs: CrossInputs,
  special: SpecialIds,
  mention: { from: number; to: number; behind: number },
  fields: { name: number; description: number },
) {
  const window = mentionWindow(text(mention.to + mention.behind), mention, inputs, special);
  const written = entityTokens(entity(fields.name, fields.description), inputs, special);
  const { ids, parts } = crossTokens(window, written, inputs, special);
  const part = (name: keyof typeof parts) => [...ids.subarray(parts[name].from, parts[name].to)];
  return { ids: [...ids], parts, part };
}

describe("crossTokens", () => {
  it("puts the entity behind the window and its separator", () => {
    const { ids, parts, part } = sequence(
      settings(),
      framed,
      { from: 5, to: 6, behind: 9 },
      { name: 2, description: 9 },
    );
    expect(ids).toEqual([-8, 4, 5, -2, 6, -3, 7, 8, 9, -9, 101, 102, -7, 201, 202, 203, -9]);
    expect(part("mention")).toEqual([-2, 6, -3]);
    expect(part("name")).toEqual([101, 102]);
    expect(parts.entity).toEqual({ from: 10, to: 17 });
  });

  it("puts a mark between them where the model has no separator", () => {
    const { ids, part } = sequence(
      settings(),
      plain,
      { from: 1, to: 2, behind: 1 },
      { name: 2, description: 9 },
    );
    expect(ids).toEqual([1, -2, 2, -3, 3, -7, 101, 102, -7, 201, 202, 203, 204]);
    expect(part("entity")).toEqual(ids.slice(5));
    expect(part("name")).toEqual([101, 102]);
  });

  it("begins entities at one place, with a gap, where the model was trained so", () => {
    const { ids, part, parts } = sequence(
      settings({ aligned: true }),
      framed,
      { from: 0, to: 1, behind: 1 },
      { name: 1, description: 0 },
    );
    expect(ids).toEqual([-8, -2, 1, -3, 2, -9, 0, 0, 0, 0, 101, -9]);
    expect(parts.window).toEqual({ from: 0, to: 6 });
    expect(part("entity")).toEqual([101, -9]);
  });

  it("reads an entity of which nothing is known, and a mention longer than the window", () => {
    const { ids, part } = sequence(
      settings({ mentionTokens: 99 }),
      framed,
      { from: 3, to: 40, behind: 5 },
      { name: 0, description: 0 },
    );
    expect(ids).toEqual([-8, -2, 4, 5, 6, 7, 8, 9, -3, -9, -1, -9]);
    expect(part("name")).toEqual([-1]);
  });

  it("shows mention and name, in order, within both limits, for any text and entity", () => {
    const counts = fc.nat(30);
    fc.assert(
      fc.property(
        fc.record({ before: counts, length: fc.nat(12), behind: counts }),
        fc.record({ name: fc.nat(8), description: counts }),
        fc.record({
          contextTokens: fc.integer({ min: 4, max: 30 }),
          mentionTokens: fc.integer({ min: 1, max: 30 }),
          entityTokens: fc.integer({ min: 4, max: 30 }),
          aligned: fc.boolean(),
        }),
        fc.boolean(),
        ({ before, length, behind }, fields, limits, frame) => {
          const [inputs, special] = [settings(limits), frame ? framed : plain];
          const mention = { from: before, to: before + length, behind };
          const { ids, parts, part } = sequence(inputs, special, mention, fields);
          expect(ids.length).toBeLessThanOrEqual(limits.contextTokens + limits.entityTokens);
          expect(parts.window.to).toBeLessThanOrEqual(limits.contextTokens);
          expect(parts.entity.to).toBe(ids.length);
          expect(parts.entity.from).toBe(limits.aligned ? limits.contextTokens : parts.window.to);

          const shown = part("window").filter((id) => id > 0);
          const marks = frame ? 4 : 2;
          const inside = Math.min(length, limits.mentionTokens, limits.contextTokens - marks);
          expect(part("mention")).toEqual([-2, ...[...text(99)].slice(before, before + inside), -3]);
          // What one side has no use for goes to the other: no room is left that could be used.
          expect(shown).toHaveLength(Math.min(limits.contextTokens - marks, before + inside + behind));
          expect(shown).toEqual([...shown].sort((a, b) => a - b));

          const room = limits.entityTokens - (frame ? 2 : 1);
          const named = fields.name === 0 ? [-1] : entity(fields.name, 0).name;
          expect(part("name")).toEqual(named.slice(0, room));
          const described = part("entity").filter((id) => id > 200);
          const left = Math.max(0, room - named.length - 1);
          expect(described).toHaveLength(Math.min(fields.description, left));
        },
      ),
    );
  });
});

describe("fittingInputs", () => {
  it("lets window and entity fit the positions of a model together", () => {
    const limits = (contextTokens: number, entityTokens: number) => {
      const fitting = fittingInputs({ contextTokens, entityTokens }, { kind: "use-lite" });
      return [fitting.contextTokens, fitting.entityTokens];
    };
    expect(limits(48, 48)).toEqual([48, 48]);
    expect(limits(100, 48)).toEqual([80, 48]);
    expect(limits(100, 100)).toEqual([64, 64]);
    expect(limits(20, 100)).toEqual([20, 64]);
  });
});
