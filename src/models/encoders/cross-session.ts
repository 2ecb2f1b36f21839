import { NamesakeError } from "../../errors.js";
import type { Feed, Session } from "../../nn/session.js";
import type { Span } from "../../text/sentences.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { jointRuns } from "./cross-joint-runs.js";
import { CrossReader } from "./cross-reader.js";
import type { CrossEncoderDefinition } from "./cross-settings.js";
import { upperRuns } from "./cross-upper-runs.js";
import type { CrossEncoder } from "./encoder.js";
import type { EntityText } from "./entity-text.js";

/** A cross-encoder over an open model; `crossEncoderGraph` describes it. */
export class SessionCrossEncoder implements CrossEncoder {
  #closed = false;
  readonly #reader: CrossReader;

  /**
   * @param fed what the session is given beside the tokens: the parameters, where they are not in the graph
   */
  constructor(
    readonly settings: CrossEncoderDefinition & { scale: number },
    tokeniser: Tokeniser,
    readonly session: Session,
    readonly id: string,
    private readonly fed: Readonly<Record<string, Feed>> = {},
  ) {
    this.#reader = new CrossReader(tokeniser, settings);
  }

  async score(text: string, mention: Span, candidates: readonly EntityText[]): Promise<Float32Array> {
    if (this.#closed) throw new NamesakeError("CLOSED", { what: "The cross-encoder" });
    const { settings } = this;
    const window = this.#reader.window(text, mention);
    const entities = candidates.map((entity) => this.#reader.entity(entity));
    const runs =
      settings.joint === "upper"
        ? upperRuns(window, entities, settings)
        : jointRuns(window, entities, settings);
    const scores = new Float32Array(candidates.length);
    for (const { places, feeds } of runs) {
      const made = await this.session.run({ ...this.fed, ...feeds });
      const found = made["scores"]?.data as Float32Array;
      for (const [i, place] of places.entries()) scores[place] = settings.scale * (found[i] as number);
    }
    return scores;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.session.close();
  }
}
