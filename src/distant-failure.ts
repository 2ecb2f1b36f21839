import { type ErrorCode, type ErrorDetails, NamesakeError, reason } from "./errors.js";

/** An error, as it can be sent to another thread or process. */
export interface Failure {
  /** Of an error that is the caller's to mend. */
  known: { code: ErrorCode; details: unknown } | undefined;
  why: string;
  /** Where it came from; of a fault of the task or of this package this is what helps. */
  stack: string | undefined;
}

export function failureOf(error: unknown): Failure {
  const known = error instanceof NamesakeError ? { code: error.code, details: error.details } : undefined;
  return { known, why: reason(error), stack: error instanceof Error ? error.stack : undefined };
}

/** The same error on this side. */
export function errorOf({ known, why, stack }: Failure): Error {
  if (known !== undefined) return new NamesakeError(known.code, known.details as ErrorDetails<ErrorCode>);
  const error = new Error(why);
  if (stack !== undefined) error.stack = stack;
  return error;
}
