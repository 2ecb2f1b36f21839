import type { Samples } from "./samples.js";

/** The slots of mentions, and whom each is between. */
export interface Slots {
  /** Positions of entities. */
  readonly golds: Uint32Array;
  readonly rivals: Uint32Array;
  readonly groups: Uint32Array;
  /** By group. */
  readonly weights: Uint32Array;
  /** How many entities there are. */
  readonly entities: number;
}

/** Gives each rival of some mentions a slot, in their order. */
export function slotsOf(samples: Samples, mentions: readonly number[]): Slots {
  const rivalsOf = (m: number) => samples.rivals.subarray(samples.starts[m], samples.starts[m + 1]);
  const count = mentions.reduce((sum, m) => sum + rivalsOf(m).length, 0);
  const golds = new Uint32Array(count);
  const rivals = new Uint32Array(count);
  const groups = new Uint32Array(count);
  let slot = 0;
  mentions.forEach((m, group) => {
    for (const rival of rivalsOf(m)) {
      golds[slot] = samples.golds[m] as number;
      rivals[slot] = rival;
      groups[slot++] = group;
    }
  });
  const weights = Uint32Array.from(mentions, (m) => samples.weights[m] as number);
  return { golds, rivals, groups, weights, entities: samples.entities.length };
}

/** The slots of each entity, whichever of the two it is. */
export function slotsByEntity({ golds, rivals, entities }: Slots): {
  starts: Uint32Array;
  slotOf: Uint32Array;
} {
  const starts = new Uint32Array(entities + 1);
  for (const side of [golds, rivals])
    for (const entity of side) starts[entity + 1] = (starts[entity + 1] as number) + 1;
  for (let entity = 0; entity < entities; entity++)
    starts[entity + 1] = (starts[entity + 1] as number) + (starts[entity] as number);
  const free = starts.slice();
  const slotOf = new Uint32Array(starts.at(-1) as number);
  for (const side of [golds, rivals])
    side.forEach((entity, slot) => {
      slotOf[free[entity] as number] = slot;
      free[entity] = (free[entity] as number) + 1;
    });
  return { starts, slotOf };
}
