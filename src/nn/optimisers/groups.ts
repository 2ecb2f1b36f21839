import { NamesakeError } from "../../errors.js";
import { decaysUsually } from "../graph/optimisers.js";
import { nearest } from "../weights/nearest.js";

/** Parameters that are trained in a way of their own. */
export interface ParameterGroup {
  /** Their names; `*` stands for any characters: "layers.0.*", "*.bias". */
  match: string;
  /** The learning rate times this, default 1. */
  rate?: number;
  /** Weight decay in place of the common one. */
  decay?: number;
  /** Whether they stay as they are. */
  frozen?: boolean;
}

/** How one parameter is trained. */
export interface Treatment {
  /** By what the learning rate is multiplied. */
  rate: number;
  /** How much of it goes in a step of rate 1. */
  decay: number;
  frozen: boolean;
}

/**
 * Says how each parameter is trained. The first group that matches a name decides; where it is silent, and for all
 * other names, the rate is 1, nothing is frozen, and all but biases and normalisation decays.
 *
 * @param decay the common weight decay
 * @throws {NamesakeError} PARAMETER_UNKNOWN where a group matches no name
 */
export function treatments(
  names: Iterable<string>,
  groups: readonly ParameterGroup[],
  decay: number,
): ReadonlyMap<string, Treatment> {
  const all = [...names];
  const patterns = groups.map((group) => ({ group, pattern: glob(group.match) }));
  for (const { group, pattern } of patterns)
    if (!all.some((name) => pattern.test(name))) {
      const near = [...nearest(group.match, all, 3), ...all].slice(0, 3).join(", ");
      throw new NamesakeError("PARAMETER_UNKNOWN", { match: group.match, nearest: near });
    }
  return new Map(
    all.map((name) => {
      const own = patterns.find(({ pattern }) => pattern.test(name))?.group;
      const usual = decaysUsually(name) ? decay : 0;
      return [name, { rate: own?.rate ?? 1, decay: own?.decay ?? usual, frozen: own?.frozen ?? false }];
    }),
  );
}

const glob = (match: string): RegExp =>
  new RegExp(`^${match.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
