import { type BoostedTrees, treesAttribution, treesScore } from "../../models/trees/boosted-trees.js";
import { treesFromJson } from "../../models/trees/trees-json.js";
import type { Evidence } from "../link.js";
import { type RankedList, rankerColumns, rankerRows } from "./ranker-rows.js";

/** How a ranker sees the candidates of a mention, and NIL. */
export interface Ranking {
  /** In log-odds, one a candidate, and last that of NIL. */
  scores: readonly number[];
  /** Why one of them has its score: terms that sum to it. */
  evidence(place: number): Evidence;
}

/** Boosted trees that score the candidates of a mention, and NIL among them. */
export interface Ranker {
  rank(list: RankedList): Ranking;
}

/**
 * A ranker of trees. Each feature's part of a score goes to the evidence of its kind; what is the same for all candidates and NIL is left
 * out of both.
 *
 * @param where names the file in messages
 * @throws {NamesakeError} RECORD_INVALID where the trees ask for what is not measured
 */
export function treeRanker(trees: BoostedTrees, where: string): Ranker {
  const columns = rankerColumns(trees.features, where);
  const shared = trees.trees.reduce((sum, { values }) => sum + (values[0] as number), 0);
  return {
    rank(list) {
      const rows = rankerRows(columns, list);
      return {
        scores: rows.map((row) => treesScore(trees, row) - shared),
        evidence(place) {
          const parts = treesAttribution(trees, rows[place] as Float32Array);
          const evidence: Evidence = {};
          for (const [i, { kind }] of columns.entries()) {
            const part = parts[i] as number;
            if (part !== 0) evidence[kind] = (evidence[kind] ?? 0) + part;
          }
          return evidence;
        },
      };
    },
  };
}

/** A ranker from JSON, see `TreesJson`. @throws {NamesakeError} RECORD_INVALID */
export const parseRanker = (value: unknown, where: string): Ranker =>
  treeRanker(treesFromJson(value, where), where);
