import type { Feed } from "../../nn/session.js";
import type { CrossRun } from "./cross-run.js";
import type { JointDefinition } from "./cross-settings.js";
import { CROSS_PARTS, type CrossTokens, crossTokens } from "./cross-tokens.js";
import type { EntityTokens } from "./entity-tokens.js";
import type { MentionWindow, TokenRange } from "./mention-window.js";
import { trunkTokens } from "./trunk.js";

/** Tokens of one run; more do not make it faster and only take memory. */
const RUN = 2048;
/**
 * Sequences are filled up to a multiple of so many tokens, and those of equal length share a run: what a sequence is filled up to
 * depends on itself alone, and so does its score.
 */
const STEP = 16;

/** What `jointGraph` is run with to score the candidates of a mention. */
export function jointRuns(
  window: MentionWindow,
  entities: readonly EntityTokens[],
  { inputs, special, trunk }: JointDefinition,
): CrossRun[] {
  const most = trunkTokens(trunk);
  const sequences = entities.map((entity) => crossTokens(window, entity, inputs, special));
  const byLength = new Map<number, number[]>();
  for (const [place, { ids }] of sequences.entries()) {
    const length = Math.min(most, STEP * Math.ceil(ids.length / STEP));
    const mates = byLength.get(length) ?? [];
    byLength.set(length, mates);
    mates.push(place);
  }
  const runs: CrossRun[] = [];
  for (const [length, mates] of byLength) {
    const size = Math.max(1, Math.floor(RUN / length));
    for (let at = 0; at < mates.length; at += size) {
      const places = mates.slice(at, at + size);
      const batch = places.map((place) => sequences[place] as CrossTokens);
      runs.push({ places, feeds: jointFeeds(batch, length, special.pad) });
    }
  }
  return runs;
}

/**
 * Sequences as a model is fed them, all filled up to one length.
 *
 * @returns ids [batch, tokens]; starts and ends [batch, parts]
 */
export function jointFeeds(batch: readonly CrossTokens[], tokens: number, pad: number) {
  const ids = new Int32Array(batch.length * tokens).fill(pad);
  for (const [row, sequence] of batch.entries()) ids.set(sequence.ids, row * tokens);
  const edges = (edge: keyof TokenRange) => ({
    data: Int32Array.from(batch.flatMap(({ parts }) => CROSS_PARTS.map((part) => parts[part][edge]))),
    dims: [batch.length, CROSS_PARTS.length],
  });
  return {
    ids: { data: ids, dims: [batch.length, tokens] },
    starts: edges("from"),
    ends: edges("to"),
  } satisfies Record<string, Feed>;
}
