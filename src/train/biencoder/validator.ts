import { type BiEncoderSizes, biEncoderGraph, type Side } from "../../models/encoders/network.js";
import { SessionEncoder } from "../../models/encoders/session-encoder.js";
import type { EncoderDefinition } from "../../models/encoders/settings.js";
import { emit } from "../../nn/graph/emit.js";
import type { Parameters } from "../../nn/layers/model.js";
import { Session } from "../../nn/session.js";
import type { Validation } from "../../nn/training/task.js";
import { random } from "../../random.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import {
  developmentSample,
  isTold,
  type MeasuredMention,
  type MeasuredText,
} from "../encoders/development-sample.js";
import type { EntitySource } from "../encoders/entity-source.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import type { BiEncoderConfig } from "./schema.js";

/** Entities that are encoded at a time. */
const BATCH = 256;

/** Measures a bi-encoder with parameters that change on mentions that are not trained on. */
export class BiEncoderValidator {
  #sessions: Readonly<Record<Side, Session>> | undefined;
  #sample: MeasuredText[] | undefined;

  constructor(
    private readonly texts: LinkedTexts,
    private readonly entities: EntitySource,
    private readonly tokeniser: Tokeniser,
    private readonly settings: EncoderDefinition,
    private readonly config: BiEncoderConfig,
  ) {}

  async validate(parameters: Parameters): Promise<Validation> {
    const { kb } = this.entities;
    const { validation, training, model } = this.config;
    this.#sample ??= await developmentSample(this.texts, this.entities, validation.mentions);
    this.#sessions ??= await openSessions(this.settings, training.threads);
    const fed = Object.fromEntries(parameters);
    const encoder = new SessionEncoder(this.settings, this.tokeniser, this.#sessions, "", model.width, fed);

    const mentions = this.#sample.flatMap((one) => one.mentions);
    const next = random(this.config.seed);
    const rows = [
      ...new Set([
        ...mentions.flatMap(({ row, candidates }) => [row, ...candidates]),
        ...Array.from({ length: validation.others }, () => next() % kb.size),
      ]),
    ];
    const vectors = new Map<number, Float32Array>();
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = rows.slice(at, at + BATCH);
      const texts = batch.map((row) => this.entities.text(row));
      for (const [i, vector] of (await encoder.encodeEntities(texts)).entries())
        vectors.set(batch[i] as number, vector);
    }
    const counts = { told: 0, right: 0, first: 0, found: 0 };
    for (const { text, mentions } of this.#sample)
      for (const [i, query] of (await encoder.encodeMentions(text, mentions)).entries()) {
        const mention = mentions[i] as MeasuredMention;
        const { row, candidates } = mention;
        const score = (other: number) => dot(query, vectors.get(other) as Float32Array);
        const own = score(row);
        if (isTold(mention)) {
          counts.told++;
          if (candidates.every((other) => other === row || score(other) < own)) counts.right++;
        }
        const rank = rankOf(own, query, row, vectors);
        if (rank < 1) counts.first++;
        if (rank < 64) counts.found++;
      }
    const measures = {
      accuracy: counts.right / Math.max(1, counts.told),
      recall1: counts.first / Math.max(1, mentions.length),
      recall64: counts.found / Math.max(1, mentions.length),
    };
    return { score: measures[validation.measure], measures };
  }
}

/** Parameters are inputs of the graphs, so that these need not be made anew for others. */
async function openSessions(
  settings: BiEncoderSizes,
  threads: number,
): Promise<Readonly<Record<Side, Session>>> {
  const open = async (sides: readonly Side[]) => {
    const { scope, inputs, outputs } = biEncoderGraph(settings, sides);
    const all = [...scope.tensors.values(), ...Object.values(inputs)];
    return Session.open(emit("bi-encoder", outputs, { inputs: all }), { threads });
  };
  if (!settings.shared) return { mention: await open(["mention"]), entity: await open(["entity"]) };
  const both = await open(["mention", "entity"]);
  return { mention: both, entity: both };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** How many entities are nearer to a mention than its own. */
function rankOf(
  own: number,
  query: Float32Array,
  row: number,
  vectors: ReadonlyMap<number, Float32Array>,
): number {
  let rank = 0;
  for (const [other, vector] of vectors) if (other !== row && dot(query, vector) >= own) rank++;
  return rank;
}
