import { readUint32, writeUint32 } from "./bytes.js";

/**
 * What an alias leads to. The value of a key of the "aliases" table is one byte of flags, then 9 bytes a candidate:
 * entity index (uint32), count (float32), casing and tier (4 bits each); highest count first, ties by index.
 * 14 M aliases of 1.4 candidates each: 190 MB of postings.
 */

/** How an alias came to be: the tiers that priors may treat apart. */
export const TIERS = ["name", "alias"] as const;
export type Tier = (typeof TIERS)[number];

export interface Posting {
  /** Entity index. */
  index: number;
  /** How often the alias was seen to mean the entity, in the KB's unit. */
  count: number;
  /** In which casings the alias is known: bits of `Casing`. */
  casing: number;
  tier: Tier;
}

export interface AliasEntry {
  /** Highest count first, ties by entity index. */
  postings: Posting[];
  /** Some alias is this one followed by a space and more: a spotter must read on. */
  longer: boolean;
}

const BYTES = 9;
const LONGER = 1;

/** Turns a float32 into its bits. */
const float = new DataView(new ArrayBuffer(4));

export function encodePostings(postings: readonly Posting[], longer: boolean): Uint8Array {
  // In the order of the counts as they are kept, which an edit finds and keeps to.
  const count = (posting: Posting) => Math.fround(posting.count);
  const sorted =
    postings.length < 2 ? postings : [...postings].sort((a, b) => count(b) - count(a) || a.index - b.index);
  const bytes = new Uint8Array(1 + BYTES * sorted.length);
  bytes[0] = longer ? LONGER : 0;
  sorted.forEach((posting, i) => {
    const at = 1 + BYTES * i;
    writeUint32(bytes, at, posting.index);
    float.setFloat32(0, posting.count);
    writeUint32(bytes, at + 4, float.getUint32(0));
    bytes[at + 8] = posting.casing | (TIERS.indexOf(posting.tier) << 4);
  });
  return bytes;
}

export function decodePostings(bytes: Uint8Array): AliasEntry {
  const postings: Posting[] = [];
  for (let at = 1; at < bytes.length; at += BYTES) {
    const last = bytes[at + 8] as number;
    float.setUint32(0, readUint32(bytes, at + 4));
    postings.push({
      index: readUint32(bytes, at),
      count: float.getFloat32(0),
      casing: last & 15,
      tier: TIERS[last >> 4] ?? "alias",
    });
  }
  return { postings, longer: ((bytes[0] ?? 0) & LONGER) !== 0 };
}

/** One posting an entity: counts add up, casings join, the best tier stays. */
export function mergePostings(postings: readonly Posting[]): Posting[] {
  if (postings.length < 2) return [...postings];
  const merged = new Map<number, Posting>();
  for (const posting of postings) {
    const known = merged.get(posting.index);
    if (known === undefined) merged.set(posting.index, { ...posting });
    else {
      known.count += posting.count;
      known.casing |= posting.casing;
      if (TIERS.indexOf(posting.tier) < TIERS.indexOf(known.tier)) known.tier = posting.tier;
    }
  }
  return [...merged.values()];
}
