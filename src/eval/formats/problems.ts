import { NamesakeError } from "../../errors.js";
import type { Problem, ReadOptions } from "./format.js";
import { shown } from "./json-lines.js";

/** A field that is not as it should be. */
export const invalid = (where: string, field: string, expected: string, found: unknown) =>
  new NamesakeError("RECORD_INVALID", { where, field, expected, found: shown(found) });

/** What `read` gives; what is wrong with the data is reported, and nothing comes of it. */
export function reported<T>(options: Pick<ReadOptions, "problem">, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NamesakeError)) throw error;
    options.problem(error as Problem);
    return undefined;
  }
}
