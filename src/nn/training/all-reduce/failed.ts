import { NamesakeError, reason } from "../../../errors.js";

/** The end of a group of processes; all of them end with these words. */
export function failed(why: string, cause?: unknown): NamesakeError<"GROUP_FAILED"> {
  return new NamesakeError("GROUP_FAILED", { why }, { cause });
}

/** What an error that ends a group tells the other processes. */
export function whyOf(error: unknown): string {
  const { code, details } = error as Partial<NamesakeError<"GROUP_FAILED">>;
  return code === "GROUP_FAILED" && details !== undefined ? details.why : reason(error);
}
