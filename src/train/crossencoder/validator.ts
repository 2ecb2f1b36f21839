import { crossEncoderGraph } from "../../models/encoders/cross-network.js";
import { SessionCrossEncoder } from "../../models/encoders/cross-session.js";
import type { CrossEncoderDefinition } from "../../models/encoders/cross-settings.js";
import { type EntityText, entityTextOf } from "../../models/encoders/entity-text.js";
import { emit } from "../../nn/graph/emit.js";
import type { Parameters } from "../../nn/layers/model.js";
import { Session } from "../../nn/session.js";
import type { Validation } from "../../nn/training/task.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { developmentSample, isTold, type MeasuredText } from "../encoders/development-sample.js";
import type { EntitySource } from "../encoders/entity-source.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import { fitScale, lossOf, type ScoredCandidates } from "./scale.js";
import type { CrossEncoderConfig } from "./schema.js";

/** What is found out beside the parameters: what makes scores log-odds. */
export const SCALE = "scale";

/**
 * Measures a cross-encoder with parameters that change on mentions that are not trained on: those that bi-encoders are measured with,
 * and the same candidates.
 */
export class CrossEncoderValidator {
  #session: Session | undefined;
  #sample: MeasuredText[] | undefined;
  readonly #texts = new Map<number, EntityText>();

  constructor(
    private readonly texts: LinkedTexts,
    private readonly entities: EntitySource,
    private readonly tokeniser: Tokeniser,
    private readonly settings: CrossEncoderDefinition,
    private readonly config: CrossEncoderConfig,
  ) {}

  async validate(parameters: Parameters): Promise<Validation> {
    const { validation, training } = this.config;
    this.#sample ??= await developmentSample(this.texts, this.entities, validation.mentions);
    this.#session ??= await openSession(this.settings, training.threads);
    const fed = Object.fromEntries(parameters);
    const settings = { ...this.settings, scale: 1 };
    const encoder = new SessionCrossEncoder(settings, this.tokeniser, this.#session, "", fed);

    const lists: ScoredCandidates[] = [];
    for (const { text, mentions } of this.#sample)
      for (const mention of mentions.filter(isTold)) {
        const candidates = mention.candidates.map((row) => this.#textOf(row));
        const scores = await encoder.score(text, mention, candidates);
        lists.push({ scores, gold: mention.candidates.indexOf(mention.row) });
      }
    const right = lists.filter(({ scores, gold }) =>
      scores.every((score, i) => i === gold || score < (scores[gold] as number)),
    );
    const scale = fitScale(lists);
    const told = Math.max(1, lists.length);
    const accuracy = right.length / told;
    return {
      score: accuracy,
      measures: { accuracy, loss: lossOf(lists, scale) / told },
      thresholds: { [SCALE]: scale },
    };
  }

  #textOf(row: number): EntityText {
    const { kb } = this.entities;
    const text = this.#texts.get(row) ?? entityTextOf(kb, kb.at(row) ?? { id: "", name: "" });
    this.#texts.set(row, text);
    return text;
  }
}

/** Parameters are inputs of the graph, so that it need not be made anew for others. */
function openSession(settings: CrossEncoderDefinition, threads: number): Promise<Session> {
  const { scope, inputs, outputs } = crossEncoderGraph(settings);
  const all = [...scope.tensors.values(), ...Object.values(inputs)];
  return Session.open(emit("cross-encoder", outputs, { inputs: all }), { threads });
}
