import type { RowGradient } from "../optimisers/row-gradient.js";
import { sumRows } from "../optimisers/row-gradient.js";
import type { Group } from "./all-reduce/group.js";
import type { Found } from "./derivatives.js";

/**
 * Averages what the processes found in one step, so that N processes do what one would do with all their batches.
 *
 * @param shapeOf shapes of the tables
 */
export async function averaged(
  found: Found,
  group: Group,
  shapeOf: (table: string) => readonly number[],
): Promise<Found> {
  const { examples, dense } = found;
  const names = Object.keys(found.measures);
  const figures = Float32Array.of(found.loss, ...Object.values(found.measures));
  // The order of names is that of the model, which is the same everywhere.
  await group.average([...dense.values(), figures], examples);
  const rows = new Map<string, RowGradient>();
  for (const [table, gradient] of found.rows) {
    const all = (await group.gather(encode(gradient, examples))).map(decode);
    const total = all.reduce((sum, { weight }) => sum + weight, 0);
    const [height, width] = shapeOf(table) as [number, number];
    const lookups = all.map(({ indices, values, weight }) => ({ indices, values, share: weight / total }));
    rows.set(table, sumRows(lookups, height, width));
  }
  const measures = Object.fromEntries(names.map((name, i) => [name, figures[i + 1] as number]));
  return { examples, loss: figures[0] as number, measures, dense, rows };
}

/** How many rows and what they count; then the rows and their numbers, as they lie in memory. */
const HEADER_BYTES = 16;

function encode({ rows, values }: RowGradient, weight: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + rows.byteLength + values.byteLength);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, weight, true);
  view.setUint32(8, rows.length, true);
  new Int32Array(bytes.buffer, HEADER_BYTES, rows.length).set(rows);
  new Float32Array(bytes.buffer, HEADER_BYTES + rows.byteLength, values.length).set(values);
  return bytes;
}

function decode(bytes: Uint8Array): { weight: number; indices: Int32Array; values: Float32Array } {
  // Copied, since what came over a network may begin anywhere.
  const { buffer } = bytes.slice();
  const view = new DataView(buffer);
  const count = view.getUint32(8, true);
  const end = HEADER_BYTES + count * Int32Array.BYTES_PER_ELEMENT;
  return {
    weight: view.getFloat64(0, true),
    indices: new Int32Array(buffer, HEADER_BYTES, count),
    values: new Float32Array(buffer, end),
  };
}
