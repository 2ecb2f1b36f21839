import { murmur128 } from "../../kb/content-hash.js";
import { type Slots, slotsByEntity } from "./slots.js";

/**
 * For each type the slots that it tells apart, in words of 32 slots of which those without any are left out: of type t they are
 * at `typeStarts[t]` to before `typeStarts[t + 1]`, ascending.
 *
 * Memory: 8 bytes a word. A type of few members has few words, whatever the number of slots is.
 */
export interface Separations {
  /** One more than there are types. */
  readonly typeStarts: Uint32Array;
  /** Slot s is in word `s / 32`. */
  readonly words: Uint32Array;
  /** Bit `s % 32` of the word is 1 where the type has exactly one of the slot's two entities. */
  readonly bits: Uint32Array;
}

/** Finds the slots of each type by its members: a type of few members is found in no time. */
export function separationsOf(slots: Slots, memberships: readonly Uint32Array[]): Separations {
  const { starts, slotOf } = slotsByEntity(slots);
  const set = new Uint32Array((slots.groups.length + 31) >>> 5);
  const typeStarts = new Uint32Array(memberships.length + 1);
  const words: number[] = [];
  const bits: number[] = [];
  memberships.forEach((members, type) => {
    const touched: number[] = [];
    for (const entity of members)
      for (let k = starts[entity] as number; k < (starts[entity + 1] as number); k++) {
        const slot = slotOf[k] as number;
        const word = slot >>> 5;
        if (set[word] === 0) touched.push(word);
        // A slot whose two entities are members is flipped back.
        set[word] = (set[word] as number) ^ (1 << (slot & 31));
      }
    for (const word of touched.sort((a, b) => a - b)) {
      if (set[word] === 0) continue;
      words.push(word);
      bits.push(set[word] as number);
      set[word] = 0;
    }
    typeStarts[type + 1] = words.length;
  });
  return { typeStarts, words: Uint32Array.from(words), bits: Uint32Array.from(bits) };
}

/**
 * The types that tell something apart, ascending; of those that tell the same apart, the first of the most learnable.
 *
 * @param auc how learnable a type is
 */
export function distinct(separations: Separations, auc: (type: number) => number): number[] {
  const { typeStarts, words, bits } = separations;
  const bestOf = new Map<string, number>();
  for (let type = 0; type + 1 < typeStarts.length; type++) {
    const [from, to] = [typeStarts[type] as number, typeStarts[type + 1] as number];
    if (from === to) continue;
    const content = [words, bits].map((array) => murmur128(bytesOf(array.subarray(from, to)))).join();
    const other = bestOf.get(content);
    if (other === undefined || auc(type) > auc(other)) bestOf.set(content, type);
  }
  return [...bestOf.values()].sort((a, b) => a - b);
}

/** Some of the types, in the order given. */
export function subset({ typeStarts, words, bits }: Separations, kept: readonly number[]): Separations {
  const starts = new Uint32Array(kept.length + 1);
  kept.forEach((type, i) => {
    const length = (typeStarts[type + 1] as number) - (typeStarts[type] as number);
    starts[i + 1] = (starts[i] as number) + length;
  });
  const all = starts.at(-1) as number;
  const made = { typeStarts: starts, words: new Uint32Array(all), bits: new Uint32Array(all) };
  kept.forEach((type, i) => {
    const [from, to] = [typeStarts[type] as number, typeStarts[type + 1] as number];
    made.words.set(words.subarray(from, to), starts[i] as number);
    made.bits.set(bits.subarray(from, to), starts[i] as number);
  });
  return made;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
