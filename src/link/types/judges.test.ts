import { describe, expect, it } from "vitest";
import type { EntityRecord } from "../../kb/record.js";
import type { AssignedTypes } from "../../types/assigned-types.js";
import { assignedEntityTypes } from "./assigned-entity-types.js";
import { classifiedTypes, goldTypes, labelledTypes } from "./judges.js";
import { judgeContract } from "./type-judge.contract.js";

const TEXT = "Jordan crossed the Jordan.";
const MENTIONS = [
  { start: 0, end: 6 },
  { start: 19, end: 25 },
];
const ENTITIES: EntityRecord[] = [
  { id: "player", name: "Michael Jordan" },
  { id: "river", name: "Jordan" },
  { id: "unclear", name: "Jordan" },
];

const CLASSES = ["other", "PER", "LOC"];
const assigned: AssignedTypes = {
  system: "ner",
  axes: [
    { name: "ner", classes: CLASSES, classOf: Uint16Array.of(1, 2, 0) },
    { name: "wet", classes: ["other", "wet"], classOf: Uint16Array.of(0, 1, 0) },
  ],
};
const types = assignedEntityTypes(assigned);

/** Takes the first mention for a person, and the second for something that it does not know. */
const classifier = () => ({
  closed: 0,
  classify: async (_: string, mentions: readonly { start: number }[]) =>
    mentions.map(({ start }) => [
      Float32Array.from(start === 0 ? [0.2, 0.6, 0.2] : [0.9999, 0.00005, 0.00005]),
      Float32Array.from([0.7, 0.3]),
    ]),
  async close() {
    this.closed++;
  },
});

const judged = { text: TEXT, mentions: MENTIONS, entities: ENTITIES };
judgeContract("a classifier", async () => classifiedTypes(assigned, classifier()), judged);
judgeContract(
  "labels",
  async () => labelledTypes(types, "ner", (_, { start }) => (start === 0 ? "PER" : undefined), 0.9),
  judged,
);
judgeContract(
  "what is known",
  async () => goldTypes(types, () => ({ entity: ENTITIES[0] as EntityRecord, row: 0 })),
  judged,
);

describe("assigned types", () => {
  const classesOf = (entity: Partial<EntityRecord>, row: number) =>
    types.classesOf({ id: "1", name: "one", ...entity }, row);

  it("are those of the row; of the 18 classes none is not known, of others it is a class", () => {
    expect(classesOf({}, 0)).toEqual([1, 0]);
    expect(classesOf({}, 1)).toEqual([2, 1]);
    expect(classesOf({}, 2)).toEqual([undefined, 0]);
  });

  it("are those that a record says itself, also of an entity that was added since", () => {
    expect(classesOf({ types: { ner: ["LOC"] } }, 0)).toEqual([2, 0]);
    expect(classesOf({ types: { ner: ["wet", "PER"] } }, 99)).toEqual([1, 1]);
    expect(classesOf({ types: { ner: ["nonsense"], other: ["PER"] } }, 99)).toEqual([undefined, undefined]);
  });
});

describe("a classifier", () => {
  it("is asked for the classes that there are, given that a mention has one", async () => {
    const [person, unknown] = await classifiedTypes(assigned, classifier()).judge(TEXT, MENTIONS);
    expect(Array.from(person?.[0] ?? [])).toEqual([0, expect.closeTo(0.75, 6), expect.closeTo(0.25, 6)]);
    expect(Array.from(person?.[1] ?? [])).toEqual([expect.closeTo(0.7, 6), expect.closeTo(0.3, 6)]);
    expect(unknown?.[0]).toBeUndefined();
  });

  it("is freed", async () => {
    const one = classifier();
    await classifiedTypes(assigned, one).close();
    expect(one.closed).toBe(1);
  });
});

describe("labels", () => {
  it("share what they may be wrong by among the other classes", async () => {
    const judge = labelledTypes(
      types,
      "ner",
      (text, { start, end }) => (text.slice(start, end) ? "LOC" : ""),
      0.8,
    );
    const [[ner, wet] = []] = await judge.judge(TEXT, MENTIONS);
    expect(Array.from(ner ?? [])).toEqual([expect.closeTo(0.1, 9), expect.closeTo(0.1, 9), 0.8]);
    expect(wet).toBeUndefined();
  });

  it("say nothing of classes that there are not", async () => {
    expect(await labelledTypes(types, "ner", () => "ANIM").judge(TEXT, MENTIONS)).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });
});

it("answers that are known say nothing where the class of the answer is not known", async () => {
  const judge = goldTypes(types, (_, { start }) =>
    start === 0 ? { entity: ENTITIES[2] as EntityRecord, row: 2 } : undefined,
  );
  const [unclear, nil] = await judge.judge(TEXT, MENTIONS);
  expect(unclear).toEqual([undefined, Float64Array.of(1, 0)]);
  expect(nil).toEqual([undefined, undefined]);
});
