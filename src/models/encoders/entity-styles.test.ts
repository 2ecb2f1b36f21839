import { expect, it } from "vitest";
import { Tokeniser } from "../../text/subword/tokeniser.js";
import { fromVocabTxt } from "../../text/subword/vocabulary-files.js";
import { type EntityText, textFingerprint } from "./entity-text.js";
import { entityFields, entityTokens } from "./entity-tokens.js";
import type { InputSettings } from "./settings.js";

const MARKS = [
  "[pad]",
  "[mask]",
  "[start]",
  "[end]",
  "[type]",
  "[rel]",
  "[alias]",
  "[desc]",
  "[cls]",
  "[sep]",
];
const WORDS = "mercury ( ) planet rocky small world part of system nearest the sun a hot".split(" ");
const tokeniser = new Tokeniser(fromVocabTxt([...MARKS, "[UNK]", ...WORDS].join("\n")));
const special = {
  ...{ pad: 0, mask: 1, mentionStart: 2, mentionEnd: 3, type: 4, relation: 5, alias: 6, description: 7 },
  ...{ begin: 8, separator: 9 },
};
const settings: InputSettings = {
  markers: true,
  contextTokens: 20,
  mentionTokens: 8,
  entityTokens: 30,
  nameTokens: 12,
  typeTokens: 5,
  relationTokens: 5,
  aliasTokens: 0,
};
const MERCURY: EntityText = {
  name: "Mercury",
  kind: "planet",
  types: ["planet", "rocky world", "small world"],
  relations: ["part of the system", "nearest the sun"],
  aliases: [],
  description: "a hot world",
};
const BARE: EntityText = { name: "Mercury", types: [], relations: [], aliases: [], description: "" };

function written(entity: EntityText, changes: Partial<InputSettings>): string {
  const inputs = { ...settings, ...changes };
  const { ids } = entityTokens(entityFields(tokeniser, entity, inputs), inputs, special);
  return Array.from(ids, (id) => MARKS[id] ?? tokeniser.tokenOf(id)).join(" ");
}

it.each([
  [{}, "[cls] mercury [type] planet [type] rocky world [rel] part of the system [desc] a hot world [sep]"],
  [{ style: "blink", typeTokens: 0, relationTokens: 0 }, "[cls] mercury ( planet ) [desc] a hot world [sep]"],
  // Five words with the mark are one type, but relations that are too long have their first.
  [
    { style: "bootleg", typeTokens: 5, relationTokens: 4 },
    "[cls] mercury [type] rocky world [rel] part of the system [desc] a hot world [sep]",
  ],
  [
    { style: "bootleg", typeTokens: 6, relationTokens: 0 },
    "[cls] mercury [type] rocky world [type] small world [desc] a hot world [sep]",
  ],
] as const)("writes an entity as %j", (changes, expected) => {
  expect(written(MERCURY, changes)).toBe(expected);
});

it.each([
  [{}, "[cls] mercury [sep]"],
  [{ style: "blink" }, "[cls] mercury [desc] [sep]"],
  [{ style: "bootleg" }, "[cls] mercury [type] [rel] [desc] [sep]"],
  [{ style: "bootleg", relationTokens: 0 }, "[cls] mercury [type] [desc] [sep]"],
] as const)("writes one of which little is known as %j", (changes, expected) => {
  expect(written(BARE, changes)).toBe(expected);
});

it("tells a title with a parenthesis from a name with that type", () => {
  const { kind: _, ...plain } = MERCURY;
  expect(written(plain, { style: "blink" })).not.toBe(written(MERCURY, { style: "blink" }));
  expect(textFingerprint(plain)).not.toBe(textFingerprint(MERCURY));
});
