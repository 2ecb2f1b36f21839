import type { EntityTokens } from "./entity-tokens.js";
import type { MentionWindow, TokenRange } from "./mention-window.js";
import type { CrossInputs } from "./cross-settings.js";
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
 * separator, the mark of a description stands between them.
 *
 * @param window what `mentionWindow` made
 * @param entity what `entityTokens` made
 */
export function crossTokens(
  window: MentionWindow,
  entity: EntityTokens,
  { aligned, contextTokens }: CrossInputs,
  { begin, separator, description, pad }: SpecialIds,
): CrossTokens {
  // The beginning of the whole is that of the window.
  const written = begin === undefined ? entity.ids : entity.ids.subarray(1);
  const border = separator === undefined ? [description] : [];
  const from = aligned ? contextTokens : window.ids.length;
  const first = from + border.length;
  const to = first + written.length;
  const ids = new Int32Array(to).fill(pad);
  ids.set(window.ids);
  ids.set(border, from);
  ids.set(written, first);
  const moved = first - (begin === undefined ? 0 : 1);
  return {
    ids,
    parts: {
      window: { from: 0, to: window.ids.length },
      mention: window.mention,
      entity: { from, to },
      name: { from: entity.name.from + moved, to: entity.name.to + moved },
    },
  };
}

/** The most tokens of a sequence. */
export const crossLength = (
  { contextTokens, entityTokens }: Pick<CrossInputs, "contextTokens" | "entityTokens">,
  special: SpecialIds,
): number => contextTokens + entityTokens + extra(special);

/** Tokens of a sequence beside those of the window and of the entity as it would stand alone. */
const extra = ({ begin, separator }: SpecialIds): number =>
  (separator === undefined ? 1 : 0) - (begin === undefined ? 0 : 1);

/**
 * Cuts limits so that window and entity fit a model together: the entity has at most half of the room, the window what is left.
 *
 * @returns the settings with the limits that can be had
 */
export function fittingInputs<I extends Pick<CrossInputs, "contextTokens" | "entityTokens">>(
  inputs: I,
  trunk: TrunkSettings,
  special: SpecialIds,
): I {
  const room = trunkTokens(trunk) - extra(special);
  const entityTokens = Math.min(inputs.entityTokens, Math.floor(room / 2));
  return { ...inputs, entityTokens, contextTokens: Math.min(inputs.contextTokens, room - entityTokens) };
}
