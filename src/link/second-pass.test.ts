import { describe, expect, it } from "vitest";
import { documentOf, worldEmbeddings } from "./coherence/small-document.contract.js";
import { decide, type Measured } from "./decide.js";
import { FEATURES } from "./features.js";
import type { MeasuredMention } from "./second-pass.js";
import { addSecondPass, beliefsOf, firstPass } from "./second-pass.js";
import { parseWeights, type Weights } from "./weights.js";

const ONLY_PRIOR = {
  ...(Object.fromEntries(Object.keys(FEATURES).map((name) => [name, 0])) as Weights["features"]),
  prior: 1,
};
const ONE_PASS = parseWeights(JSON.stringify({ features: ONLY_PRIOR, nil: -9, temperature: 1 }), "test");
const TWO_PASSES: Weights = {
  ...ONE_PASS,
  features: { ...ONE_PASS.features, cohere: 4 },
  first: { features: ONE_PASS.features, nil: -9, temperature: 2 },
};

/** Two that are surely teams, and one that would be a city. */
function matches() {
  const { text, mentions } = documentOf([
    { name: "Leeds", team: 0.9, city: 0.1 },
    { name: "Derby", team: 0.4, city: 0.6 },
    { name: "Fulham", team: 0.9, city: 0.1 },
  ]);
  const measured: MeasuredMention[] = mentions.map(({ start, end, key, candidates }) => ({
    found: { start, end, keys: [key] },
    measured: candidates.map(
      ({ entity, probability }): Measured => ({ entity, features: { prior: Math.log(probability) } }),
    ),
  }));
  return { text, measured };
}

const chosen = ({ found, measured }: MeasuredMention, weights: Weights) =>
  decide({ ...found, text: "" }, measured, weights, { typeSystem: "ner", threshold: 0, topK: 1 }).entity?.id;

describe("the second pass", () => {
  it("lets the document decide", () => {
    const { text, measured } = matches();
    const derby = measured[1] as MeasuredMention;
    expect(chosen(derby, ONE_PASS)).toBe("city:Derby");
    addSecondPass(text, measured, TWO_PASSES, worldEmbeddings());
    expect(chosen(derby, TWO_PASSES)).toBe("team:Derby");
    expect(derby.measured[0]?.features.cohere).toBeGreaterThan(0.9);
  });

  it("trusts what is fixed, and believes nothing of what is fixed as NIL", () => {
    const cohesion = (fixed?: "city" | null): number => {
      const { text, measured } = matches();
      const [leeds, derby] = measured as [MeasuredMention, MeasuredMention, MeasuredMention];
      const entity = leeds.measured[1]?.entity as Measured["entity"];
      if (fixed !== undefined)
        Object.assign(leeds, { measured: [], fixed: fixed === null ? null : { entity, index: 0 } });
      addSecondPass(text, measured, TWO_PASSES, worldEmbeddings());
      return derby.measured[0]?.features.cohere ?? 0;
    };
    expect(cohesion("city")).toBeLessThan(cohesion(null) - 0.2);
    expect(cohesion(null)).toBeGreaterThan(0.8);
    expect(beliefsOf({ measured: [], fixed: null }, ONE_PASS)).toEqual([]);
  });

  it("is none without weights of a first one", () => {
    const { text, measured } = matches();
    addSecondPass(text, measured, ONE_PASS, worldEmbeddings());
    expect(measured).toEqual(matches().measured);
  });

  it("gives the same when it is done again", () => {
    const { text, measured } = matches();
    addSecondPass(text, measured, TWO_PASSES, worldEmbeddings());
    const once = structuredClone(measured);
    addSecondPass(text, measured, TWO_PASSES, worldEmbeddings());
    expect(measured).toEqual(once);
  });
});

describe("beliefs", () => {
  it("are the probabilities of the first decision, beside NIL", () => {
    const [, derby] = matches().measured as [MeasuredMention, MeasuredMention];
    const [team, city] = beliefsOf(derby, firstPass(TWO_PASSES));
    const powers = [Math.sqrt(0.4), Math.sqrt(0.6), Math.exp(-4.5)];
    const sum = powers.reduce((total, power) => total + power, 0);
    expect(team?.probability).toBeCloseTo((powers[0] as number) / sum, 10);
    expect(city?.probability).toBeCloseTo((powers[1] as number) / sum, 10);
  });

  it("are none where there is no candidate", () => {
    expect(beliefsOf({ measured: [] }, ONE_PASS)).toEqual([]);
  });
});

describe("weights of a first pass", () => {
  it("are read and checked as others are", () => {
    const json = (first: object) => JSON.stringify({ features: ONLY_PRIOR, nil: -4, temperature: 1, first });
    const read = parseWeights(json({ features: ONLY_PRIOR, nil: -3, temperature: 2 }), "file");
    expect(read.first).toMatchObject({ nil: -3, temperature: 2, features: { prior: 1, cohere: 0 } });
    expect(() => parseWeights(json({ features: {}, nil: -3, temperature: 2 }), "file")).toThrow(
      /first\.features\.prior/,
    );
    expect(() => parseWeights(json({ features: ONLY_PRIOR, nil: "x", temperature: 2 }), "file")).toThrow(
      /first\.nil/,
    );
  });
});
