import { afterAll, beforeAll, expect, it } from "vitest";
import { createKnowledgeBase } from "../src/kb/in-memory.js";
import type { Linker } from "../src/link/linker.js";
import { createLinker, loadKnowledgeBase } from "../src/load.js";

/** Texts that nobody writes for a linker, and what is still to be expected of it. */

let linker: Linker;
beforeAll(async () => {
  linker = createLinker(await loadKnowledgeBase("starter")) as unknown as Linker;
});
afterAll(() => linker.close());

const named = async (text: string): Promise<string[]> =>
  (await linker.link(text)).map(({ text, entity }) => `${text} = ${entity?.name ?? "NIL"}`);

it("links a name without any context to what it is best known for, and says how unsure it is", async () => {
  const [paris, ...more] = await linker.link("Paris");
  expect(more).toEqual([]);
  expect(paris?.entity?.id).toBe("geonames:2988507");
  const [jaguar] = await linker.link("Jaguar");
  expect(jaguar?.confidence).toBeLessThan(paris?.confidence ?? 0);
});

it.each(["", " \n\t ", "\u0000", "🐆🐆🐆", "?!…", "\ud800"])("finds nothing in %j", async (text) => {
  expect(await linker.link(text)).toEqual([]);
});

it("decides a thousand equal mentions alike, in no more than a text of their length takes", async () => {
  const links = await linker.link("Jordan. ".repeat(1000));
  expect(links).toHaveLength(1000);
  // Away from the ends, where there is less text around.
  expect(
    new Set(links.slice(100, -100).map(({ entity, confidence }) => `${entity?.id} ${confidence}`)).size,
  ).toBe(1);
});

it("finds the same entities in capitals, in small letters and as they are written", async () => {
  const text = "Barack Obama met Angela Merkel in Berlin.";
  const ids = async (written: string) => (await linker.link(written)).map(({ entity }) => entity?.id);
  const wanted = await ids(text);
  expect(wanted).toEqual(["wikipedia:534366", "wikipedia:72671", "geonames:2950159"]);
  expect(await ids(text.toUpperCase())).toEqual(wanted);
  expect(await ids(text.toLowerCase())).toEqual(wanted);
});

it("reads the cells of a table that was pasted as text", async () => {
  const rows = [
    "Country\tCapital\tPopulation",
    "France\tParis\t68,000,000",
    "Japan\tTokyo\t125,000,000",
    "Jordan\tAmman\t11,000,000",
  ];
  expect(await named(rows.join("\n"))).toEqual(
    expect.arrayContaining([
      "France = France",
      "Paris = Paris",
      "Japan = Japan",
      "Tokyo = Tokyo",
      "Jordan = Jordan",
      "Amman = Amman",
    ]),
  );
});

it("finds in another language the names that are written as it knows them, and makes up none", async () => {
  expect(await named("Gestern traf Angela Merkel in Berlin ein.")).toEqual([
    "Angela Merkel = Angela Merkel",
    "Berlin = Berlin",
  ]);
  for (const text of ["東京は日本の首都です。", "Москва — столица России."])
    expect(await linker.link(text)).toEqual([]);
});

it("answers in sane time where every name means everything, and is sure of nothing", async () => {
  const names = Array.from(
    { length: 50 },
    (_, i) => `Zor${String.fromCharCode(97 + (i % 26))}${i < 26 ? "ku" : "vel"}`,
  );
  const kb = await createKnowledgeBase(
    Array.from({ length: 2000 }, (_, i) => ({ id: `e${i}`, name: `Thing ${i}`, aliases: names })),
  );
  const adversary = createLinker(kb);
  const links = await adversary.link(`${names.join(" and ")}.`);
  expect(links.map(({ text }) => text)).toEqual(names);
  for (const { candidates } of links) {
    expect(candidates.length).toBeLessThanOrEqual(30);
    for (const { probability } of candidates) expect(probability).toBeLessThan(0.1);
  }
  await adversary.close();
});
