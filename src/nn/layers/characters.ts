import { requireIndices } from "../graph/checks.js";
import { cast, greater, where } from "../graph/compare.js";
import type { Dimension } from "../graph/dimension.js";
import { tanh } from "../graph/elementwise.js";
import { concat, flatten, reshape, unsqueeze } from "../graph/layout.js";
import { max } from "../graph/reduce.js";
import { graphError, type Tensor } from "../graph/tensor.js";
import { embedding } from "./embedding.js";
import { linearLayer } from "./linear.js";
import type { Scope } from "./scope.js";
import { windows } from "./windows.js";

export interface CharactersOptions {
  /** Ids of characters go from 1 to before this; 0 is padding. */
  rows: number;
  /** Of the vectors of characters. */
  width: number;
  /** How many filters there are that see so many characters at once: `{ 2: 32, 3: 64 }`. */
  filters: Readonly<Record<number, number>>;
}

/** Below all that filters make, and finite. */
const LOWEST = -1e9;

/**
 * Vectors of words by their spelling: filters over the neighbouring characters, and of each filter the greatest answer
 * in the word (Kim et al. 2016, https://arxiv.org/abs/1508.06615; Ma and Hovy 2016, https://arxiv.org/abs/1603.01354).
 * Each character is the middle of one window, or the last before it, in words that are shorter than the window too;
 * beyond the word are zeros. Words without characters become zeros.
 *
 * Parameters: `characters.weight` [rows, width], and for windows of three `filters.3.weight` [filters, 3 * width], the
 * first character's columns first, and `filters.3.bias` [filters].
 *
 * @param ids int32 or int64, [batch, tokens, characters]; 0 is padding
 * @returns [batch, tokens, all filters], from -1 to 1, those of the shortest windows first
 */
export function characters(scope: Scope, ids: Tensor, options: CharactersOptions): Tensor {
  const { rows, width, filters } = options;
  requireIndices("characters", [ids], ids);
  const sizes = Object.keys(filters).map(Number);
  if (ids.rank !== 3)
    throw graphError("characters", [ids], "[batch, tokens, characters]", `${ids.rank} axes`);
  if (sizes.length === 0 || !sizes.every((size) => Number.isInteger(size) && size > 0))
    throw graphError(
      "characters",
      [ids],
      "filters by their sizes, whole numbers from 1",
      sizes.join(", ") || "none",
    );
  const words = flatten(ids, 0, 1);
  const here = unsqueeze(greater(words, 0), -1);
  const deviation = 1 / Math.sqrt(width);
  const vectors = where(here, embedding(scope.at("characters"), words, { rows, width, deviation }), 0);
  const greatest = sizes.map((size) => {
    const seen = windows(vectors, size, Math.floor((size - 1) / 2));
    const answers = linearLayer(scope.at("filters").at(size), seen, filters[size] as number);
    return max(where(here, answers, LOWEST), { axes: [1] });
  });
  const spelled = greater(max(cast(here, "float32"), { axes: [1] }), 0);
  // The tanh of the greatest is the greatest tanh, and there are fewer to take.
  const all = tanh(where(spelled, concat(greatest, 1), 0));
  const [batch, tokens] = ids.shape as [Dimension, Dimension];
  return reshape(all, [batch, tokens, all.shape[1] as Dimension]);
}
