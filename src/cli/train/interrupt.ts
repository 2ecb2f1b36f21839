import { complain } from "../exit.js";

/**
 * Does something that can be stopped: Ctrl-C once is a wish to stop, which `signal` tells; twice ends the program.
 *
 * @param wish what is said at the first time
 */
export async function interruptible<T>(
  wish: string,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const onInterrupt = () => {
    complain(`${wish}; Ctrl-C again ends it at once.`);
    stop.abort();
  };
  process.once("SIGINT", onInterrupt);
  try {
    return await action(stop.signal);
  } finally {
    process.off("SIGINT", onInterrupt);
  }
}

/** Words as a shell takes them. */
export const shellWords = (words: readonly string[]): string =>
  words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");

/** The command line that this program was started with, to be typed again, with another option. */
export function commandLine(option: string): string {
  const words = process.argv.slice(2).filter((word) => word !== option);
  return shellWords(["namesake", ...words, option]);
}
