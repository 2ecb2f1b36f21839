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
