import type { CrossInputs } from "./cross-settings.js";
import type { EntityTokens } from "./entity-tokens.js";
import type { MentionWindow, TokenRange } from "./mention-window.js";
import type { SpecialIds, TrunkSettings } from "./settings.js";
import { trunkTokens } from "./trunk.js";

/** The parts of a sequence, in the order in which models are given them. */
export const CROSS_PARTS = ["window", "mention", "entity", "name"] as const;
export type CrossPart = (typeof CROSS_PARTS)[number];

/** A mention in its window and an entity, as a cross-encoder reads them. */
export interface CrossTokens {
  ids: Int32Array;
  /** Where its parts stand in it; what is in none of them is not read. */
  parts: Readonly<Record<CrossPart, TokenRange>>;
}

/**
 * A mention and an entity as one sequence: [begin] left [mention start] mention [mention end] right [separator] name [type] …
 * [description] … [separator] (Wu et al. 2020, "BLINK", https://aclanthology.org/2020.emnlp-main.519). Where the model has no
 * separator, the mark of a description stands between them, which takes the place of the entity's last token if it has as many as
 * it may.
 *
 * @param window what `mentionWindow` made
 * @param entity what `entityTokens` made
 * @returns at most `contextTokens + entityTokens` tokens
 */
export function crossTokens(
  window: MentionWindow,
  entity: EntityTokens,
  { aligned, contextTokens, entityTokens }: CrossInputs,
  { begin, separator, description, pad }: SpecialIds,
): CrossTokens {
  const border = separator === undefined ? [description] : [];
  // The beginning of the whole is that of the window.
  const left = begin === undefined ? 0 : 1;
  const written = entity.ids.subarray(left, entityTokens - border.length);
  const from = aligned ? contextTokens : window.ids.length;
  const first = from + border.length;
  const to = first + written.length;
  const ids = new Int32Array(to).fill(pad);
  ids.set(window.ids);
  ids.set(border, from);
  ids.set(written, first);
  const moved = (place: number): number => Math.min(to, place - left + first);
  return {
    ids,
    parts: {
      window: { from: 0, to: window.ids.length },
      mention: window.mention,
      entity: { from, to },
      name: { from: moved(entity.name.from), to: moved(entity.name.to) },
    },
  };
}

/** Cuts limits so that window and entity fit a model together: the entity has at most half of the room, the window what is left. */
export function fittingInputs<I extends Pick<CrossInputs, "contextTokens" | "entityTokens">>(
  inputs: I,
  trunk: TrunkSettings,
): I {
  const room = trunkTokens(trunk);
  const entityTokens = Math.min(inputs.entityTokens, Math.floor(room / 2));
  return { ...inputs, entityTokens, contextTokens: Math.min(inputs.contextTokens, room - entityTokens) };
}
