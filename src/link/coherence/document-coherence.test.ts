import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BelievedMention } from "./beliefs.js";
import { type CoherenceFeatures, documentCoherence } from "./document-coherence.js";
import { documentOf, type NamedMention, worldEmbeddings } from "./small-document.contract.js";

/** Three that are teams, and one of which nobody knows. */
const MATCHES: NamedMention[] = [
  { name: "Leeds", team: 0.9, city: 0.1 },
  { name: "Everton", team: 0.8, city: 0.1 },
  { name: "Derby", team: 0.4, city: 0.5 },
  { name: "Fulham", team: 0.9, city: 0 },
];

function measured(named: readonly NamedMention[], separator?: string): CoherenceFeatures[][] {
  const { text, mentions } = documentOf(named, separator);
  return documentCoherence(text, mentions, worldEmbeddings());
}

describe("the coherence of a document", () => {
  it("speaks for what is like the rest of it", () => {
    const [team, city] = measured(MATCHES)[2] as [CoherenceFeatures, CoherenceFeatures];
    for (const name of [
      "cohere",
      "cohereNear",
      "cohereBest",
      "sharedObjects",
      "kindNear",
      "kindDocument",
    ] as const)
      expect({ name, more: team[name] > city[name] + 0.2 }).toEqual({ name, more: true });
  });

  it("says nothing of a text of one mention", () => {
    const [[team] = []] = measured([{ name: "Derby", team: 0.6, city: 0.4 }]);
    expect(Object.values(team ?? { absent: 1 }).every((value) => value === 0)).toBe(true);
  });

  it("lets a mention not speak for itself, nor those written alike", () => {
    const derby = { name: "Derby", team: 0.9, city: 0.1 };
    const [[team, city] = []] = measured([derby, derby, derby]);
    expect(team).toMatchObject({ cohere: 0, cohereBest: 0, linked: 0, sharedObjects: 0, kindDocument: 0 });
    expect(team?.agree).toBeCloseTo(0.9, 10);
    expect(city?.agree).toBeCloseTo(0.1, 10);
  });

  it("counts mentions at the same place once", () => {
    const { text, mentions } = documentOf(MATCHES);
    const derby = mentions[2] as BelievedMention;
    const [once, twice] = [mentions, [...mentions, derby]].map((list) =>
      documentCoherence(text, list, worldEmbeddings()),
    );
    expect(twice?.[2]).toEqual(once?.[2]);
    expect(twice?.[4]).toEqual(once?.[2]);
  });

  it("knows the members of a list", () => {
    const inList = measured(MATCHES, ", ")[2]?.[0]?.kindList ?? 0;
    expect(inList).toBeGreaterThan(0.5);
    expect(measured(MATCHES, " was later beaten by ")[2]?.[0]?.kindList).toBe(0);
  });

  it("knows the lines of a table", () => {
    expect(measured(MATCHES, " won for the first time\n")[2]?.[0]?.kindList).toBeGreaterThan(0.5);
  });

  it("finds relations in either direction", () => {
    const { text, mentions } = documentOf(MATCHES);
    const related = mentions.map((mention, i) => ({
      ...mention,
      candidates: mention.candidates.map(({ entity, probability }) => ({
        entity:
          i === 0 && entity.id.startsWith("team")
            ? { ...entity, relations: [{ relation: "rival", object: "team:Everton" }] }
            : entity,
        probability,
      })),
    }));
    const features = documentCoherence(text, related);
    expect(features[0]?.[0]?.linked).toBeCloseTo(Math.log1p(0.8), 10);
    expect(features[1]?.[0]?.linked).toBeCloseTo(Math.log1p(0.9), 10);
    expect(features[2]?.[0]?.linked).toBe(0);
    expect(features[0]?.[0]?.cohere).toBe(0);
  });

  it("compares names that contain each other", () => {
    const { text } = documentOf([]);
    const entity = { id: "hopper", name: "Grace Hopper" };
    const mention = (start: number, key: string, probability: number): BelievedMention => ({
      ...{ start, end: start + key.length, key },
      candidates: [{ entity, probability }],
    });
    const features = documentCoherence(text, [
      mention(0, "grace hopper", 0.9),
      mention(40, "hopper", 0.2),
      mention(80, "hop", 0.7),
    ]);
    expect(features.map(([first]) => [first?.agreeLonger, first?.agreeShorter])).toEqual([
      [0, 0.2],
      [0.9, 0],
      [0, 0],
    ]);
  });
});

const anyMentions = fc.array(
  fc.record({
    name: fc.constantFrom("Leeds", "Everton", "Derby", "Derby County", "Fulham", "Hull"),
    team: fc.integer({ min: 0, max: 50 }).map((hundredths) => hundredths / 100),
    city: fc.integer({ min: 0, max: 50 }).map((hundredths) => hundredths / 100),
  }),
  { maxLength: 20 },
);

describe("any document", () => {
  it("does not depend on the order of its mentions", () => {
    fc.assert(
      fc.property(anyMentions, fc.nat(), (named, turn) => {
        const { text, mentions } = documentOf(named);
        const by = mentions.length === 0 ? 0 : turn % mentions.length;
        const turned = [...mentions.slice(by), ...mentions.slice(0, by)];
        const features = documentCoherence(text, turned, worldEmbeddings());
        const back = mentions.map((_, i) => features[(i - by + mentions.length) % mentions.length]);
        expect(back).toEqual(documentCoherence(text, mentions, worldEmbeddings()));
      }),
    );
  });

  it("has finite features, and shares and cosines within their bounds", () => {
    fc.assert(
      fc.property(anyMentions, (named) => {
        for (const { linked, ...features } of measured(named).flat()) {
          expect(Number.isFinite(linked) && linked >= 0).toBe(true);
          for (const value of Object.values(features)) expect(value >= -1.001 && value <= 1.001).toBe(true);
        }
      }),
    );
  });
});

describe("the cost", () => {
  /** How often mentions and entities are looked at. */
  function looks(named: readonly NamedMention[]): number {
    const { text, mentions } = documentOf(named);
    let looks = 0;
    const watched = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(object, key, receiver) {
          looks++;
          return Reflect.get(object, key, receiver);
        },
      });
    const entities = new Map(
      mentions.flatMap(({ candidates }) => candidates.map(({ entity }) => [entity, watched(entity)])),
    );
    documentCoherence(
      text,
      mentions.map((mention) =>
        watched({
          ...mention,
          candidates: mention.candidates.map(({ entity, probability }) =>
            watched({ entity: entities.get(entity) ?? entity, probability }),
          ),
        }),
      ),
      worldEmbeddings(),
    );
    return looks;
  }

  it.each([
    ["different names", (i: number) => `Name${i}`],
    ["a name again and again", () => "Leeds"],
    ["two names in turn", (i: number) => (i % 2 === 0 ? "Leeds" : "Derby")],
    ["names that share a word", (i: number) => `Leeds ${i}`],
  ])("of %s is linear", (_, nameOf) => {
    const ofLength = (length: number) =>
      looks(Array.from({ length }, (_, i) => ({ name: nameOf(i), team: 0.6, city: 0.3 })));
    // Sorting looks at a mention log n times.
    expect(ofLength(800) / ofLength(400)).toBeLessThan(2.3);
  });
});
