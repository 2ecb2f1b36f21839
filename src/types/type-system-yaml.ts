import { Document, Scalar, visit } from "yaml";
import type { EntityGraph } from "./graph/entity-graph.js";
import { readBlacklist, readParts, readQuery } from "./query/read-query.js";
import { type Plain, plainBlacklist, plainQuery } from "./query/write-query.js";
import { parseYaml, type YamlNode } from "./query/yaml-nodes.js";
import { OVERLAP_RULES, type TypeAxis, type TypeClass, type TypeSystem } from "./type-system.js";

const OTHER = "other";

/**
 * Reads a type system from YAML.
 *
 * @param fileName for messages, which say where in it what was expected
 * @throws {NamesakeError} TYPES_UNREADABLE, TYPES_INVALID
 * @example
 * ```yaml
 * name: kinds
 * axes:
 *   kind:
 *     overlap: first # or smallest
 *     classes:
 *       old person: { types: { ner: PER }, attribute: { born: < 1950 } }
 *       French: { reachable: { from: country:FR, by: [country, part of] } }
 * ```
 */
export function parseTypeSystem(text: string, fileName: string): TypeSystem {
  const root = parseYaml(fileName, text);
  const {
    name,
    blacklist,
    axes: written,
  } = readParts(root, ["name", "blacklist", "axes"], "a mapping with name and axes");
  const axes = written?.pairs();
  if (axes === undefined || axes.length === 0)
    throw (written ?? root).refuse('"axes": a mapping from the names of axes');
  return {
    name: name === undefined ? fileName.replace(/^.*[\\/]|\.ya?ml$/gi, "") : readName(name),
    ...(blacklist === undefined ? {} : { blacklist: readBlacklist(blacklist) }),
    axes: axes.map(({ key, value }) => readAxis(key, value)),
  };
}

function readName(node: YamlNode): string {
  const name = node.text();
  if (name === undefined || name.trim() === "") throw node.refuse("a name");
  return name;
}

function readAxis(name: string, node: YamlNode): TypeAxis {
  const { overlap, other, classes } = readParts(
    node,
    ["overlap", "other", "classes"],
    "an axis: a mapping with classes",
  );
  const rule = OVERLAP_RULES.find((known) => known === (overlap?.text() ?? "first"));
  if (rule === undefined) throw (overlap ?? node).refuse(OVERLAP_RULES.join(" or "));
  const pairs = classes?.pairs();
  if (pairs === undefined || pairs.length === 0)
    throw (classes ?? node).refuse('"classes": a mapping from the names of classes to queries');
  const otherName = other === undefined ? OTHER : readName(other);
  const clash = pairs.find(({ key }) => key === otherName);
  if (clash !== undefined)
    throw node.refuse(
      `a class by another name than that of what is in no class, "${otherName}" (the axis's "other" changes it)`,
      `"${clash.key}"`,
      clash.where,
    );
  return {
    name,
    overlap: rule,
    other: otherName,
    classes: pairs.map(({ key, value }) => readClass(key, value)),
  };
}

function readClass(name: string, node: YamlNode): TypeClass {
  const about = node.pairs()?.find(({ key }) => key === "about");
  return {
    name,
    ...(about === undefined ? {} : { about: readName(about.value) }),
    members: readQuery(node, ["about"]),
  };
}

/** Texts that need no escapes; whether they need quotes is the writer's to know. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Writes a type system as YAML, which {@link parseTypeSystem} reads back as an equal one. Classes that are sets of rows are written
 * as the ids of their entities.
 */
export function typeSystemToYaml(system: TypeSystem, graph: Pick<EntityGraph, "idOf">): string {
  const document = new Document(null, { version: "1.2", schema: "core" });
  const inLine = (value: Plain) => document.createNode(value, { flow: true, aliasDuplicateObjects: false });
  // Not objects, which would put names that are whole numbers before the others.
  const mapping = (pairs: Iterable<readonly [string, unknown]>) => document.createNode(new Map(pairs));
  const queryOf = ({ members }: TypeClass): { readonly [key: string]: Plain } =>
    "kind" in members
      ? plainQuery(members)
      : { entities: Array.from(members, (row) => graph.idOf(row)).filter((id) => id !== "") };
  const classOf = (one: TypeClass) =>
    inLine({ ...(one.about === undefined ? {} : { about: one.about }), ...queryOf(one) });
  const axisOf = ({ overlap, other, classes }: TypeAxis) =>
    mapping([
      ["overlap", overlap],
      ["other", other],
      ["classes", mapping(classes.map((one) => [one.name, classOf(one)] as const))],
    ]);
  document.contents = mapping([
    ["name", system.name],
    ...(system.blacklist === undefined
      ? []
      : [["blacklist", inLine(plainBlacklist(system.blacklist))] as const]),
    ["axes", mapping(system.axes.map((axis) => [axis.name, axisOf(axis)] as const))],
  ]);
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === "string" && !PLAIN.test(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 110, blockQuote: false });
}
