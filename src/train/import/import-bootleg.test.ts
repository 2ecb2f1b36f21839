import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import { readEncoderSettings } from "../../models/encoders/encoder-files.js";
import { type EntityText, splitName } from "../../models/encoders/entity-text.js";
import { entityFields, entityTokens } from "../../models/encoders/entity-tokens.js";
import { loadBiEncoder } from "../../models/encoders/load-bi-encoder.js";
import { mentionWindow, tokensOf, wordsAround } from "../../models/encoders/mention-window.js";
import { VectorFolder } from "../../vectors/vector-folder.js";
import { importBootleg } from "./import-bootleg.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** What PyTorch computed; see bench/parity/checkpoints_bootleg.py. */
const computed = JSON.parse(readFileSync(fixture("bootleg.jsonl"), "utf8")) as {
  mentions: { sentence: string; words: [number, number] }[];
  entities: { title: string; types: string[]; relations: string[]; description: string }[];
  mentionIds: number[][];
  entityIds: number[][];
  mentionVectors: number[][];
  entityVectors: number[][];
  scores: number[][];
};

const mentions = computed.mentions.map(({ sentence, words: [from, to] }) => {
  const words = sentence.split(" ");
  const start = words.slice(0, from).join(" ").length + (from === 0 ? 0 : 1);
  return { text: sentence, span: { start, end: start + words.slice(from, to).join(" ").length } };
});
const entities = computed.entities.map(({ title, types, relations, description }): EntityText => {
  const { name, kind } = splitName(title);
  const all = kind === undefined ? types : [kind, ...types];
  return { name, ...(kind === undefined ? {} : { kind }), types: all, relations, aliases: [], description };
});

let folder: string;
const inFolder = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "namesake-bootleg-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with some of the fixtures in it. */
function withFiles(name: string, ...files: string[]): string {
  const path = inFolder(name);
  mkdirSync(path);
  for (const file of files) cpSync(fixture(`bootleg/${file}`), join(path, file), { recursive: true });
  return path;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] as number), 0);

function expectNear(
  found: readonly ArrayLike<number>[],
  expected: readonly (readonly number[])[],
  most: number,
): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, row] of expected.entries())
    for (const [j, value] of row.entries())
      expect(Math.abs((found[i]?.[j] ?? Number.NaN) - value)).toBeLessThan(most);
}

describe("an import of Bootleg", () => {
  it("computes what PyTorch does", async () => {
    const out = inFolder("out");
    const { made, notes } = await importBootleg(fixture("bootleg"), out, { precision: "float32" });
    expect(made).toEqual([`${out}: the bi-encoder, two towers of 1 layers, vectors of 10 numbers`]);
    expect(notes).toEqual([expect.stringContaining("entity_embeddings.npy was left out: --kb names")]);

    const { encoder, settings } = await loadBiEncoder(out);
    expect(settings.scale).toBeCloseTo(100, 10);
    const found: Float32Array[] = [];
    for (const { text, span } of mentions) found.push(...(await encoder.encodeMentions(text, [span])));
    const written = await encoder.encodeEntities(entities);
    await encoder.close();
    expectNear(found, computed.mentionVectors, 1e-6);
    expectNear(written, computed.entityVectors, 1e-6);
    const scores = found.map((mention) => written.map((entity) => settings.scale * dot(mention, entity)));
    expectNear(scores, computed.scores, 1e-4);
  });

  it("reads what Bootleg reads", async () => {
    const { encoder, settings } = await loadBiEncoder(inFolder("out"));
    const { inputs, special } = settings;
    const { tokeniser } = encoder;
    const read = (text: string) => tokeniser.encode(text, { specialTokens: false });
    const windows = mentions.map(({ text, span }) => {
      const { start, end } = wordsAround(text, span, inputs.contextWords as number, 1000);
      const tokens = read(text.slice(start, end));
      const mention = tokensOf(tokens, { start: span.start - start, end: span.end - start });
      return Array.from(mentionWindow(tokens.ids, mention, inputs, special).ids);
    });
    expect(windows).toEqual(computed.mentionIds);
    const fields = entities.map((entity) =>
      entityTokens(entityFields(tokeniser, entity, inputs), inputs, special),
    );
    expect(fields.map(({ ids }) => Array.from(ids))).toEqual(computed.entityIds);
    await encoder.close();
  });

  it("puts vectors of entities under their numbers in a KB", async () => {
    const kb = await createKnowledgeBase([
      { id: "Q50", name: "Paris" },
      { id: "none", name: "Nobody" },
      { id: "river", name: "Jordan", sameAs: ["Q20"] },
    ]);
    const out = inFolder("vectors");
    const { made } = await importBootleg(fixture("bootleg"), out, { kb });
    expect(made[1]).toBe(`${join(out, "vectors")}: vectors of 2 entities`);
    const { id } = await readEncoderSettings(out);
    const vectors = VectorFolder.open(join(out, "vectors"), { model: id, dimensions: 10 });
    expect([...vectors.rows()]).toEqual([0, 2]);
    for (const [row, entity] of [
      [0, 4],
      [2, 1],
    ] as const)
      expect(vectors.score(row, Float32Array.from(computed.entityVectors[entity] as number[]))).toBeCloseTo(
        1,
        2,
      );
    vectors.close();

    // The same as numbers and nothing else.
    const memoryMap = inFolder("embeddings.memmap");
    const file = readFileSync(fixture("bootleg/entity_embeddings.npy"));
    writeFileSync(memoryMap, file.subarray(file.length - 7 * 10 * 4));
    const again = await importBootleg(fixture("bootleg"), inFolder("mapped"), { kb, embeddings: memoryMap });
    expect(again.made[1]).toContain("vectors of 2 entities");
    await expect(
      importBootleg(fixture("bootleg"), inFolder("mapped"), {
        kb,
        embeddings: fixture("blink/all_entities_large.t7"),
      }),
    ).rejects.toMatchObject({ code: "IMPORT_MISMATCH", message: expect.stringContaining("found [6,16]") });
  });

  it("takes both containers of PyTorch, and the best of several models", async () => {
    const files = withFiles("several", "bootleg_config.yaml", "vocab.txt");
    cpSync(fixture("bootleg-stream/last_model.pth"), join(files, "last_model.pth"));
    cpSync(fixture("bootleg/bootleg_wiki.pth"), join(files, "best_model_NED.model.pth"));
    const zip = await importBootleg(files, inFolder("zip"), { trainable: false });
    expect(zip.notes).toEqual([
      "Taken was best_model_NED.model.pth; last_model.pth are models of Bootleg too.",
    ]);
    rmSync(join(files, "best_model_NED.model.pth"));
    await importBootleg(files, inFolder("stream"), { trainable: false });
    const ids = await Promise.all(["zip", "stream"].map((name) => readEncoderSettings(inFolder(name))));
    expect(ids[0]).toEqual(ids[1]);
  });

  it("says what is missing or wrong", async () => {
    const refused = async (from: string, code: string, message: string, options = {}) =>
      expect(importBootleg(from, inFolder("refused"), options)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      });
    await refused(
      fixture("blink"),
      "IMPORT_INCOMPLETE",
      'no model of Bootleg 1.1, with the modules "context_encoder"',
    );
    const model = withFiles("model", "bootleg_wiki.pth");
    await refused(model, "IMPORT_INCOMPLETE", "no configuration of Bootleg. Put the one of the model there");
    const config = (change: (text: string) => string) =>
      writeFileSync(
        join(model, "bootleg_config.yaml"),
        change(readFileSync(fixture("bootleg/bootleg_config.yaml"), "utf8")),
      );
    config((text) => text);
    await refused(
      model,
      "IMPORT_INCOMPLETE",
      "Give the vocab.txt of the BERT that it was trained from (bert-base-uncased)",
    );
    const vocabulary = { vocabulary: fixture("bootleg/vocab.txt") };
    config((text) => text.replace("hidden_size: 10", "hidden_size: 200"));
    await refused(
      model,
      "CONFIG_INVALID",
      "hidden_size should be 10, as in bootleg_wiki.pth, found 200",
      vocabulary,
    );
    config((text) => text.replace("normalize: true", "normalize: often"));
    await refused(model, "CONFIG_INVALID", 'normalize should be true or false, found "often"', vocabulary);
    config((text) => text.replace("  hidden_size", " hidden_size"));
    await refused(model, "CONFIG_UNREADABLE", "bootleg_config.yaml, line", vocabulary);
    config((text) => text.replace("use_entity_desc: true", "use_entity_desc: false"));
    await refused(model, "CONFIG_INVALID", "entities without descriptions", vocabulary);

    const kb = await createKnowledgeBase([{ id: "Q10", name: "Jordan" }]);
    const trie = withFiles(
      "trie",
      "bootleg_wiki.pth",
      "bootleg_config.yaml",
      "vocab.txt",
      "entity_embeddings.npy",
    );
    await refused(trie, "IMPORT_INCOMPLETE", "has no qid2eid.json, which says whose vectors the rows are", {
      kb,
    });
    mkdirSync(join(trie, "entity_db/entity_mappings/qid2eid"), { recursive: true });
    writeFileSync(join(trie, "entity_db/entity_mappings/qid2eid/vocabulary_trie.marisa"), "trie");
    await refused(
      trie,
      "IMPORT_INCOMPLETE",
      "is a trie (vocabulary_trie.marisa), which cannot be read here",
      { kb },
    );
    writeFileSync(join(trie, "qid2eid.json"), '{"Q10": 7}');
    await refused(trie, "RECORD_INVALID", "below 7, found 7", { kb });
  });
});
