import { NamesakeError } from "../errors.js";
import { nearest } from "./weights/nearest.js";

/**
 * Demands one of some names.
 *
 * @param option what the caller knows it by
 * @throws {NamesakeError} OPTION_INVALID with the nearest name
 */
export function choiceOf<T extends string>(option: string, found: unknown, names: readonly T[]): T {
  const name = names.find((one) => one === found);
  if (name !== undefined) return name;
  const [near] = nearest(String(found), names, 1);
  const expected = `one of ${names.join(", ")}${near === undefined ? "" : ` (the nearest is ${near})`}`;
  throw new NamesakeError("OPTION_INVALID", { option, expected, found: String(found) });
}
