import { percentile } from "../timing.js";
import { type HeldBackText, SLICES } from "./held-back.js";
import type { Retriever } from "./retrievers.js";

/** Lists of candidates that recall is measured at. */
export const KS = [1, 10, 64, 100] as const;

/** What a retriever found. */
export interface Measured {
  name: string;
  /** Mentions of each slice, and the share of them whose entity is among the first k. */
  slices: Record<string, { mentions: number; recall: number[] }>;
  /** Milliseconds of a search. */
  p50: number;
  p95: number;
  /** By mention. */
  rows: number[][];
}

export async function measure(retriever: Retriever, texts: readonly HeldBackText[]): Promise<Measured> {
  const rows: number[][] = [];
  const ms: number[] = [];
  for (const text of texts) {
    const found = await retriever.find(text, Math.max(...KS));
    rows.push(...found.rows);
    ms.push(...found.ms);
  }
  const mentions = texts.flatMap((text) => text.mentions);
  const ranks = mentions.map(({ row }, i) => {
    const rank = rows[i]?.indexOf(row) ?? -1;
    return rank < 0 ? Number.POSITIVE_INFINITY : rank;
  });
  const slices = Object.entries(SLICES).map(([name, isIn]) => {
    const own = ranks.filter((_, i) => isIn(mentions[i] as (typeof mentions)[number]));
    const recall = KS.map((k) => own.filter((rank) => rank < k).length / own.length);
    return [name, { mentions: own.length, recall }] as const;
  });
  return {
    name: retriever.name,
    slices: Object.fromEntries(slices),
    ...{ p50: percentile(ms, 0.5), p95: percentile(ms, 0.95), rows },
  };
}

/** The share of the first k rows of one retriever that another finds among its first k. */
export function agreement(truth: Measured, other: Measured, k: number): number {
  let shared = 0;
  let all = 0;
  for (const [i, rows] of truth.rows.entries()) {
    const first = rows.slice(0, k);
    const found = new Set(other.rows[i]?.slice(0, k));
    shared += first.filter((row) => found.has(row)).length;
    all += first.length;
  }
  return shared / all;
}
