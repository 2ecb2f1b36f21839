import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { modelFolder } from "../../linker-parts.js";
import { openBiEncoder } from "../../models/encoders/bi-encoder-pool.js";
import type { BiEncoder } from "../../models/encoders/encoder.js";
import type { EncoderSettings } from "../../models/encoders/settings.js";
import { ROW_TYPES, type RowType } from "../../models/vector-output/row-types.js";
import { EXIT } from "../exit.js";
import { numberBetween, oneOf } from "../options.js";
import { interruptible, shellWords } from "../train/interrupt.js";

/** Flags of all commands that encode. */
export interface EncodingFlags {
  encoder: string;
  out: string;
  type?: RowType;
  threads: number;
}

/** More threads than these wait for the one that reads. */
const MOST_THREADS = 8;

export const addEncodingOptions = (command: Command): Command =>
  command
    .requiredOption(
      "--encoder <name|folder>",
      "bi-encoder: open, news, or what namesake train biencoder or an import wrote",
    )
    .option(
      "--type <type>",
      `numbers of a file: ${ROW_TYPES.join(", ")}; default: float32`,
      oneOf("--type", ROW_TYPES),
    )
    .option(
      "--threads <n>",
      "threads that encode",
      numberBetween("--threads", 1, 256, true),
      Math.min(MOST_THREADS, availableParallelism()),
    );

/**
 * Does something with an encoder that Ctrl-C stops.
 *
 * @param work returns whether it was done, and not stopped
 * @returns the exit code
 */
export async function withEncoder(
  { encoder: folder, threads }: EncodingFlags,
  work: (encoder: BiEncoder, signal: AbortSignal, settings: EncoderSettings) => Promise<boolean>,
): Promise<number> {
  const { encoder, settings } = await openBiEncoder(modelFolder(folder), threads);
  try {
    const wish = "Stopping behind what is under way";
    if (await interruptible(wish, (signal) => work(encoder, signal, settings))) return EXIT.ok;
    process.stderr.write(`Stopped. To go on:\n  ${shellWords(["namesake", ...process.argv.slice(2)])}\n`);
    return EXIT.stopped;
  } finally {
    await encoder.close();
  }
}

/** What vectors are written as, and by what they were made. */
export const rowOptions = (
  { type = "float32" }: EncodingFlags,
  { id, dimensions }: BiEncoder,
  of: Readonly<Record<string, string>>,
) => ({ dimensions, type, run: { encoder: id, ...of } });
