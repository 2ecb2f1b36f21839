import type { SparseMatrix } from "./sparse-matrix.js";

/** Exponent of how often something is a context: makes rare contexts count less (Levy, Goldberg & Dagan 2015, section 3.1). */
const CONTEXT_SMOOTHING = 0.75;

/**
 * Positive pointwise mutual information: max(0, ln(p(row, column) / (p(row) · p(column)))) of counts, where how likely a column is is
 * smoothed. Entries that are not positive are left out. Implicitly factorised by word2vec (Levy & Goldberg 2014,
 * https://papers.nips.cc/paper/5477).
 */
export function ppmi({ rows, columns, starts, places, values }: SparseMatrix): SparseMatrix {
  const ofRow = new Float64Array(rows);
  const ofColumn = new Float64Array(columns);
  for (let row = 0; row < rows; row++)
    for (let entry = starts[row] as number; entry < (starts[row + 1] as number); entry++) {
      const count = values[entry] as number;
      ofRow[row] = (ofRow[row] as number) + count;
      const column = places[entry] as number;
      ofColumn[column] = (ofColumn[column] as number) + count;
    }
  const smoothed = ofColumn.map((count) => count ** CONTEXT_SMOOTHING);
  const total = smoothed.reduce((sum, count) => sum + count, 0);

  const kept = {
    starts: new Uint32Array(rows + 1),
    places: new Uint32Array(places.length),
    values: new Float32Array(places.length),
  };
  let filled = 0;
  for (let row = 0; row < rows; row++) {
    for (let entry = starts[row] as number; entry < (starts[row + 1] as number); entry++) {
      const column = places[entry] as number;
      const share = (values[entry] as number) / (ofRow[row] as number);
      const information = Math.log((share * total) / (smoothed[column] as number));
      if (!(information > 0)) continue;
      kept.places[filled] = column;
      kept.values[filled++] = information;
    }
    kept.starts[row + 1] = filled;
  }
  return {
    rows,
    columns,
    starts: kept.starts,
    places: kept.places.slice(0, filled),
    values: kept.values.slice(0, filled),
  };
}
