import cliProgress from "cli-progress";
import { printable } from "./terminal.js";

/** A bar on stderr, and nothing where stderr is no terminal but a line when it is done. */
export interface Progress {
  update(fraction: number): void;
  done(message: string): void;
  stop(): void;
}

export function progress(title: string): Progress {
  const label = printable(title);
  const terminal = process.stderr.isTTY === true;
  let bar: cliProgress.SingleBar | undefined;
  let announced = false;
  return {
    update(fraction) {
      if (!terminal) {
        if (!announced) process.stderr.write(`${label} …\n`);
        announced = true;
        return;
      }
      if (bar === undefined) {
        bar = new cliProgress.SingleBar(
          {
            format: `${label} [{bar}] {percentage} %`,
            stream: process.stderr,
            hideCursor: true,
            clearOnComplete: true,
          },
          cliProgress.Presets.rect,
        );
        bar.start(100, 0);
      }
      bar.update(Math.floor(100 * fraction));
    },
    done(message) {
      bar?.stop();
      process.stderr.write(`${printable(message)}\n`);
    },
    stop() {
      bar?.stop();
    },
  };
}

/** A count on stderr of what is done, where nobody knows how much there is; a line without counts where stderr is no terminal. */
export interface Counter {
  update(title: string, count: number): void;
  /** Clears the line, so that something else can be written. */
  clear(): void;
}

/** Milliseconds between two counts that are shown. */
const COUNT_EVERY = 100;

export function counter(unit: string): Counter {
  const terminal = process.stderr.isTTY === true;
  let announced: string | undefined;
  let last = 0;
  return {
    update(title, count) {
      if (!terminal) {
        if (announced !== title) process.stderr.write(`${printable(title)} …\n`);
        announced = title;
        return;
      }
      if (Date.now() - last < COUNT_EVERY) return;
      last = Date.now();
      process.stderr.write(`\r\u001b[K${printable(title)}: ${count.toLocaleString("en")} ${unit}`);
    },
    clear() {
      if (terminal) process.stderr.write("\r\u001b[K");
    },
  };
}
