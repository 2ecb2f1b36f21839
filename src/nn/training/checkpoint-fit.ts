import { NamesakeError } from "../../errors.js";
import { formatShape } from "../graph/shape.js";
import { shown } from "../weights/invalid.js";
import { nearest } from "../weights/nearest.js";
import type { Json } from "./json.js";

/** Shapes of tensors by their names. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** Differences that a message names; it counts the rest. */
const MOST_NAMED = 5;

/** @param differences made into text only if they are named */
function refuseIfAny(path: string, differences: readonly (() => string)[]): void {
  if (differences.length === 0) return;
  const named = differences.slice(0, MOST_NAMED).map((difference) => difference());
  const rest = differences.length - named.length;
  const why = [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
  throw new NamesakeError("CHECKPOINT_MISMATCH", { path, why });
}

/**
 * Demands that a checkpoint has the tensors of this run: all, no others, and of the same shapes.
 *
 * @param path of the checkpoint, for the message
 * @throws {NamesakeError} CHECKPOINT_MISMATCH, which names the tensors, and those that may have been meant
 */
export function checkFits(path: string, expected: Shapes, found: Shapes): void {
  const missing = Object.keys(expected).filter((name) => !Object.hasOwn(found, name));
  const unknown = Object.keys(found).filter((name) => !Object.hasOwn(expected, name));
  const other = Object.entries(expected).filter(
    ([name, shape]) => Object.hasOwn(found, name) && found[name]?.join() !== shape.join(),
  );
  refuseIfAny(path, [
    ...missing.map((name) => () => `it has no tensor "${shown(name)}"${near(name, unknown)}`),
    ...unknown.map((name) => () => `this model has no tensor "${shown(name)}"${near(name, missing)}`),
    ...other.map(
      ([name, shape]) =>
        () =>
          `its tensor "${shown(name)}" has the shape ${formatShape(found[name] ?? [])}, not ${formatShape(shape)}`,
    ),
  ]);
}

function near(name: string, others: readonly string[]): string {
  const [best] = nearest(name, others, 1);
  return best === undefined ? "" : ` (nearest: "${shown(best)}")`;
}

/**
 * Demands that a run goes on with the configuration that its checkpoint was written with. What may change, such as the
 * number of epochs, the caller leaves out of both.
 *
 * @param path of the checkpoint, for the message
 * @throws {NamesakeError} CHECKPOINT_MISMATCH, which names the keys that differ, dotted
 * @example
 * ```ts
 * checkConfiguration("run/last.safetensors", { optimiser: { rate: 0.001 } }, { optimiser: { rate: 0.01 } });
 * // ... its optimiser.rate is 0.001, not 0.01 ...
 * ```
 */
export function checkConfiguration(path: string, written: Json, now: Json): void {
  const [before, after] = [leaves(written), leaves(now)];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const said = (value: string | undefined) => (value === undefined ? "absent" : shown(value));
  refuseIfAny(
    path,
    keys
      .filter((key) => before.get(key) !== after.get(key))
      .map((key) => () => `its ${shown(key)} is ${said(before.get(key))}, not ${said(after.get(key))}`),
  );
}

/** Values by their dotted keys, as JSON. An empty list or object is a value. */
function leaves(value: Json, key = "", found = new Map<string, string>()): ReadonlyMap<string, string> {
  const inner = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (inner.length === 0) found.set(key, JSON.stringify(value));
  for (const [name, part] of inner) leaves(part as Json, key === "" ? name : `${key}.${name}`, found);
  return found;
}
