import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_RULES } from "./default-rules.js";
import { fixAnchor, type Link, type LinkKnowledge } from "./fix-anchor.js";
import type { LinkClass, LinkRules } from "./link-rules.js";

/** Rows of the tests. */
const [KING, CHARLES, MONARCH, HISTORY, GERMANS, UNCLE, GERMANY, CAR] = [0, 1, 2, 3, 4, 5, 6, 7];

const OCCUPATION = DEFAULT_RULES.paths.findIndex(({ promote }) => promote === true);

/** Which parents rows have, by the path that leads there, and in which classes they are. */
function knowledge(
  parents: Record<number, Record<number, number>> = {},
  classes: Partial<Record<LinkClass, readonly number[]>> = {},
): LinkKnowledge {
  return {
    parents: (row) =>
      new Map(
        Object.entries(parents[row] ?? {}).map(([to, path]) => [
          Number(to),
          { path, promote: DEFAULT_RULES.paths[path]?.promote === true },
        ]),
      ),
    is: (row, name) => classes[name]?.includes(row) === true,
    has: (row) => parents[row] !== undefined,
  };
}

const link = (row: number, count: number): Link => ({ row, count });
const fix = (links: readonly Link[], known: LinkKnowledge, rules: Partial<LinkRules> = {}, anchor = "king") =>
  fixAnchor(anchor, links, known, { ...DEFAULT_RULES, ...rules }).map(({ row, to }) => [row, to]);

describe("fixAnchor", () => {
  it("gives links to a parent that has more", () => {
    expect(fix([link(CHARLES, 3), link(KING, 4)], knowledge({ [CHARLES]: { [KING]: 0 } }))).toEqual([
      [CHARLES, KING],
      [KING, KING],
    ]);
  });

  it.each([
    ["as few", 4, 4, CHARLES],
    ["a share of many", 100, 80, KING],
    ["less than that share", 100, 79, CHARLES],
    ["that share of few", 60, 50, CHARLES],
  ])("a parent with %s", (_, specific, generic, expected) => {
    const [first] = fix(
      [link(CHARLES, specific), link(KING, generic)],
      knowledge({ [CHARLES]: { [KING]: 0 } }),
    );
    expect(first).toEqual([CHARLES, expected]);
  });

  it("lets a promoting path lead to what has fewer", () => {
    const known = knowledge({ [CHARLES]: { [KING]: OCCUPATION } });
    expect(fix([link(CHARLES, 9), link(KING, 1)], known)[0]).toEqual([CHARLES, KING]);
  });

  it("takes the parent with most links, and goes on in the next pass", () => {
    const known = knowledge({ [CHARLES]: { [KING]: 0 }, [KING]: { [MONARCH]: 3 } });
    const links = [link(CHARLES, 1), link(KING, 2), link(MONARCH, 5)];
    expect(fix(links, known)).toEqual([
      [CHARLES, MONARCH],
      [KING, MONARCH],
      [MONARCH, MONARCH],
    ]);
    expect(fix(links, known, { passes: 1 })[0]).toEqual([CHARLES, KING]);
    expect(fixAnchor("king", links, known, DEFAULT_RULES)[0]?.because).toEqual([
      "instance of",
      "subclass of ≤3",
    ]);
  });

  it("removes links where the parent has too few", () => {
    const known = knowledge({ [CHARLES]: { [KING]: 0 } });
    expect(fix([link(CHARLES, 3), link(KING, 5)], known, { least: 5 })[0]).toEqual([CHARLES, undefined]);
    expect(fix([link(CHARLES, 3), link(KING, 6)], known, { least: 5 })[0]).toEqual([CHARLES, KING]);
  });

  it("does not turn anything into a people", () => {
    const known = knowledge({ [CHARLES]: { [GERMANS]: 0 } }, { people: [GERMANS] });
    expect(fix([link(CHARLES, 1), link(GERMANS, 9)], known)[0]).toEqual([CHARLES, CHARLES]);
  });

  it("gives a history's links to a people, else to what is no list", () => {
    const classes = { history: [HISTORY], people: [GERMANS], list: [MONARCH] };
    const links = [link(HISTORY, 2), link(KING, 9), link(GERMANS, 4), link(MONARCH, 20)];
    expect(fix(links, knowledge({}, classes))[0]).toEqual([HISTORY, GERMANS]);
    expect(fix(links, knowledge({}, { ...classes, people: [] }))[0]).toEqual([HISTORY, KING]);
    expect(fix([link(HISTORY, 30), link(KING, 9)], knowledge({}, classes))[0]).toEqual([HISTORY, HISTORY]);
  });

  it("removes links of short anchors, and lists of episodes", () => {
    const known = knowledge({}, { sport: [KING], thoroughfare: [CAR], "episode list": [MONARCH] });
    const links = [link(KING, 1), link(CAR, 1), link(CHARLES, 1)];
    expect(fix(links, known, {}, "k").map(([, to]) => to)).toEqual([undefined, undefined, undefined]);
    expect(fix(links, known, {}, "km").map(([, to]) => to)).toEqual([undefined, undefined, CHARLES]);
    expect(fix([link(MONARCH, 50)], known)).toEqual([[MONARCH, undefined]]);
  });

  it("takes a person for a kinship, and what is rare for a country", () => {
    const classes = { human: [CHARLES], kinship: [UNCLE], country: [GERMANY], kept: [KING] };
    const known = knowledge({}, classes);
    expect(fix([link(CHARLES, 1), link(UNCLE, 2)], known)[0]).toEqual([CHARLES, UNCLE]);
    expect(fix([link(CAR, 99), link(KING, 1), link(GERMANY, 200)], known)).toEqual([
      [CAR, GERMANY],
      [KING, KING],
      [GERMANY, GERMANY],
    ]);
    expect(fix([link(CAR, 100), link(GERMANY, 200)], known)[0]).toEqual([CAR, CAR]);
  });

  it("removes what has no kind, where the rules want one", () => {
    const known = knowledge({ [CHARLES]: { [KING]: 0 }, [KING]: {} });
    const links = [link(CHARLES, 1), link(KING, 3), link(CAR, 1)];
    expect(fix(links, known, { needed: ["instance of"] }).map(([, to]) => to)).toEqual([
      KING,
      KING,
      undefined,
    ]);
  });

  it("keeps every link or removes it, leads only to entities of the anchor, and is a fixed point when nothing is more generic", () => {
    const links = fc.uniqueArray(fc.record({ row: fc.nat(7), count: fc.integer({ min: 1, max: 200 }) }), {
      selector: ({ row }) => row,
    });
    const edges = fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.nat(DEFAULT_RULES.paths.length - 1)));
    fc.assert(
      fc.property(links, edges, (some, all) => {
        const parents: Record<number, Record<number, number>> = {};
        for (const [from, to, path] of all) parents[from] = { ...parents[from], [to]: path };
        const fixed = fixAnchor("king", some, knowledge(parents), DEFAULT_RULES);
        expect(fixed.map(({ row, count }) => ({ row, count }))).toEqual(some);
        const rows = new Set(some.map(({ row }) => row));
        for (const { row, to, because } of fixed) {
          expect(to !== undefined && rows.has(to)).toBe(true);
          if (to !== row) expect(because.length).toBeGreaterThan(0);
        }
        expect(fix(some, knowledge())).toEqual(some.map(({ row }) => [row, row]));
      }),
    );
  });
});
