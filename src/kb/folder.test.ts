import fs, {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { COMPACTION_LOCK } from "./data-files.js";
import { tryFileLock } from "./file-lock.js";
import { buildKnowledgeBase, openKnowledgeBase } from "./folder.js";
import type { KnowledgeBase } from "./knowledge-base.js";
import { FORMAT_VERSION } from "./manifest.js";
import type { EntityRecord } from "./record.js";

const OLD: EntityRecord[] = [
  { id: "Q312", name: "Apple", types: { ner: ["ORG"] }, count: 5 },
  { id: "Q89", name: "apple", description: "fruit", count: 3 },
];
const NEW: EntityRecord[] = [{ id: "Q60", name: "New York City", count: 9 }];
const SOURCES = [{ name: "test", licence: "CC0-1.0" }];
const DATA = { memory: "data.bin", lmdb: "data.mdb" } as const;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "namesake-folder-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const open = async (path: string): Promise<KnowledgeBase> => {
  const kb = await openKnowledgeBase(path);
  onTestFinished(() => kb.close());
  return kb;
};

const namesIn = (kb: KnowledgeBase): string[] => [...kb.entities()].map(({ name }) => name);

describe.each(["memory", "lmdb"] as const)("a KB in a folder, %s store", (store) => {
  const build = async (records: Iterable<EntityRecord>, path: string): Promise<KnowledgeBase> => {
    const { knowledgeBase } = await buildKnowledgeBase(records, path, () => SOURCES, {
      store,
      builder: "1.2.3",
    });
    onTestFinished(() => knowledgeBase.close());
    return knowledgeBase;
  };
  const buildClosed = async (records: Iterable<EntityRecord>, path: string): Promise<void> =>
    (await buildKnowledgeBase(records, path, () => SOURCES, { store })).knowledgeBase.close();

  it("is built, says what it is, and opens again", async () => {
    const path = join(folder(), "deeper", "drugs");
    const built = await build(OLD, path);
    expect(namesIn(built)).toEqual(["Apple", "apple"]);
    const kb = await open(path);
    expect(kb.path).toBe(path);
    expect(kb.stats()).toEqual(built.stats());
    expect(kb.candidates("apple").map(({ entity }) => entity)).toEqual(OLD);
    expect(kb.manifest).toEqual({
      format: "namesake-kb",
      version: FORMAT_VERSION,
      name: "drugs",
      store,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      builder: "1.2.3",
      sources: SOURCES,
      typeSystem: "ner",
      entities: 2,
      aliases: 2,
      contentHash: kb.totals().contentHash,
      bytes: statSync(join(path, DATA[store])).size,
    });
    expect(readdirSync(join(path, ".."))).toEqual(["drugs"]);
  });

  it("may be named with a separator at the end, and may take the place of an empty folder", async () => {
    const path = join(folder(), "kb");
    mkdirSync(path);
    await build(OLD, `${path}/`);
    expect(namesIn(await open(`${path}/`))).toEqual(["Apple", "apple"]);
    await build(NEW, `${path}/`);
    expect(namesIn(await open(path))).toEqual(["New York City"]);
    expect(readdirSync(join(path, ".."))).toEqual(["kb"]);
  });

  it("keeps edits", async () => {
    const path = join(folder(), "kb");
    await buildClosed(OLD, path);
    const first = await openKnowledgeBase(path);
    first.edit([{ put: NEW[0] as EntityRecord }]);
    first.edit([{ remove: "Q89" }]);
    const stats = first.stats();
    await first.close();
    const again = await open(path);
    expect(again.stats()).toEqual(stats);
    expect(namesIn(again)).toEqual(["Apple", "New York City"]);
    // The manifest tells of the build, so that edits do not rewrite it.
    expect(again.manifest.entities).toBe(2);
  });

  it("loses no edit where two have it open", async () => {
    const path = join(folder(), "kb");
    await buildClosed(OLD, path);
    const [first, second] = [await open(path), await open(path)];
    expect([first.size, second.size]).toEqual([2, 2]);
    first.edit([{ put: { id: "1", name: "One" } }]);
    second.edit([{ put: { id: "2", name: "Two" } }]);
    first.edit([{ put: { id: "3", name: "Three" } }]);
    const all = ["Apple", "apple", "One", "Two", "Three"];
    expect(namesIn(await open(path))).toEqual(all);
    expect(second.refresh()).toBe(3);
    expect([namesIn(first), namesIn(second)]).toEqual([all, all]);
  });

  it("is replaced by a build, while one who has it open reads on and cannot edit", async () => {
    const path = join(folder(), "kb");
    const old = await build(OLD, path);
    const built = await build(NEW, path);
    expect(namesIn(built)).toEqual(["New York City"]);
    expect(namesIn(old)).toEqual(["Apple", "apple"]);
    expect(() => old.edit([{ remove: "Q89" }])).toThrow("built anew since it was opened");
    built.edit([{ put: { id: "1", name: "One" } }]);
    expect(namesIn(await open(path))).toEqual(["New York City", "One"]);
    expect(namesIn(old)).toEqual(["Apple", "apple"]);
    expect(readdirSync(join(path, ".."))).toEqual(["kb"]);
  });

  it("stays as it is when the source of its replacement throws", async () => {
    const path = join(folder(), "kb");
    await buildClosed(OLD, path);
    const fault = new RangeError("line 2 is too long");
    function* records() {
      yield NEW[0] as EntityRecord;
      throw fault;
    }
    await expect(buildClosed(records(), path)).rejects.toBe(fault);
    expect(namesIn(await open(path))).toEqual(["Apple", "apple"]);
    expect(readdirSync(join(path, ".."))).toEqual(["kb"]);
  });

  it("stays as it is when there is nothing to build from", async () => {
    const path = join(folder(), "kb");
    await buildClosed(OLD, path);
    const wrong = [{ id: "1" }, { id: "", name: "x" }] as EntityRecord[];
    await expect(buildClosed(wrong, path)).rejects.toMatchObject({
      code: "KB_EMPTY",
      details: { source: "kb", rejected: 2 },
    });
    expect(namesIn(await open(path))).toEqual(["Apple", "apple"]);
    expect(readdirSync(join(path, ".."))).toEqual(["kb"]);
  });

  it("says where a least count leaves nothing, and what to do", async () => {
    const path = join(folder(), "kb");
    const limits = { minCount: 5 };
    const built = buildKnowledgeBase([{ id: "1", name: "One", count: 4 }], path, () => [], { limits });
    await expect(built).rejects.toThrow(
      "kb has no entity that was counted 5 times (1 were counted less often, or not at all), so no knowledge base was written. Give a smaller --min-count",
    );
  });

  it("comes back when the new one cannot be moved to its place", async () => {
    const path = join(folder(), "kb");
    await buildClosed(OLD, path);
    const { renameSync } = fs;
    const restore = () => {
      fs.renameSync = renameSync;
      syncBuiltinESMExports();
    };
    onTestFinished(restore);
    let failures = 0;
    fs.renameSync = (from, to) => {
      if (String(from).includes(".building-") && failures++ === 0)
        throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
      renameSync(from, to);
    };
    syncBuiltinESMExports();
    await expect(buildClosed(NEW, path)).rejects.toMatchObject({ code: "WRITE_FAILED" });
    expect(failures).toBe(1);
    restore();
    expect(namesIn(await open(path))).toEqual(["Apple", "apple"]);
    expect(readdirSync(join(path, ".."))).toEqual(["kb"]);
  });

  it("is put back when a build died between its two renames, also one of the same process id", async () => {
    for (const pid of [process.pid, 2 ** 30]) {
      const path = join(folder(), "kb");
      await buildClosed(OLD, path);
      fs.renameSync(path, `${path}.replaced-${pid}`);
      mkdirSync(`${path}.building-${pid}`);
      expect(namesIn(await open(path))).toEqual(["Apple", "apple"]);
      fs.renameSync(path, `${path}.replaced-${pid}`);
      await expect(buildClosed([], path)).rejects.toMatchObject({ code: "KB_EMPTY" });
      expect(namesIn(await open(path))).toEqual(["Apple", "apple"]);
      expect(readdirSync(join(path, ".."))).toEqual(["kb"]);
    }
  });

  it("is not replaced while somebody makes it compact", async () => {
    const path = join(folder(), "kb");
    await buildClosed(OLD, path);
    const release = tryFileLock(join(path, COMPACTION_LOCK));
    const building = buildClosed(NEW, path);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(namesIn(await open(path))).toEqual(["Apple", "apple"]);
    release?.();
    await building;
    expect(namesIn(await open(path))).not.toEqual(["Apple", "apple"]);
    expect(existsSync(join(path, COMPACTION_LOCK))).toBe(false);
  });

  it("is not removed by a build where it cannot be put back", async () => {
    const path = join(folder(), "kb");
    const replaced = `${path}.replaced-${2 ** 30}`;
    await buildClosed(OLD, path);
    fs.renameSync(path, replaced);
    const { renameSync } = fs;
    const restore = () => {
      fs.renameSync = renameSync;
      syncBuiltinESMExports();
    };
    onTestFinished(restore);
    fs.renameSync = (from, to) => {
      if (from === replaced) throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
      renameSync(from, to);
    };
    syncBuiltinESMExports();
    await expect(buildClosed([], path)).rejects.toMatchObject({ code: "KB_EMPTY" });
    restore();
    expect(namesIn(await open(path))).toEqual(["Apple", "apple"]);
  });

  it("leaves the unfinished folders of other machines and containers alone", async () => {
    const path = join(folder(), "kb");
    const elsewhere = `${process.pid} 5 boot pid:[1] another-machine`;
    for (const [name, lock] of [
      [`${path}.building-${process.pid}-7`, "unfinished.lock"],
      [`${path}.replaced-${2 ** 30}`, COMPACTION_LOCK],
    ] as const) {
      mkdirSync(name);
      fs.writeFileSync(join(name, lock), elsewhere);
    }
    await buildClosed(OLD, path);
    expect(readdirSync(join(path, ".."))).toHaveLength(3);
    expect(readdirSync(path).filter((name) => name.includes("lock"))).toEqual(
      store === "lmdb" ? ["data.mdb-lock"] : [],
    );
  });

  it("leaves the unfinished folders of live processes and of other KBs alone", async () => {
    const path = join(folder(), "kb");
    const others = [
      `kb.building-${process.ppid}`,
      `kb.replaced-${process.ppid}`,
      "kb.building-x",
      "kb2.building-1",
    ];
    for (const name of others) mkdirSync(join(path, "..", name));
    mkdirSync(`${path}.building-${2 ** 30}`);
    await buildClosed(OLD, path);
    expect(readdirSync(join(path, "..")).sort()).toEqual(["kb", ...others].sort());
  });

  it("tells of each record that is left out", async () => {
    const told: string[] = [];
    const records = [OLD[0], { id: "Q1", name: 7 }, OLD[0], OLD[1]] as EntityRecord[];
    const { knowledgeBase, rejected } = await buildKnowledgeBase(records, join(folder(), "kb"), () => [], {
      store,
      name: "people.csv",
      onReject: (message) => told.push(message),
    });
    await knowledgeBase.close();
    expect(rejected).toBe(2);
    expect(told).toEqual([
      'people.csv, record 2: "name" should be a non-empty text, found 7.',
      'people.csv, record 3: the id "Q312" was used by an earlier record. Ids must be unique.',
    ]);
  });

  it("is refused as damaged when its data was cut short, is garbage or is missing", async () => {
    const path = join(folder(), "kb");
    await buildClosed(OLD, path);
    const data = join(path, DATA[store]);
    const good = readFileSync(data);
    const refused = async (why: RegExp) => {
      const failed = openKnowledgeBase(path);
      await expect(failed).rejects.toMatchObject({ code: "KB_DAMAGED" });
      await expect(failed).rejects.toThrow(why);
    };
    for (const length of [0, 1, 24, good.length >> 1, good.length - 1]) {
      writeFileSync(data, good.subarray(0, length));
      await refused(/ends after/);
    }
    for (const garbage of [0, 7, 255, "This is a text file, and no KB. "]) {
      writeFileSync(data, Buffer.alloc(good.length, garbage));
      await refused(/cannot be read: \S/);
    }
    rmSync(data);
    await refused(/it does not exist/);
    writeFileSync(data, good);
    expect(namesIn(await open(path))).toEqual(["Apple", "apple"]);
  });

  it("is refused when it is of a newer version, and can be built anew", async () => {
    const path = join(folder(), "kb");
    await buildClosed(OLD, path);
    const manifest = JSON.parse(readFileSync(join(path, "manifest.json"), "utf8")) as object;
    writeFileSync(join(path, "manifest.json"), JSON.stringify({ ...manifest, version: FORMAT_VERSION + 1 }));
    await expect(openKnowledgeBase(path)).rejects.toMatchObject({
      code: "KB_NEWER",
      details: { found: FORMAT_VERSION + 1, known: FORMAT_VERSION },
    });
    await buildClosed(NEW, path);
    expect(namesIn(await open(path))).toEqual(["New York City"]);
  });

  it("fails to be written below a file, which stays", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "mine");
    for (const path of [join(file, "kb"), join(file, "deeper", "kb")])
      await expect(buildClosed(OLD, path)).rejects.toMatchObject({ code: "WRITE_FAILED" });
    expect(readFileSync(file, "utf8")).toBe("mine");
  });
});

it.each(["memory", "lmdb"] as const)(
  "ends a build whose ids are not distinct after all: %s",
  async (store) => {
    const path = join(folder(), "kb");
    const build = buildKnowledgeBase([...OLD, OLD[0] as EntityRecord], path, () => SOURCES, {
      store,
      distinct: true,
    });
    await expect(build).rejects.toMatchObject({
      code: "RECORD_DUPLICATE",
      details: { where: "kb", id: "Q312" },
    });
    expect(existsSync(path)).toBe(false);
  },
);

describe("a folder that is no KB", () => {
  it("is not found, or foreign", async () => {
    const path = folder();
    await expect(openKnowledgeBase(join(path, "none"))).rejects.toMatchObject({ code: "KB_NOT_FOUND" });
    await expect(openKnowledgeBase(path)).rejects.toMatchObject({ code: "KB_FOREIGN" });
    writeFileSync(join(path, "file"), "x");
    await expect(openKnowledgeBase(join(path, "file"))).rejects.toMatchObject({ code: "KB_FOREIGN" });
    for (const manifest of [
      "",
      "{",
      "null",
      "7",
      '"namesake-kb"',
      "[]",
      '{"name":"My web page","start_url":"/"}',
      '{"format":"namesake-kb"}',
      '{"format":"namesake-kb","version":1,"store":"paper"}',
    ]) {
      writeFileSync(join(path, "manifest.json"), manifest);
      await expect(openKnowledgeBase(path), manifest).rejects.toMatchObject({ code: "KB_FOREIGN" });
    }
  });

  it("is never built over", async () => {
    const path = folder();
    const paths = ["file", "folder", "extension"].map((name) => join(path, name));
    const [file = "", notes = "", extension = ""] = paths;
    writeFileSync(file, "mine");
    mkdirSync(notes);
    writeFileSync(join(notes, "notes.txt"), "mine");
    mkdirSync(extension);
    writeFileSync(join(extension, "manifest.json"), '{"manifest_version":3,"name":"mine"}');
    copyFileSync(file, join(extension, "background.js"));
    for (const taken of paths)
      await expect(buildKnowledgeBase(OLD, taken, () => [])).rejects.toMatchObject({ code: "KB_EXISTS" });
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(readdirSync(notes)).toEqual(["notes.txt"]);
    expect(readdirSync(extension)).toEqual(["background.js", "manifest.json"]);
    expect(readdirSync(path)).toHaveLength(3);
  });
});

describe("the journal of a memory store", () => {
  it("ends before what a kill cut short, and the next edit goes there", async () => {
    const path = join(folder(), "kb");
    const { knowledgeBase } = await buildKnowledgeBase(OLD, path, () => [], { store: "memory" });
    const journal = join(path, "edits.log");
    knowledgeBase.edit([{ put: { id: "1", name: "One" } }]);
    const { size } = statSync(journal);
    knowledgeBase.edit([{ put: { id: "2", name: "Two" } }]);
    await knowledgeBase.close();
    truncateSync(journal, statSync(journal).size - 1);
    const kb = await openKnowledgeBase(path);
    expect(namesIn(kb)).toEqual(["Apple", "apple", "One"]);
    kb.edit([{ put: { id: "3", name: "Three" } }]);
    await kb.close();
    expect(namesIn(await open(path))).toEqual(["Apple", "apple", "One", "Three"]);
    expect(statSync(journal).size).toBeGreaterThan(size);
    expect(existsSync(join(path, "data.bin"))).toBe(true);
  });
});
