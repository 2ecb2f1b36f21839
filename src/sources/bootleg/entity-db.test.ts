import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { EntityRecord } from "../../kb/record.js";
import { bootlegEntityDb } from "./entity-db.js";
import { MarisaTrie } from "./marisa-trie.js";
import { writeMarisa } from "./marisa-writer.contract.js";
import { bootlegProfile } from "./raw-profile.js";

const data =
  process.env["NAMESAKE_DATA"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const sample = join(data, "bootleg-sample");
const folder = mkdtempSync(join(tmpdir(), "namesake-bootleg-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(source: ReturnType<typeof bootlegEntityDb>) {
  const rejected: string[] = [];
  const records: EntityRecord[] = [];
  const observer = { rejected: (message: string) => rejected.push(message) };
  for await (const record of source.records(observer)) records.push(record);
  return {
    rejected,
    records,
    byId: new Map(records.map((record) => [record.id, record])),
    info: source.info,
  };
}

const sorted = (texts: readonly string[]) => [...texts].sort();
const aliasesOf = ({ aliases = [] }: EntityRecord) =>
  sorted(aliases.map((alias) => (typeof alias === "string" ? alias : `${alias.text} ${alias.count}`)));
const factsOf = ({ relations = [] }: EntityRecord) =>
  sorted([...new Set(relations.map(({ relation, object }) => `${relation} ${object}`))]);

describe("an entity database of Bootleg 1.0, in JSON", () => {
  const path = join(folder, "entity_db");
  const write = (name: string, value: unknown) => {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), JSON.stringify(value));
  };
  write("entity_mappings/alias2qids.json", {
    kiln: [
      ["K1", 30],
      ["K2", 4],
    ],
    "lime kiln": [["K2", 9]],
  });
  write("entity_mappings/qid2eid.json", { K1: 1, K2: 2, K3: 3 });
  write("entity_mappings/qid2title.json", { K1: 'Kiln "Bend"', K2: "Lime kiln" });
  write("entity_mappings/qid2desc.json", { K2: "An oven, for {lime}." });
  write("type_mappings/made/qid2typenames.json", { K2: ["oven", "building"] });
  write("type_mappings/numbered/type_vocab.json", { village: 1, oven: 2 });
  write("type_mappings/numbered/qid2typeids.json", { K1: [1], K2: [2, 7] });
  write("kg_mappings/qid2relations.json", { K2: { "located in": ["K1"] }, K9: { "part of": ["K1"] } });

  it("is read", async () => {
    const { records, rejected, info } = await read(bootlegEntityDb(path));
    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        id: "K1",
        name: 'Kiln "Bend"',
        aliases: [{ text: "kiln", count: 30 }],
        types: { numbered: ["village"] },
        count: 30,
      },
      {
        id: "K2",
        name: "Lime kiln",
        description: "An oven, for {lime}.",
        aliases: [
          { text: "kiln", count: 4 },
          { text: "lime kiln", count: 9 },
        ],
        types: { made: ["oven", "building"], numbered: ["oven"] },
        relations: [{ relation: "located in", object: "K1" }],
        count: 9,
      },
      { id: "K3", name: "K3" },
    ]);
    expect(info).toEqual([{ name: "entity_db", licence: "unknown", records: 3 }]);
  });

  it("says what is missing or damaged", async () => {
    mkdirSync(join(folder, "empty", "entity_mappings"), { recursive: true });
    await expect(read(bootlegEntityDb(join(folder, "empty")))).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
    const cut = join(folder, "cut", "entity_mappings");
    mkdirSync(cut, { recursive: true });
    writeFileSync(join(cut, "alias2qids.json"), '{"kiln": [["K1", 30], ["K2"');
    await expect(read(bootlegEntityDb(join(folder, "cut")))).rejects.toMatchObject({
      code: "RECORD_INVALID",
    });
  });
});

describe("an entity database of Bootleg 1.1, in tries", () => {
  const path = join(folder, "tries");
  const layout = { levels: 2, binary: true };
  const write = (name: string, keys: readonly Uint8Array[]) => {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), writeMarisa(keys, layout));
  };
  /** Writes a vocabulary and gives the numbers of its words. */
  const vocabulary = (name: string, words: readonly string[]) => {
    write(
      name,
      words.map((word) => Buffer.from(word)),
    );
    const trie = MarisaTrie.read(readFileSync(join(path, name)), name);
    return (word: string) => trie.idOf(Buffer.from(word)) ?? 99;
  };
  /** A key with pairs of numbers, the second one a float32 or an int32, and a pair of -1 behind the last. */
  const record = (key: string, pairs: readonly [number, number][], second: "Float" | "Int32") => {
    const value = Buffer.alloc(8 * pairs.length + 8);
    for (const [i, [first, other]] of [...pairs, [-1, -1] as const].entries()) {
      value.writeInt32LE(first, 8 * i);
      value[`write${second}LE`](other, 8 * i + 4);
    }
    return Buffer.concat([Buffer.from(key), Buffer.of(0xff), value]);
  };
  const qid = vocabulary("entity_mappings/alias2qids/vocabulary_trie.marisa", ["K1", "K2"]);
  write("entity_mappings/alias2qids/record_trie.marisa", [
    record(
      "kiln",
      [
        [qid("K2"), 7.5],
        [qid("K1"), 2],
      ],
      "Float",
    ),
    record("öfen", [[qid("K1"), 1]], "Float"),
  ]);
  vocabulary("entity_mappings/qid2eid/vocabulary_trie.marisa", ["K1", "K2"]);
  const type = vocabulary("type_mappings/wiki/qid2typenames/vocabulary_trie.marisa", ["oven", "village"]);
  write("type_mappings/wiki/qid2typenames/record_trie.marisa", [
    record("K1", [[type("village"), 0]], "Float"),
  ]);
  const relation = vocabulary("kg_mappings/qid2relations/key_vocabulary_trie.marisa", [
    "located in",
    "part of",
  ]);
  const object = vocabulary("kg_mappings/qid2relations/value_vocabulary_trie.marisa", ["K1", "K3"]);
  const facts: [number, number][] = [
    [relation("located in"), object("K1")],
    [relation("part of"), object("K3")],
  ];
  write("kg_mappings/qid2relations/record_trie.marisa", [record("K2", facts, "Int32")]);

  it("is read", async () => {
    const { records, rejected } = await read(bootlegEntityDb(path));
    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        id: "K1",
        name: "K1",
        aliases: expect.arrayContaining([
          { text: "kiln", count: 2 },
          { text: "öfen", count: 1 },
        ]),
        types: { wiki: ["village"] },
        count: 2,
      },
      {
        id: "K2",
        name: "K2",
        aliases: [{ text: "kiln", count: 7.5 }],
        relations: [
          { relation: "located in", object: "K1" },
          { relation: "part of", object: "K3" },
        ],
        count: 7.5,
      },
    ]);
  });

  it("says that a number is not in the vocabulary", async () => {
    const alias = "entity_mappings/alias2qids/record_trie.marisa";
    const whole = readFileSync(join(path, alias));
    write(alias, [record("kiln", [[1000, 1]], "Float")]);
    await expect(read(bootlegEntityDb(path))).rejects.toThrow(
      /"kiln" names number 1000, which the vocabulary lacks/,
    );
    writeFileSync(join(path, alias), whole);
  });
});

describe.skipIf(!existsSync(sample))("Bootleg's sample", () => {
  const database = join(sample, "sample_entity_db");

  it("has the same entities built as raw, but for what was cut off", async () => {
    const raw = await read(bootlegProfile(join(sample, "sample_raw_entity_data", "raw_profile.jsonl")));
    const built = await read(bootlegEntityDb(database));
    expect([raw.rejected, built.rejected]).toEqual([[], []]);
    expect(built.records).toHaveLength(raw.records.length);
    expect(raw.records.length).toBe(1523);
    let otherTypes = 0;
    for (const record of raw.records) {
      const other = built.byId.get(record.id);
      expect(other).toMatchObject({
        name: record.name,
        ...(record.description ? { description: record.description } : {}),
      });
      expect(aliasesOf(other as EntityRecord)).toEqual(aliasesOf(record));
      for (const [system, names] of Object.entries(record.types ?? {}))
        if (sorted(other?.types?.[system] ?? []).join() !== sorted(names.slice(0, 10)).join()) otherTypes++;
      const facts = factsOf(record);
      const kept = factsOf(other as EntityRecord);
      if (facts.length <= 100) expect(kept).toEqual(facts);
      else expect(facts).toEqual(expect.arrayContaining(kept));
    }
    expect(otherTypes).toBe(1); // in the sample itself, one entity has a type more when built
  });

  it("has tries whose keys lead to their numbers and back", async () => {
    for (const name of ["alias2id/vocabulary_trie", "alias2qids/record_trie", "qid2eid/vocabulary_trie"]) {
      const trie = await MarisaTrie.open(join(database, "entity_mappings", `${name}.marisa`));
      const ids = new Set<number>();
      let wrong = 0;
      for (const { id, bytes } of trie.keys()) {
        ids.add(id);
        if (id % 7 !== 0) continue; // enough of them, in less time
        const back = Buffer.from(trie.keyOf(id) ?? []).equals(bytes);
        if (trie.idOf(bytes) !== id || !back) wrong++;
      }
      expect([ids.size, wrong]).toEqual([trie.size, 0]);
    }
  });

  it("says where a damaged trie is damaged, whatever byte it is", async () => {
    const bytes = readFileSync(join(database, "type_mappings/wiki/qid2typenames/record_trie.marisa"));
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 307) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 0x5a;
      try {
        let keys = 0;
        for (const _ of MarisaTrie.read(damaged, "x.marisa").keys()) keys++;
        expect(keys).toBeLessThan(20_000);
      } catch (error) {
        expect(error).toMatchObject({ code: "TRIE_DAMAGED", message: expect.stringMatching(/at byte \d+/) });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5);
  });
});
