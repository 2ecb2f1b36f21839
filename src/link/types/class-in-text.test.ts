import { beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { BiEncoder } from "../../models/encoders/encoder.js";
import type { EntityText } from "../../models/encoders/entity-text.js";
import { isNerClass, NER_CLASSES } from "../../types/ner-classes.js";
import { biEncoderContexts, sentenceContexts } from "../context-encoder.js";
import { entityTexts } from "../entity-texts.js";
import { assignedEntityTypes } from "./assigned-entity-types.js";
import { classInText, withClass } from "./class-in-text.js";

const CLASSES = ["other", ...Object.keys(NER_CLASSES)];
const assigned = (classOf: Uint16Array) =>
  assignedEntityTypes({ system: "ner", axes: [{ name: "ner", classes: CLASSES, classOf }] });

let kb: KnowledgeBase;
beforeAll(async () => {
  kb = (await createKnowledgeBase([
    {
      id: "planet",
      name: "Mercury (planet)",
      description: "nearest to the Sun",
      types: { kind: ["planet"] },
    },
    { id: "god", name: "Mercury", types: { ner: ["SUPER"] } },
    { id: "thing", name: "Mercury" },
  ])) as KnowledgeBase;
});
const record = (row: number) => kb.at(row) ?? expect.unreachable("there is such a row");

describe("the class of an entity in its text", () => {
  it("is a word for each of the 18, and the name of a class of any other system", () => {
    for (const [place, name] of CLASSES.entries()) {
      const word = classInText(kb, assigned(Uint16Array.of(place)))(record(0));
      if (isNerClass(name)) expect(word).toMatch(/^[a-z]+( [a-z]+)?$/);
      else expect(word).toBeUndefined();
    }
    const other = assignedEntityTypes({
      system: "size",
      axes: [{ name: "size", classes: ["small", "large"], classOf: Uint16Array.of(0, 1) }],
    });
    expect([0, 1, 2].map((row) => classInText(kb, other)(record(row)))).toEqual([
      "small",
      "large",
      undefined,
    ]);
    expect(classInText(kb, assigned(new Uint16Array(0)))(record(1))).toBe("mythical being");
    expect(classInText(kb, assigned(Uint16Array.of(1)))({ id: "of no KB", name: "None" })).toBeUndefined();
  });

  it("stands before the types of the entity, behind what is in the parenthesis of its title, and once", () => {
    const text: EntityText = {
      name: "Mercury",
      types: ["planet"],
      relations: [],
      aliases: [],
      description: "",
    };
    expect(withClass(text, "celestial body").types).toEqual(["celestial body", "planet"]);
    expect(withClass({ ...text, kind: "planet" }, "celestial body").types).toEqual([
      "planet",
      "celestial body",
    ]);
    expect(withClass(text, "planet")).toBe(text);
    expect(withClass(text, undefined)).toBe(text);
    expect(text.types).toEqual(["planet"]);
  });

  it("is read by encoders that are told so, whose vectors are not those of others", async () => {
    const classOf = classInText(kb, assigned(Uint16Array.of(CLASSES.indexOf("CEL"))));
    expect(entityTexts(kb, classOf)(record(0)).types).toEqual(["planet", "celestial body"]);
    expect(entityTexts(kb)(record(0)).types).toEqual(["planet"]);

    const read: string[] = [];
    const encoder = {
      id: "words",
      dimensions: 2,
      encode: async (texts: readonly string[]) => {
        read.push(...texts);
        return texts.map(() => new Float32Array(2));
      },
      close: async () => {},
    };
    const [plain, classed] = [sentenceContexts(encoder), sentenceContexts(encoder, undefined, classOf)];
    for (const one of [plain, classed]) await one.encodeEntities([record(0), record(2)]);
    expect(read).toEqual([
      "Mercury (planet), planet: nearest to the Sun",
      "Mercury: ",
      "Mercury (planet), celestial body, planet: nearest to the Sun",
      "Mercury: ",
    ]);
    expect(classed.textOf(record(0))).not.toBe(plain.textOf(record(0)));

    const bi = { id: "bi" } as BiEncoder;
    const [own, other] = [biEncoderContexts(kb, bi, 1), biEncoderContexts(kb, bi, 1, classOf)];
    expect(other.textOf(record(0))).not.toBe(own.textOf(record(0)));
    expect(other.textOf(record(2))).toBe(own.textOf(record(2)));
  });
});
