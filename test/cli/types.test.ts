import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { openKnowledgeBase } from "../../src/kb/folder.js";
import { assignTypes } from "../../src/types/assigned-types.js";
import { writeAssignedTypes } from "../../src/types/assigned-types-file.js";
import { entityGraphOf } from "../../src/types/graph/entity-graph.js";
import { parseTypeSystem } from "../../src/types/type-system-yaml.js";
import { inFolder, kb, namesake, withSmallKb } from "./program.js";

withSmallKb();

const PLACES = `
axes:
  place:
    classes:
      Asia: { reachable: { from: loc:asia, by: part of } }
      country: { about: what has a king, types: { ner: LOC } }
      nobody: { not: { or: [types: ner, not: { types: ner }] } }
`;
beforeAll(() => {
  writeFileSync(inFolder("places.yaml"), PLACES);
});
const PEOPLE_AND_PLACES = fileURLToPath(
  new URL("../../examples/types/people-and-places.yaml", import.meta.url),
);

describe.concurrent("types", () => {
  it("lists the type systems that there are", async () => {
    const { code, stdout } = await namesake(["types", "show", ...kb]);
    expect(code).toBe(0);
    expect(stdout).toContain("18 types  namesake types show ner\n");
    expect(stdout).toContain("2 types  namesake types show --system ner\n");
  });

  it("shows a whole system: what classes mean, how many have them, and who", async () => {
    const { code, stdout } = await namesake(["types", "show", "places.yaml", ...kb]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "places, asked of 4 entities of kb",
        "",
        "place: 3 classes; where classes overlap, the first named wins",
        "  Asia            2  leads to Asia (loc:asia) by part of",
        "                     Asia, Jordan",
        "  country         0  what has a king",
        "                     ner LOC (2 before overlaps)",
        "  nobody          0  not (has ner or not has ner)",
        "  other           2  in no class: 50.0 %",
        "                     Michael Jordan, Evil\\x1b[31mCo",
        "",
      ].join("\n"),
    );
  });

  it("shows those of the records, the smallest class where there are several", async () => {
    const { stdout } = await namesake(["types", "show", "--system", "ner", "--json", ...kb]);
    expect(JSON.parse(stdout)).toMatchObject({
      system: "ner",
      entities: 4,
      axes: [
        {
          overlap: "smallest",
          classes: [
            { name: "LOC", query: { types: { ner: "LOC" } }, members: 2, assigned: 2 },
            { name: "PER", examples: [{ id: "per:jordan", name: "Michael Jordan" }] },
          ],
          other: { name: "other", entities: 1 },
        },
      ],
    });
  });

  it("writes a system as YAML, which is the same system", async () => {
    const { stdout } = await namesake(["types", "show", "ner", "--yaml", ...kb]);
    writeFileSync(inFolder("ner.yaml"), stdout);
    const [builtin, written] = await Promise.all(
      ["ner", "ner.yaml"].map((name) => namesake(["types", "check", name, "--json", ...kb])),
    );
    const reportOf = (run: typeof builtin) =>
      JSON.parse(run?.stdout ?? "") as { axes: unknown; unknown: unknown[] };
    expect(reportOf(written).axes).toEqual(reportOf(builtin).axes);
    // What the KB lacks of the 18 classes is no mistake; in a file of one's own it may be one.
    expect(reportOf(builtin).unknown).toEqual([]);
    expect(reportOf(written).unknown).toHaveLength(16);
    expect([builtin?.code, written?.code]).toEqual([0, 3]);
  });

  it("checks sizes, overlaps, classes without members, and what is in none", async () => {
    const { code, stdout, stderr } = await namesake(["types", "check", "places.yaml", ...kb]);
    expect(code).toBe(0);
    expect(stderr).toBe(
      [
        'namesake: the class "country" of the axis "place" loses all its members to others.',
        'namesake: the class "nobody" of the axis "place" has no members.',
        "",
      ].join("\n"),
    );
    expect(stdout).toBe(
      [
        "place: where classes overlap, the first named wins",
        "class    members  assigned   share",
        "Asia           2         2  50.0 %",
        "country        2         0   0.0 %",
        "nobody         0         0   0.0 %",
        "other          –         2  50.0 %",
        "Pairs of classes that overlap: 1",
        "        2  Asia and country: Asia, Jordan",
        "The most popular of what is in no class: Michael Jordan, Evil\\x1b[31mCo",
        "",
      ].join("\n"),
    );
  });

  it("tells of axes that have one class each together", async () => {
    writeFileSync(
      inFolder("apart.yaml"),
      "axes: { place: { classes: { place: { types: { ner: LOC } } } }, all: { classes: { yes: { not: { relation: { part of: per:jordan } } } } } }",
    );
    const { stdout, stderr } = await namesake(["types", "check", "apart.yaml", ...kb]);
    expect(stderr).toBe(
      'namesake: the class "all: yes" of the axis "axes of one class" has every entity as a member.\n',
    );
    expect(stdout).toBe(
      [
        "axes of one class: each is a question of its own",
        "class         members  assigned    share",
        "place               2         2   50.0 %",
        "all: yes            4         4  100.0 %",
        "none of them        –         0    0.0 %",
        "Pairs of classes that overlap: 1",
        "        2  place and all: yes: Asia, Jordan",
        "Nothing is in no class.",
        "",
      ].join("\n"),
    );
  });

  it("shows types that were assigned, for the KB whose entities they are of", async () => {
    const opened = await openKnowledgeBase(inFolder("kb"));
    const graph = entityGraphOf(opened);
    const assigned = assignTypes(parseTypeSystem(PLACES, "places.yaml"), graph);
    await writeAssignedTypes(inFolder("places.types"), assigned, graph);
    await opened.close();
    const { stdout } = await namesake(["types", "show", "places.types", ...kb]);
    expect(stdout).toContain("Asia            2  2 entities, as assigned\n");
    writeFileSync(inFolder("people.csv"), "id,name\n1,Ann\n");
    await namesake(["kb", "build", "people.csv", "--out", "./people"]);
    const foreign = await namesake(["types", "show", "places.types", "--kb", "./people"]);
    expect(foreign.code).toBe(1);
    expect(foreign.stderr).toContain('should be those of the entities of the knowledge base "people"');
  });

  it("explains by the path, and says what else is called so", async () => {
    const { code, stdout } = await namesake(["types", "explain", "Jordan", "--types", "places.yaml", ...kb]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "Jordan (loc:jordan)  also called so: Michael Jordan (per:jordan)",
        "place: Asia (also a member of country; the first named wins)",
        "  a member of Asia",
        "    yes  leads to Asia (loc:asia) by part of: Jordan (loc:jordan) –part of→ Asia (loc:asia)",
        "  a member of country",
        "    yes  ner LOC: found LOC",
        "",
      ].join("\n"),
    );
  });

  it("explains why something is not in a class", async () => {
    const args = ["types", "explain", "per:jordan", "--types", "places.yaml", "--as", "Asia", ...kb];
    const { stdout } = await namesake(args);
    expect(stdout).toBe(
      [
        "Michael Jordan (per:jordan)",
        "place: other, a member of none of 3 classes",
        "  no member of Asia",
        "    no   leads to Asia (loc:asia) by part of: there is no way",
        "",
      ].join("\n"),
    );
    const { stdout: json } = await namesake([
      "types",
      "explain",
      "loc:jordan",
      "--as",
      "LOC",
      "--json",
      ...kb,
    ]);
    expect(JSON.parse(json)).toMatchObject({
      id: "loc:jordan",
      axes: [{ class: "LOC", reasons: [{ because: { holds: true, found: ["LOC"] } }] }],
    });
  });

  it("says where a file names what the KB does not have, and does the rest", async () => {
    writeFileSync(inFolder("wrong.yaml"), PLACES.replace("part of", "prat of").replace("loc:asia", "Azia"));
    const { code, stdout, stderr } = await namesake(["types", "check", "wrong.yaml", ...kb]);
    expect(code).toBe(3);
    expect(stdout).toContain("country        2         2");
    expect(stderr).toContain(
      'wrong.yaml, line 5: the knowledge base has no relation "prat of". Nearest: "part of".\n',
    );
    expect(stderr).toContain(
      'wrong.yaml, line 5: the knowledge base has no entity "Azia". Nearest: Asia (loc:asia).\n',
    );
  });

  it.each([
    [
      ["show", "none.yaml"],
      "The type system should be a file that can be read (it does not exist), or one of ner",
      2,
    ],
    [["check"], "--system with a type system of the knowledge base; one of them", 2],
    [["show", "--system", "kind"], '--system should be a type system of kb (ner), found "kind"', 2],
    [["explain", "Jordan", "--as", "PERS"], "--as should be a class of the type system, such as PER", 2],
    [["explain", "Jordann"], 'no entity "Jordann". Did you mean Jordan (loc:jordan)?', 1],
    [["check", "broken.yaml"], "broken.yaml, line 1: expected one of name, blacklist, axes", 1],
  ])("refuses %j", async (args, message, expected) => {
    writeFileSync(inFolder("broken.yaml"), "axis: {}");
    const { code, stderr } = await namesake(["types", ...args, ...kb]);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});

describe("the example", () => {
  it("names nothing that the starter KB lacks, and has members in every class", async () => {
    const { code, stdout, stderr } = await namesake(["types", "check", PEOPLE_AND_PLACES, "--json"]);
    expect(stderr.replace("Reading the graph of starter …\n", "")).toBe("");
    expect(code).toBe(0);
    const { axes } = JSON.parse(stdout) as { axes: { classes: { assigned: number }[] }[] };
    expect(axes.map(({ classes }) => classes.length)).toEqual([4, 3, 5, 3]);
    expect(
      Math.min(...axes.flatMap(({ classes }) => classes.map(({ assigned }) => assigned))),
    ).toBeGreaterThan(100);
  });

  it("explains what its first lines say", async () => {
    const lines = readFileSync(PEOPLE_AND_PLACES, "utf8").split("\n");
    expect(lines[3]).toBe(
      "#   namesake types explain Istanbul --types examples/types/people-and-places.yaml",
    );
    const { stdout } = await namesake([
      "types",
      "explain",
      "Istanbul",
      "--types",
      PEOPLE_AND_PLACES,
      "--as",
      "Asia",
    ]);
    expect(stdout).toContain("continent: Asia");
    expect(stdout).toContain("–part of→ Turkey (country:TR) –part of→ Middle East (wn:08809019-n)");
  });
});
