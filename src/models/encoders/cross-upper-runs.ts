import type { Tensor } from "../../nn/onnx.js";
import type { CrossRun } from "./cross-run.js";
import type { UpperDefinition } from "./cross-settings.js";
import type { UpperFeed } from "./cross-upper-network.js";
import type { EntityTokens } from "./entity-tokens.js";
import type { MentionWindow, TokenRange } from "./mention-window.js";
import type { SpecialIds } from "./settings.js";

/** Candidates of one run, which read the window once; more take memory. */
const RUN = 32;

/** What `upperGraph` is run with to score the candidates of a mention: mostly one run. */
export function upperRuns(
  window: MentionWindow,
  entities: readonly EntityTokens[],
  { inputs, special }: UpperDefinition,
): CrossRun[] {
  const shown = windowShown(window, special);
  const size = { tokens: shown.ids.length, entityTokens: inputs.entityTokens };
  const runs: CrossRun[] = [];
  for (let at = 0; at < entities.length; at += RUN) {
    const some = entities.slice(at, at + RUN);
    const feeds = upperFeeds(
      [{ window: shown, entities: some }],
      { ...size, candidates: some.length },
      special,
    );
    runs.push({ places: some.map((_, i) => at + i), feeds });
  }
  return runs;
}

/** A window of at least one token. */
const windowShown = (window: MentionWindow, { mask }: SpecialIds): MentionWindow =>
  window.ids.length > 0 ? window : { ...window, ids: Int32Array.of(mask) };

/** A mention and its candidates, in tokens. */
export interface ReadCandidates {
  window: MentionWindow;
  entities: readonly EntityTokens[];
}

/** To what windows, entities and lists of candidates are filled up. */
export interface UpperLengths {
  tokens: number;
  entityTokens: number;
  candidates: number;
}

/** Mentions and their candidates as a model is fed them. In the place of a candidate that is not there stands the first one. */
export function upperFeeds(
  batch: readonly ReadCandidates[],
  { tokens, entityTokens, candidates }: UpperLengths,
  { pad }: SpecialIds,
): Record<UpperFeed, Tensor> {
  const windows = batch.map(({ window }) => ({ ids: window.ids.subarray(0, tokens), span: window.mention }));
  const written = batch.flatMap(({ entities }) =>
    Array.from({ length: candidates }, (_, i) => {
      const { ids, name } = (entities[i] ?? entities[0]) as EntityTokens;
      return { ids, span: name };
    }),
  );
  const byCandidate = [batch.length, candidates];
  return {
    ids: filled(windows, tokens, [batch.length], pad),
    lengths: numbers(windows, [batch.length], ({ ids }) => ids.length),
    starts: numbers(windows, [batch.length], ({ span }) => span.from),
    ends: numbers(windows, [batch.length], ({ span }) => span.to),
    entityIds: filled(written, entityTokens, byCandidate, pad),
    entityLengths: numbers(written, byCandidate, ({ ids }) => ids.length),
    entityStarts: numbers(written, byCandidate, ({ span }) => span.from),
    entityEnds: numbers(written, byCandidate, ({ span }) => span.to),
  };
}

/** A text in tokens, with the part of it that names something. */
interface Text {
  ids: Int32Array;
  span: TokenRange;
}

function filled(texts: readonly Text[], tokens: number, by: readonly number[], pad: number): Tensor {
  const data = new Int32Array(texts.length * tokens).fill(pad);
  for (const [row, { ids }] of texts.entries()) data.set(ids, row * tokens);
  return { data, dims: [...by, tokens] };
}

const numbers = (texts: readonly Text[], dims: readonly number[], of: (text: Text) => number): Tensor => ({
  data: Int32Array.from(texts, of),
  dims: [...dims],
});
