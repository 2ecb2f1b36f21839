import { array, assert, constantFrom, property, tuple, uniqueArray } from "fast-check";
import { describe, expect, it } from "vitest";
import { Bitset } from "./bitset.js";
import { anyBlacklist, anyQuery } from "./query/any-query.contract.js";
import {
  and,
  attribute,
  entities,
  not,
  type OrQuery,
  or,
  reachable,
  relation,
  types,
} from "./query/query.js";
import type { TypeSystem } from "./type-system.js";
import { parseTypeSystem, typeSystemToYaml } from "./type-system-yaml.js";

const FILE = `
# What jaguars are
name: jaguars
blacklist: { nodes: [thing, 007], edges: [[car, object]] }
axes:
  kind:
    overlap: smallest
    other: none
    classes:
      animal: { about: "all that lives: and breathes", reachable: { from: [animal, Q729], by: subclass of } }
      2001: &old
        attribute: { founded: [">= 1900", < 1950], fuel: "!= petrol" }
        types: { ner: [ORG, VEHI] }
  size:
    classes:
      any:
        or:
          - relation: { country: uk, part of: { types: { ner: LOC } } }
          - relation: ^manufacturer
          - types: wordnet
          - entities: 0815
          - attribute: { fuel: petrol, founded: 1922, code: '= "< 3"' }
          - attribute: fuel
          - not: *old
          - reachable:
              from: { entities: [uk] }
              by: [country, ^part of]
              steps: 2
              blacklist: { nodes: car }
`;
const old = and(
  and(
    and(attribute("founded", ">=", 1900), attribute("founded", "<", 1950)),
    attribute("fuel", "!=", "petrol"),
  ),
  types("ner", ["ORG", "VEHI"]),
);
const SYSTEM: TypeSystem = {
  name: "jaguars",
  blacklist: { nodes: ["thing", "007"], edges: [["car", "object"]] },
  axes: [
    {
      name: "kind",
      overlap: "smallest",
      other: "none",
      classes: [
        {
          name: "animal",
          about: "all that lives: and breathes",
          members: reachable(["animal", "Q729"], { by: "subclass of" }),
        },
        { name: "2001", members: old },
      ],
    },
    {
      name: "size",
      overlap: "first",
      other: "other",
      classes: [
        {
          name: "any",
          members: or(
            and(relation("country", "uk"), relation("part of", types("ner", "LOC"))),
            relation("^manufacturer"),
            types("wordnet"),
            entities("0815"),
            and(
              attribute("fuel", "=", "petrol"),
              attribute("founded", "=", 1922),
              attribute("code", "=", "< 3"),
            ),
            attribute("fuel"),
            not(old),
            reachable("uk", { by: ["country", "^part of"], steps: 2, blacklist: { nodes: ["car"] } }),
          ),
        },
      ],
    },
  ],
};

/** The same without the places in the file. */
const unplaced = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (key, part) => (key === "where" ? undefined : part)));
const noIds = { idOf: () => "" };

describe("a type system in YAML", () => {
  it("reads as what the builder makes, whole numbers as names in their place", () => {
    expect(unplaced(parseTypeSystem(FILE, "jaguars.yaml"))).toEqual(SYSTEM);
  });

  it("is named by its file where it has no name", () => {
    const yaml = "axes: { a: { classes: { b: { types: c } } } }";
    expect(parseTypeSystem(yaml, "systems/old things.yml").name).toBe("old things");
  });

  it("knows where each query was read", () => {
    const members = parseTypeSystem(FILE, "jaguars.yaml").axes[1]?.classes[0]?.members as OrQuery;
    expect(members.queries.map(({ where }) => where?.replace("jaguars.yaml, line ", ""))).toEqual([
      "18",
      "19",
      "20",
      "21",
      "22",
      "23",
      "24",
      "25",
    ]);
  });

  it("reads back as it was written, whatever it says", () => {
    const tricky = [
      "7",
      "a: b",
      " #x",
      "- y",
      "~",
      "no",
      "__proto__",
      "\u0000é\u2028",
      "*a",
      "é🙂",
      "'",
      '"',
    ];
    const names = uniqueArray(constantFrom(...tricky), { minLength: 1, maxLength: 3 });
    const axes = names.chain((own) =>
      tuple(
        ...own.map((name) =>
          tuple(
            constantFrom("first" as const, "smallest" as const),
            array(anyQuery, { minLength: 1, maxLength: 3 }),
          ).map(([overlap, queries]) => ({
            name,
            overlap,
            other: "other",
            classes: queries.map((members, i) => ({ name: `${9 - i}`, about: name, members })),
          })),
        ),
      ),
    );
    assert(
      property(axes, anyBlacklist, (given, blacklist) => {
        const system: TypeSystem = { name: "any: thing", blacklist, axes: given };
        const yaml = typeSystemToYaml(system, noIds);
        expect(unplaced(parseTypeSystem(yaml, "any.yaml"))).toEqual(unplaced(system));
      }),
      { numRuns: 60 },
    );
  });

  it("writes sets of rows as ids", () => {
    const members = Bitset.of(4, [1, 3]);
    const axis = { name: "a", overlap: "first", other: "other", classes: [{ name: "b", members }] } as const;
    const yaml = typeSystemToYaml(
      { name: "s", axes: [axis] },
      { idOf: (row) => (row === 1 ? "" : `id${row}`) },
    );
    expect(yaml).toContain("b: { entities: [ id3 ] }");
  });

  it("refuses what is nested too deeply to be parsed", () => {
    expect(() => parseTypeSystem("[".repeat(100_000), "s.yaml")).toThrow(
      /^s\.yaml, line 1: this cannot be read/,
    );
  });

  it.each([
    ["", 'line 1: expected "axes": a mapping from the names of axes, found nothing.'],
    ["- a", "line 1: expected a mapping with name and axes, found a list."],
    [
      "axes:\n  a:\n    classs: {}",
      'line 3: expected one of overlap, other, classes (perhaps "classes"), found "classs".',
    ],
    [
      "axes:\n  a: {}",
      'line 2: expected "classes": a mapping from the names of classes to queries, found a mapping.',
    ],
    ["name: ''\naxes: { a: { classes: { b: { types: c } } } }", 'line 1: expected a name, found "".'],
    [
      "axes: { a: { overlap: last, classes: { b: { types: c } } } }",
      'expected first or smallest, found "last".',
    ],
    [
      "axes: { a: { classes: { other: { types: c } } } }",
      'another name than that of what is in no class, "other"',
    ],
    [
      "axes:\n  a: { classes: {} }\n  a: {}",
      "line 3: this cannot be read as a type system, since a name is there twice.",
    ],
    ["axes: { a: { classes: { b: &q { not: *q } } } }", "nested more than 100 deep"],
    ["axes: *a", 'nothing before it is called "&a"'],
    ["axes: [", "since the parser of YAML says:"],
  ])("refuses %j", (yaml, message) => {
    expect(() => parseTypeSystem(yaml, "s.yaml")).toThrow(message);
  });

  it.each([
    ["{}", 'expected a query, such as "types: {ner: PER}", found a mapping'],
    ["PER", 'expected a query, such as "types: {ner: PER}", found "PER"'],
    ["{ reachible: {} }", '(perhaps "reachable"), found "reachible"'],
    ["{ reachable: { by: is } }", '"from": where it ends, as ids or a query, found none'],
    ["{ reachable: { from: a } }", '"by": names of relations, found none'],
    [
      "{ reachable: { from: a, by: [] } }",
      "expected the name of a relation, or a list of them, found an empty list",
    ],
    ["{ reachable: { from: a, by: b, steps: 1.5 } }", 'expected a whole number of steps, found "1.5"'],
    [
      "{ reachable: { from: a, by: b, blacklist: { edges: [[a, b, c]] } } }",
      "expected a pair of ids: [from, to], found a list",
    ],
    ["{ attribute: { born: < long ago } }", 'expected a number or a year after "<", found "< long ago"'],
    ["{ attribute: { born: {} } }", 'expected a comparison, such as "< 1950", or a text, found a mapping'],
    ["{ attribute: { born: [] } }", 'expected a comparison, such as "< 1950", found an empty list'],
    ["{ types: {} }", "expected the name of a type system, or a mapping from it, found a mapping"],
    ["{ types: { ner: [PER, {}] } }", 'expected a type of "ner", found a mapping'],
    ["{ relation: { in: } }", "found nothing"],
    ["{ and: { types: ner } }", "expected a list of queries, found a mapping"],
    ["{ not: }", "expected a query"],
    ["{ entities: }", "expected the id of an entity, or a list of them, found nothing"],
    ["{ attribute: { born: >= 1950 } }", 'a comparison by ">" or "!=" has to stand in quotes'],
    ["{ attribute: { born: [!= 1950] } }", 'such as ">= 1950"'],
  ])("refuses the query %s, and says where", (query, message) => {
    const yaml = `axes:\n  kind:\n    classes:\n      a: ${query}\n`;
    expect(() => parseTypeSystem(yaml, "s.yaml")).toThrow(message);
    expect(() => parseTypeSystem(yaml, "s.yaml")).toThrow(/^s\.yaml, line 4: /);
  });
});
