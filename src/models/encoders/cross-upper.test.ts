import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emit } from "../../nn/graph/emit.js";
import { initialParameters, type Parameters, parametersOf } from "../../nn/layers/model.js";
import { Session } from "../../nn/session.js";
import { Tokeniser } from "../../text/subword/tokeniser.js";
import { trainWordPiece } from "../../text/subword/training/train.js";
import { crossEncoderGraph, crossEncoderModel } from "./cross-network.js";
import { SessionCrossEncoder } from "./cross-session.js";
import type { UpperDefinition } from "./cross-settings.js";
import type { BiEncoder, CrossEncoder } from "./encoder.js";
import type { EntityText } from "./entity-text.js";
import { loadCrossEncoder } from "./load-cross-encoder.js";
import { biEncoderGraph } from "./network.js";
import { saveCrossEncoder } from "./save-cross-encoder.js";
import { SessionEncoder } from "./session-encoder.js";

const SCALE = 7;
const TEXT = "The fast boat went down the river Kalomi and out to the sea, where it met another boat.";
const MENTION = { start: TEXT.indexOf("Kalomi"), end: TEXT.indexOf("Kalomi") + 6 };
const entity = (name: string, description: string): EntityText => ({
  name,
  types: ["river"],
  relations: [],
  aliases: [],
  description,
});
const ENTITIES = [
  entity("Kalomi", "a river that flows to the sea"),
  entity("Kalomi Town", "a town"),
  entity("K", ""),
  // More than can be read.
  entity("Kalomi", "boats and rivers and boats ".repeat(9)),
  ...Array.from({ length: 40 }, (_, i) => entity(`Kalomi ${i}`, "out to sea ".repeat(i % 5))),
];

let settings: UpperDefinition;
let tokeniser: Tokeniser;
let untrained: Parameters;
/** As after training: the layer that begins with zeros has other numbers. */
let trained: Parameters;

beforeAll(async () => {
  tokeniser = new Tokeniser(await trainWordPiece([TEXT, "a town ab cd ef"], { size: 120 }));
  const rows = tokeniser.rows;
  const marks = { mask: rows, mentionStart: rows + 1, mentionEnd: rows + 2, type: rows + 3 };
  const heads = { layers: 1, heads: 2, inner: 32 };
  settings = {
    joint: "upper",
    shared: true,
    trunk: { kind: "bert", vocabulary: rows + 7, width: 16, positions: 128, segments: 0, ...heads },
    special: { pad: 0, ...marks, relation: rows + 4, alias: rows + 5, description: rows + 6 },
    vectors: { pooling: "span", width: 8, unit: true },
    head: { width: 16, heads: 2 },
    inputs: {
      ...{ markers: false, contextTokens: 128, mentionTokens: 6, entityTokens: 24 },
      ...{ nameTokens: 8, typeTokens: 4, relationTokens: 0, aliasTokens: 0 },
    },
  };
  const specs = parametersOf(crossEncoderModel(settings, 2));
  untrained = new Map([...initialParameters(specs, 5), ["scale", Float32Array.of(Math.log(SCALE))]]);
  const score = Float32Array.from({ length: 16 }, (_, i) => Math.sin(i));
  trained = new Map([...untrained, ["upper.score.weight", score]]);
});

async function biEncoder(): Promise<BiEncoder> {
  const { inputs, outputs, scope } = biEncoderGraph(settings, ["mention", "entity"]);
  const constants = new Map(
    [...scope.parameters.keys()].map((name) => [name, untrained.get(name) as Float32Array]),
  );
  const session = await Session.open(
    emit("bi-encoder", outputs, { inputs: Object.values(inputs), constants }),
  );
  return new SessionEncoder(settings, tokeniser, { mention: session, entity: session }, "", 8);
}

async function crossEncoder(constants: Parameters): Promise<CrossEncoder> {
  const { inputs, outputs } = crossEncoderGraph(settings);
  const session = await Session.open(emit("cross", outputs, { inputs: Object.values(inputs), constants }));
  return new SessionCrossEncoder({ ...settings, scale: 1 }, tokeniser, session, "");
}

// The text fits a window; of longer ones a bi-encoder reads those that several mentions share.
it("says what the bi-encoder below it says, until it is trained", async () => {
  const [bi, cross, later] = [await biEncoder(), await crossEncoder(untrained), await crossEncoder(trained)];
  const [query] = (await bi.encodeMentions(TEXT, [MENTION])) as [Float32Array];
  const vectors = await bi.encodeEntities(ENTITIES);
  const expected = vectors.map(
    (vector) => SCALE * vector.reduce((sum, x, i) => sum + x * (query[i] as number), 0),
  );
  const scores = await cross.score(TEXT, MENTION, ENTITIES);
  for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(expected[i] as number, 4);
  const others = await later.score(TEXT, MENTION, ENTITIES);
  expect(others.every((score, i) => Math.abs(score - (expected[i] as number)) > 1e-4)).toBe(true);
  for (const one of [bi, cross, later]) await one.close();
});

describe("saved in whole numbers", () => {
  const folder = mkdtempSync(join(tmpdir(), "namesake-cross-upper-"));
  let encoder: CrossEncoder;
  beforeAll(async () => {
    const made = { settings: { ...settings, scale: 2 }, tokeniser, parameters: trained };
    await saveCrossEncoder(folder, made);
    ({ encoder } = await loadCrossEncoder(folder));
  });
  afterAll(async () => {
    await encoder.close();
    rmSync(folder, { recursive: true });
  });

  it("scores about as before, in log-odds", async () => {
    const exact = await crossEncoder(trained);
    const scores = await encoder.score(TEXT, MENTION, ENTITIES);
    for (const [i, score] of (await exact.score(TEXT, MENTION, ENTITIES)).entries())
      expect(Math.abs((scores[i] as number) - 2 * score)).toBeLessThan(0.5);
    await exact.close();
  });

  it("gives a candidate the same score, alone and among others", async () => {
    const together = await encoder.score(TEXT, MENTION, ENTITIES);
    for (const i of [0, 2, 3, 43]) {
      const [alone] = await encoder.score(TEXT, MENTION, [ENTITIES[i] as EntityText]);
      expect(alone).toBe(together[i]);
    }
    expect(new Set(together.slice(0, 4)).size).toBe(4);
  });

  it("reads texts of one token, of none and of a hundred thousand, and entities of which nothing is known", async () => {
    const nothing = { name: "", types: [], relations: [], aliases: [], description: "" };
    const long = `${"rain ".repeat(20_000)}Kalomi${" rain".repeat(20_000)}`;
    for (const [text, start, end] of [
      ["Kalomi", 0, 6],
      ["   ", 0, 1],
      [long, 100_000, 100_006],
      [long, 0, long.length],
    ] as const) {
      const scores = await encoder.score(text, { start, end }, [nothing, ENTITIES[0] as EntityText]);
      expect(scores.every(Number.isFinite)).toBe(true);
    }
    expect(await encoder.score("Kalomi", { start: 0, end: 6 }, [])).toHaveLength(0);
  });
});
