import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { linkerParts } from "../../linker-parts.js";
import { createLinker } from "../../load.js";
import type { AssignedTypes } from "../../types/assigned-types.js";
import { writeAssignedTypes } from "../../types/assigned-types-file.js";
import { writeConstantClassifier } from "./constant-classifier.contract.js";
import { ASSIGNED_FILE, openEntityTypes, openTypeJudge, readEntityTypes } from "./open-types.js";
import { judgeContract } from "./type-judge.contract.js";

const RECORDS = [
  { id: "country", name: "Jordan", aliases: [{ text: "Jordan", count: 60 }] },
  { id: "player", name: "Michael Jordan", aliases: [{ text: "Jordan", count: 30 }], types: { ner: ["PER"] } },
];
const CLASSES = ["other", "LOC", "PER"];
const ASSIGNED: AssignedTypes = {
  system: "ner",
  axes: [{ name: "ner", classes: CLASSES, classOf: Uint16Array.of(1, 2) }],
};
/** A classifier that takes everything for a person. */
const PERSON = [[0.1, 0.1, 0.8]];

const home = mkdtempSync(join(tmpdir(), "namesake-open-types-"));
const [whole, alone, model] = [join(home, "whole"), join(home, "alone"), join(home, "model")];
let kb: KnowledgeBase;
beforeAll(async () => {
  kb = (await createKnowledgeBase(RECORDS)) as KnowledgeBase;
  const rows = { kb: kb.manifest, size: kb.size };
  for (const folder of [whole, alone, join(model, "types")])
    await writeConstantClassifier(folder, ASSIGNED, PERSON);
  await writeAssignedTypes(join(whole, ASSIGNED_FILE), ASSIGNED, rows);
  await writeAssignedTypes(join(model, "types", ASSIGNED_FILE), ASSIGNED, rows);
});
afterAll(() => rmSync(home, { recursive: true }));

const judged = { text: "Jordan won.", mentions: [{ start: 0, end: 6 }], entities: RECORDS };
judgeContract("a folder of types", () => openTypeJudge(kb, whole), judged);

describe("a folder of types", () => {
  it("tells the types of mentions and of entities", async () => {
    const judge = await openTypeJudge(kb, whole);
    const [[ner] = []] = await judge.judge("Jordan won.", [{ start: 0, end: 6 }]);
    expect(Array.from(ner ?? [])).toEqual([0, expect.closeTo(1 / 9, 4), expect.closeTo(8 / 9, 4)]);
    expect(RECORDS.map((record, row) => judge.classesOf(record, row))).toEqual([[1], [2]]);
    await judge.close();
  });

  it("without assigned types knows what records say", async () => {
    const judge = await openTypeJudge(kb, alone);
    expect(RECORDS.map((record, row) => judge.classesOf(record, row))).toEqual([[undefined], [2]]);
    await judge.close();
  });

  it("knows nothing of an entity that was added since, though it was assigned other types", () => {
    expect(openEntityTypes(kb, whole).classesOf({ id: "new", name: "New" }, 2)).toEqual([undefined]);
    expect(readEntityTypes(kb, join(whole, ASSIGNED_FILE)).classesOf({ id: "new", name: "New" }, 2)).toEqual([
      undefined,
    ]);
  });

  it("is refused where its parts are of different systems, or it is of another KB", async () => {
    const folder = join(home, "mixed");
    await writeConstantClassifier(folder, ASSIGNED, PERSON);
    const others = { system: "ner", axes: [{ ...ASSIGNED.axes[0]!, classes: ["other", "PER", "LOC"] }] };
    await writeAssignedTypes(join(folder, ASSIGNED_FILE), others, { kb: kb.manifest, size: 2 });
    await expect(openTypeJudge(kb, folder)).rejects.toMatchObject({ code: "TYPES_MISMATCH" });
    const other = (await createKnowledgeBase([{ id: "1", name: "One" }])) as KnowledgeBase;
    await expect(openTypeJudge(other, whole)).rejects.toMatchObject({ code: "ASSIGNED_TYPES_FOREIGN" });
    await expect(openTypeJudge(kb, join(home, "nowhere"))).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
  });
});

describe("a linker's types", () => {
  const best = async (parts: Parameters<typeof createLinker>[1], budget: "fast" | "prior" = "fast") => {
    const linker = createLinker(kb, parts);
    const [link] = await linker.link("Jordan won.", { budget });
    await linker.closeModels();
    return link?.candidates.map(({ id, evidence }) => [id, evidence.types !== undefined]);
  };

  it("are a folder, that of a model, or a judge of your own", async () => {
    expect(linkerParts(model)).toEqual({ types: join(model, "types") });
    mkdirSync(join(model, "encoder"), { recursive: true });
    writeFileSync(join(model, "encoder", "encoder.json"), "{}");
    expect(linkerParts(model)).toEqual({ encoder: join(model, "encoder"), types: join(model, "types") });
    for (const types of [whole, join(model, "types"), await openTypeJudge(kb, whole)])
      expect(new Map((await best({ types })) as [string, boolean][])).toEqual(
        new Map([
          ["player", true],
          ["country", true],
        ]),
      );
    expect(new Set((await best({}))?.map(([, typed]) => typed))).toEqual(new Set([false]));
  });
});
