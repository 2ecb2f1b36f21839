import { NamesakeError } from "../errors.js";

/** What the program's exit code means. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** The input, the KB or the machine does not allow it; one line on stderr says what to do. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Done, but some lines of the input were left out; they are named on stderr. */
  partial: 3,
  /** A fault of Namesake itself. */
  bug: 70,
} as const;

/** Prints an error as one line and returns the exit code it calls for. */
export function report(error: unknown): number {
  if (error instanceof NamesakeError) {
    process.stderr.write(`namesake: ${error.message}\n`);
    return error.code === "OPTION_INVALID" ? EXIT.usage : EXIT.failed;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`namesake: this is a fault of Namesake itself: ${message}\n`);
  process.stderr.write(
    "Please report it with the command and the text; NAMESAKE_DEBUG=1 shows where it happened.\n",
  );
  if (process.env["NAMESAKE_DEBUG"] !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  return EXIT.bug;
}
