import { NER_CLASSES, type NerClass } from "../ner-classes.js";
import { readParts, readQuery } from "../query/read-query.js";
import { parseYaml, type YamlNode } from "../query/yaml-nodes.js";
import { DEFAULT_RULES } from "./default-rules.js";
import {
  type ClassMembers,
  LINK_CLASSES,
  type LinkPath,
  type LinkRules,
  type PathStep,
  READINGS,
  type RelationSource,
} from "./link-rules.js";

const NER_NAMES = Object.keys(NER_CLASSES) as NerClass[];
const KEYS = [
  "passes",
  "least",
  "nearly",
  "rare",
  "shortest",
  "shortest sport",
  "needed",
  "relations",
  "paths",
  "classes",
] as const;

/**
 * Reads the rules of link fixing from YAML. What the file leaves out is as in `DEFAULT_RULES`; `relations` and `classes` are put beside
 * those, or in the place of those of the same name, `paths` in the place of all.
 *
 * @param fileName for messages, which say where in it what was expected
 * @throws {NamesakeError} TYPES_UNREADABLE, TYPES_INVALID
 * @example
 * ```yaml
 * least: 5
 * relations:
 *   instance of: [P31, { types: kind }, { read: definition }]
 *   office: [position held, { read: definition, of: human }]
 * paths:
 *   - { steps: [instance of, subclass of: 2] }
 *   - { steps: [office], promote: true }
 * classes:
 *   country: { query: { types: { kind: country } }, ends: [" Empire"] }
 * ```
 */
export function parseLinkRules(text: string, fileName: string): LinkRules {
  const root = parseYaml(fileName, text);
  const { passes, least, nearly, rare, shortest, needed, paths, classes, ...found } = readParts(
    root,
    KEYS,
    "a mapping of rules",
  );
  const { share, above } = nearly
    ? readParts(nearly, ["share", "above"], "a mapping of share and above")
    : {};
  const relations = {
    ...DEFAULT_RULES.relations,
    ...Object.fromEntries(pairsOf(found["relations"]).map(({ key, value }) => [key, readSources(value)])),
  };
  const relation = (node: YamlNode, name = node.text()): string => {
    if (name !== undefined && Object.hasOwn(relations, name)) return name;
    throw node.refuse(`one of the relations ${Object.keys(relations).join(", ")}`);
  };
  return {
    passes: wholeNumber(passes, DEFAULT_RULES.passes, 1),
    least: wholeNumber(least, DEFAULT_RULES.least),
    nearly: {
      share: shareOf(share, DEFAULT_RULES.nearly.share),
      above: wholeNumber(above, DEFAULT_RULES.nearly.above),
    },
    rare: wholeNumber(rare, DEFAULT_RULES.rare),
    shortest: wholeNumber(shortest, DEFAULT_RULES.shortest),
    shortestSport: wholeNumber(found["shortest sport"], DEFAULT_RULES.shortestSport),
    needed: needed === undefined ? DEFAULT_RULES.needed : itemsOf(needed).map((one) => relation(one)),
    relations,
    paths: paths === undefined ? DEFAULT_RULES.paths : itemsOf(paths).map((node) => readPath(node, relation)),
    classes: { ...DEFAULT_RULES.classes, ...readClasses(classes) },
  };
}

function pairsOf(node: YamlNode | undefined) {
  const pairs = node === undefined ? [] : node.pairs();
  if (pairs === undefined) throw (node as YamlNode).refuse("a mapping");
  return pairs;
}

function itemsOf(node: YamlNode): YamlNode[] {
  const items = node.items();
  if (items === undefined) throw node.refuse("a list");
  return items;
}

function wholeNumber(node: YamlNode | undefined, otherwise: number, low = 0): number {
  if (node === undefined) return otherwise;
  const number = node.number();
  if (number === undefined || !Number.isSafeInteger(number) || number < low)
    throw node.refuse(`a whole number from ${low}`);
  return number;
}

function shareOf(node: YamlNode | undefined, otherwise: number): number {
  if (node === undefined) return otherwise;
  const number = node.number();
  if (number === undefined || !(number > 0 && number <= 1)) throw node.refuse("a number above 0 and up to 1");
  return number;
}

function oneOf<T extends string>(node: YamlNode, names: readonly T[]): T {
  const name = names.find((known) => known === node.text());
  if (name === undefined) throw node.refuse(`one of ${names.join(", ")}`);
  return name;
}

function textOf(node: YamlNode): string {
  const text = node.text();
  if (text === undefined || text === "") throw node.refuse("a text");
  return text;
}

/** Relations by their names, `{types: SYSTEM}`, `{read: READING}` or `{read: READING, of: CLASS}`. */
function readSources(node: YamlNode): RelationSource[] {
  return itemsOf(node).map((item): RelationSource => {
    const text = item.text();
    if (text !== undefined) return { relation: text };
    const { types, read, of } = readParts(
      item,
      ["types", "read", "of"],
      "a relation, {types: SYSTEM} or {read: READING}",
    );
    if (types !== undefined && read === undefined && of === undefined) return { types: textOf(types) };
    if (read === undefined || types !== undefined) throw item.refuse("either types or read");
    const reading = oneOf(read, READINGS);
    return of === undefined ? { read: reading } : { read: reading, of: oneOf(of, LINK_CLASSES) };
  });
}

function readPath(node: YamlNode, relation: (node: YamlNode, name?: string) => string): LinkPath {
  const { steps, promote } = readParts(node, ["steps", "promote"], "a mapping with steps");
  if (steps === undefined || itemsOf(steps).length === 0) throw node.refuse('"steps": a list of relations');
  const read = itemsOf(steps).map((item): PathStep => {
    if (item.text() !== undefined) return { relation: relation(item) };
    const [pair, ...more] = pairsOf(item);
    if (pair === undefined || more.length > 0)
      throw item.refuse("a relation, or one and how often it is followed, such as {subclass of: 2}");
    return { relation: relation(item, pair.key), times: wholeNumber(pair.value, 1, 1) };
  });
  if (promote === undefined) return { steps: read };
  return { steps: read, promote: oneOf(promote, ["true", "false"]) === "true" };
}

function readClasses(node: YamlNode | undefined): LinkRules["classes"] {
  return Object.fromEntries(
    pairsOf(node).map(({ key, where, value }) => {
      const name = LINK_CLASSES.find((known) => known === key);
      if (name === undefined) throw value.refuse(`one of ${LINK_CLASSES.join(", ")}`, `"${key}"`, where);
      return [name, readMembers(value)];
    }),
  );
}

function readMembers(node: YamlNode): ClassMembers {
  const { query, begins, ends, defined } = readParts(
    node,
    ["query", "begins", "ends", "defined"],
    "a mapping with query, begins, ends or defined",
  );
  return {
    ...(query === undefined ? {} : { query: readQuery(query) }),
    ...(begins === undefined ? {} : { begins: itemsOf(begins).map(textOf) }),
    ...(ends === undefined ? {} : { ends: itemsOf(ends).map(textOf) }),
    ...(defined === undefined ? {} : { defined: itemsOf(defined).map((item) => oneOf(item, NER_NAMES)) }),
  };
}
