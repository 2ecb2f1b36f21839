import { NamesakeError } from "../errors.js";
import { printable } from "./terminal.js";

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
  /** Done, but a headline is worse than it was before. */
  dropped: 4,
  /** A fault of Namesake itself. */
  bug: 70,
  /** Stopped by Ctrl-C; what was done is kept. */
  stopped: 130,
} as const;

/** Prints a message as one line on stderr: what it quotes of files and ids cannot steer the terminal. */
export function complain(message: string): void {
  process.stderr.write(`namesake: ${printable(message).replaceAll("\n", " ")}\n`);
}

/** Prints an error as one line and returns the exit code it calls for. */
export function report(error: unknown): number {
  if (error instanceof NamesakeError) {
    complain(error.message);
    return error.code === "OPTION_INVALID" ? EXIT.usage : EXIT.failed;
  }
  const message = error instanceof Error ? error.message : String(error);
  complain(`this is a fault of Namesake itself: ${message}`);
  process.stderr.write(
    "Please report it with the command and the text; NAMESAKE_DEBUG=1 shows where it happened.\n",
  );
  if (process.env["NAMESAKE_DEBUG"] !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  return EXIT.bug;
}
