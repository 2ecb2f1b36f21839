import { NamesakeError } from "../../errors.js";
import type { BoostedTrees, RegressionTree } from "./boosted-trees.js";

/** Boosted trees as JSON: per tree five lists, one entry a node. */
export interface TreesJson {
  features: string[];
  trees: [features: number[], thresholds: number[], left: number[], right: number[], values: number[]][];
}

const short = (value: number): number => Number(value.toPrecision(7));

/** Trees as they are written: thresholds exactly, as rows are equal to them; answers to seven digits. */
export function treesToJson({ features, trees }: BoostedTrees): TreesJson {
  return {
    features: [...features],
    trees: trees.map((tree) => [
      Array.from(tree.features),
      Array.from(tree.thresholds),
      Array.from(tree.left),
      Array.from(tree.right),
      Array.from(tree.values, short),
    ]),
  };
}

/**
 * Reads trees, and checks that each is one: whoever follows it comes to a leaf.
 *
 * @param where names the file in messages
 * @throws {NamesakeError} RECORD_INVALID
 */
export function treesFromJson(value: unknown, where: string): BoostedTrees {
  const refuse = (field: string, expected: string, found: unknown): NamesakeError =>
    new NamesakeError("RECORD_INVALID", {
      where,
      field,
      expected,
      found: JSON.stringify(found) ?? "nothing",
    });
  const { features, trees } = (value ?? {}) as Partial<TreesJson>;
  if (!Array.isArray(features) || !features.every((name) => typeof name === "string"))
    throw refuse("features", "a list of names", features);
  if (!Array.isArray(trees)) throw refuse("trees", "a list of trees", trees);
  return {
    features,
    trees: trees.map((lists, i): RegressionTree => {
      const field = `trees[${i}]`;
      const isList = (list: unknown) => Array.isArray(list) && list.every((one) => Number.isFinite(one));
      if (!Array.isArray(lists) || lists.length !== 5 || !lists.every(isList))
        throw refuse(field, "five lists of numbers", lists);
      const [asked, thresholds, left, right, values] = lists.map((list) => Float64Array.from(list)) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      const size = asked.length;
      if (size === 0 || [thresholds, left, right, values].some(({ length }) => length !== size))
        throw refuse(
          field,
          "lists of one length, at least 1",
          lists.map(({ length }) => length),
        );
      for (let node = 0; node < size; node++) {
        const feature = asked[node] as number;
        if (!Number.isInteger(feature) || feature < -1 || feature >= features.length)
          throw refuse(field, `features from -1 to ${features.length - 1}`, feature);
        if (feature < 0) continue;
        // Children come behind their parents: no circle.
        for (const child of [left[node], right[node]] as number[])
          if (!Number.isInteger(child) || child <= node || child >= size)
            throw refuse(field, `children of node ${node} from ${node + 1} to ${size - 1}`, child);
      }
      return {
        features: Int16Array.from(asked),
        thresholds,
        left: Int32Array.from(left),
        right: Int32Array.from(right),
        values,
      };
    }),
  };
}
