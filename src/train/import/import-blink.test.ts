import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openKnowledgeBase } from "../../kb/folder.js";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import {
  ENCODER_FILES,
  readCrossEncoderSettings,
  readEncoderSettings,
} from "../../models/encoders/encoder-files.js";
import {
  type EntityText,
  entityTextOf,
  splitName,
  textFingerprint,
} from "../../models/encoders/entity-text.js";
import { entityFields, entityTokens } from "../../models/encoders/entity-tokens.js";
import { loadBiEncoder } from "../../models/encoders/load-bi-encoder.js";
import { loadCrossEncoder } from "../../models/encoders/load-cross-encoder.js";
import { mentionWindow, tokensOf } from "../../models/encoders/mention-window.js";
import type { SessionEncoder } from "../../models/encoders/session-encoder.js";
import { VectorFolder } from "../../vectors/vector-folder.js";
import { importBlink } from "./import-blink.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

interface Sides {
  mentionIds: number[][];
  entityIds: number[][];
  mentions: number[][];
  entities: number[][];
  scores: number[][];
}
/** What PyTorch computed; see bench/parity/checkpoints.py. */
const computed = JSON.parse(readFileSync(fixture("blink.jsonl"), "utf8")) as {
  mentions: { left: string; mention: string; right: string }[];
  entities: { title: string; text: string }[];
  released: Sides;
  trained: Sides;
  cross: number[][];
};

const mentions = computed.mentions.map(({ left, mention, right }) => ({
  text: `${left} ${mention} ${right}`,
  span: { start: left.length + 1, end: left.length + 1 + mention.length },
}));
const entities = computed.entities.map(({ title, text }) => {
  const { name, kind } = splitName(title);
  const types = kind === undefined ? [] : [kind];
  return {
    name,
    ...(kind === undefined ? {} : { kind }),
    types,
    relations: [],
    aliases: [],
    description: text.trim(),
  };
});

let folder: string;
const inFolder = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "namesake-blink-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with some of the fixtures in it. */
function withFiles(name: string, ...files: string[]): string {
  const path = inFolder(name);
  mkdirSync(path);
  for (const file of files) cpSync(fixture(`blink/${file}`), join(path, file));
  return path;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] as number), 0);

function expectNear(found: readonly ArrayLike<number>[], expected: readonly (readonly number[])[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, row] of expected.entries())
    for (const [j, value] of row.entries())
      expect(Math.abs((found[i]?.[j] ?? Number.NaN) - value)).toBeLessThan(1e-4);
}

/** What an encoder reads, in tokens. */
function tokensRead({ settings: { inputs, special }, tokeniser }: SessionEncoder) {
  return {
    mentionIds: mentions.map(({ text, span }) => {
      const tokens = tokeniser.encode(text, { specialTokens: false });
      return Array.from(mentionWindow(tokens.ids, tokensOf(tokens, span), inputs, special).ids);
    }),
    entityIds: entities.map((entity) =>
      Array.from(entityTokens(entityFields(tokeniser, entity, inputs), inputs, special).ids),
    ),
  };
}

/** Compares tokens, vectors and scores of an imported bi-encoder with PyTorch's. */
async function expectSides(path: string, sides: Sides): Promise<void> {
  const { encoder, settings } = await loadBiEncoder(path);
  expect(tokensRead(encoder)).toEqual({ mentionIds: sides.mentionIds, entityIds: sides.entityIds });
  const found: Float32Array[] = [];
  for (const { text, span } of mentions) found.push(...(await encoder.encodeMentions(text, [span])));
  const written = await encoder.encodeEntities(entities);
  await encoder.close();
  expectNear(found, sides.mentions);
  expectNear(written, sides.entities);
  const scores = found.map((mention) => written.map((entity) => settings.scale * dot(mention, entity)));
  expectNear(scores, sides.scores);
}

describe("an import of BLINK", () => {
  it("computes what PyTorch does, and makes all parts", async () => {
    const out = inFolder("released");
    const { made, notes } = await importBlink(fixture("blink"), out, { precision: "float32" });
    expect(made).toEqual([
      `${out}: the bi-encoder, two towers of 1 layers, vectors of 16 numbers`,
      `${join(out, "cross-encoder")}: the cross-encoder, 2 layers over 43 tokens`,
      `${join(out, "kb")}: the knowledge base of entity.jsonl, 6 entities`,
      `${join(out, "vectors")}: vectors of 6 entities`,
    ]);
    expect(notes).toEqual([]);
    await expectSides(out, computed.released);

    const { encoder } = await loadCrossEncoder(join(out, "cross-encoder"));
    const scores: Float32Array[] = [];
    for (const { text, span } of mentions) scores.push(await encoder.score(text, span, entities));
    await encoder.close();
    expectNear(scores, computed.cross);
  });

  it("puts the vectors of entities under their numbers in the KB", async () => {
    const out = inFolder("released");
    const kb = await openKnowledgeBase(join(out, "kb"));
    const { id } = await readEncoderSettings(out);
    const vectors = VectorFolder.open(join(out, "vectors"), { model: id, dimensions: 16 });
    expect(vectors.manifest.contentHash).toBe(kb.totals().contentHash);
    for (const [i, { title }] of computed.entities.entries()) {
      const row = kb.index(title) as number;
      for (const [j, mention] of computed.released.mentions.entries())
        expect(vectors.score(row, Float32Array.from(mention))).toBeCloseTo(
          computed.released.scores[j]?.[i] as number,
          0,
        );
      const record = kb.at(row);
      if (record === undefined) throw new Error("no record");
      expect(entityTextOf(kb, record)).toMatchObject(entities[i] as object);
    }
    vectors.close();
    await kb.close();
  });

  it("takes a model that was trained with BLINK, with its linear layer", async () => {
    const out = inFolder("trained");
    const { made } = await importBlink(fixture("blink-trained"), out, {
      precision: "float32",
      trainable: false,
    });
    expect(made).toEqual([`${out}: the bi-encoder, two towers of 1 layers, vectors of 6 numbers`]);
    await expectSides(out, computed.trained);
    expect(() => readFileSync(join(out, ENCODER_FILES.parameters))).toThrow("ENOENT");
  });

  it("gives a cross-encoder alone the lengths of its own configuration", async () => {
    const files = withFiles(
      "cross",
      "crossencoder_wiki_large.bin",
      "crossencoder_wiki_large.json",
      "vocab.txt",
    );
    const out = inFolder("cross-out");
    const { made } = await importBlink(files, out, { trainable: false });
    expect(made).toEqual([`${join(out, "cross-encoder")}: the cross-encoder, 2 layers over 53 tokens`]);
    const { inputs } = await readCrossEncoderSettings(join(out, "cross-encoder"));
    expect(inputs).toMatchObject({ contextTokens: 30, entityTokens: 24, aligned: true });
    // The whole is longer than the model reads: the entity is cut.
    const short = {
      bert_model: "bert-large-uncased",
      max_context_length: 30,
      max_cand_length: 24,
      max_seq_length: 40,
    };
    writeFileSync(join(files, "crossencoder_wiki_large.json"), JSON.stringify(short));
    await importBlink(files, out, { trainable: false });
    const { inputs: cut } = await readCrossEncoderSettings(join(out, "cross-encoder"));
    expect(cut).toMatchObject({ contextTokens: 30, entityTokens: 11 });
  });

  it("leaves out vectors of what is no entity", async () => {
    const files = withFiles(
      "lines",
      "biencoder_wiki_large.bin",
      "biencoder_wiki_large.json",
      "all_entities_large.t7",
    );
    const lines = readFileSync(fixture("blink/entity.jsonl"), "utf8").trimEnd().split("\n");
    // The second line is no entity; the KB numbers the others anew.
    writeFileSync(join(files, "entity.jsonl"), [lines[0], "{}", ...lines.slice(2)].join("\n"));
    const problems: string[] = [];
    const out = inFolder("lines-out");
    const { notes } = await importBlink(files, out, {
      vocabulary: fixture("blink/vocab.txt"),
      problem: (message) => problems.push(message),
    });
    expect(problems).toEqual([expect.stringContaining("entity.jsonl, line 2")]);
    expect(notes).toEqual([
      expect.stringContaining("1 vectors are of entities that the knowledge base lacks"),
    ]);
    const kb = await openKnowledgeBase(join(out, "kb"));
    const vectors = VectorFolder.open(join(out, "vectors"));
    const [row, mention] = [
      kb.index("Mercury (planet)") as number,
      Float32Array.from(computed.released.mentions[0] ?? []),
    ];
    expect(vectors.score(row, mention)).toSatisfy(
      (score: number) => Math.abs(score - (computed.released.scores[0]?.[2] as number)) < 0.1,
    );
    vectors.close();
    await kb.close();
  });

  it("takes the KB that is given, whatever its order, and goes on with what is there", async () => {
    const out = inFolder("given");
    const named = ["Paris", "Somebody else", "Mercury (planet)", "Jordan"];
    const kb = await createKnowledgeBase(named.map((name) => ({ id: name, name })));
    const files = withFiles(
      "given-files",
      "biencoder_wiki_large.bin",
      "biencoder_wiki_large.json",
      "vocab.txt",
    );
    await importBlink(files, out, { kb });
    for (const file of ["entity.jsonl", "all_entities_large.t7"])
      cpSync(fixture(`blink/${file}`), join(files, file));
    const { made, notes } = await importBlink(files, out, { kb });
    expect(made).toEqual([
      expect.stringContaining("the bi-encoder"),
      expect.stringContaining("vectors of 3 entities"),
    ]);
    expect(notes).toEqual(["3 vectors are of entities that the knowledge base lacks, and were left out."]);
    const vectors = VectorFolder.open(join(out, "vectors"));
    expect([...vectors.rows()]).toEqual([0, 2, 3]);
    for (const [row, line] of [
      [0, 4],
      [2, 2],
      [3, 0],
    ] as const) {
      const score = vectors.score(row, Float32Array.from(computed.released.mentions[0] ?? []));
      expect(Math.abs((score ?? Number.NaN) - (computed.released.scores[0]?.[line] as number))).toBeLessThan(
        0.1,
      );
      // The KB knows less of it than BLINK did.
      expect(vectors.fingerprintOf(row)).toBe(textFingerprint({ ...(entities[line] as EntityText) }));
    }
    vectors.close();
  });

  it("says what is missing or wrong", async () => {
    const refused = (from: string, code: string, message: string, options = {}) =>
      expect(importBlink(from, inFolder("refused"), options)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      });
    await refused(inFolder("nowhere"), "SOURCE_NOT_FOUND", "does not exist");
    await refused(
      withFiles("empty"),
      "IMPORT_INCOMPLETE",
      "has no model of BLINK. Give the folder with biencoder",
    );
    await refused(fixture("bert"), "IMPORT_INCOMPLETE", "the tensors of pytorch_model.bin are others");

    const model = withFiles("model", "biencoder_wiki_large.bin");
    await refused(
      model,
      "IMPORT_INCOMPLETE",
      "Give the vocab.txt of the BERT that it was trained from (bert-large-uncased)",
    );
    const vocabulary = { vocabulary: fixture("blink/vocab.txt") };
    await refused(model, "SOURCE_NOT_FOUND", "how many heads", vocabulary);
    cpSync(fixture("blink/biencoder_wiki_large.json"), join(model, "biencoder_wiki_large.json"));
    writeFileSync(inFolder("short.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n");
    await refused(model, "VOCABULARY_MISMATCH", "The vocabulary has 4 entries", {
      vocabulary: inFolder("short.txt"),
    });
    writeFileSync(
      join(model, "biencoder_wiki_large.json"),
      '{"bert_model": "bert-large-uncased", "max_context_length": "long"}',
    );
    await refused(
      model,
      "RECORD_INVALID",
      '"max_context_length" should be a number of tokens above 4',
      vocabulary,
    );

    const cut = withFiles("cut");
    writeFileSync(
      join(cut, "model.bin"),
      readFileSync(fixture("blink/biencoder_wiki_large.bin")).subarray(0, 9000),
    );
    await refused(cut, "WEIGHTS_INVALID", "too early");

    const vectors = withFiles("vectors", "all_entities_large.t7", "entity.jsonl");
    await refused(vectors, "IMPORT_INCOMPLETE", "has no bi-encoder, whose vectors those in");
    const fewer = withFiles(
      "fewer",
      "biencoder_wiki_large.bin",
      "biencoder_wiki_large.json",
      "all_entities_large.t7",
      "vocab.txt",
    );
    writeFileSync(join(fewer, "entity.jsonl"), '{"title": "Jordan", "text": "A country."}\n');
    await refused(fewer, "IMPORT_MISMATCH", "expected 6 lines, one for each vector, found 1");
  });
});
