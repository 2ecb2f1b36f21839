import type { Command } from "commander";
import { NamesakeError } from "../../errors.js";
import { formatNamed } from "../../eval/read-dataset.js";
import { modelFolder } from "../../linker-parts.js";
import { DEVICES, type Device, parseDevice } from "../../nn/device.js";
import { filesOption, oneOf, repeated } from "../options.js";
import type { DataFiles } from "./data.js";
import { FROM, withCorrections } from "./from-corrections.js";
import type { ModelKind, Run } from "./kind.js";

/** In which numbers products can be computed. */
const PRECISIONS = ["float32", "float16", "bfloat16"] as const;

/** What both `train` and `tune` are told of the data and the machine. */
export interface DataFlags {
  kb: string;
  from?: (typeof FROM)[number];
  system?: string;
  dev?: string[];
  format?: string;
  file?: string[];
  set?: string[];
  init?: string;
  device: Device;
  precision: (typeof PRECISIONS)[number];
  out?: string;
}

export function addDataOptions(
  command: Command,
  { needsKb, needsTypes = false }: Pick<ModelKind, "needsKb" | "needsTypes">,
): Command {
  if (needsKb)
    command
      .option("--kb <name|folder>", "the knowledge base that the data are linked to", "starter")
      .option(
        "--from <what>",
        "corrections: train on those of the knowledge base too, see namesake link --fix",
        oneOf("--from", FROM),
      );
  if (needsTypes)
    command.option(
      "--system <name|file>",
      "the type system that is learned: ner, or a file (YAML, or assigned types)",
    );
  return command
    .argument("[file...]", "data to train on, in any format that namesake eval reads")
    .option("--dev <file...>", "data to measure with, which are not trained on")
    .option("--format <name>", "format of all the data; default: found out")
    .option("--file <role=path>", "another file that the format needs, such as documents=./texts", repeated)
    .option("--set <key=value...>", "settings, such as training.epochs=20; they count more than files")
    .option(
      "--init <name|folder|file>",
      "begin with the weights of another model, open, news or your own, as far as they fit",
    )
    .option("--device <device>", `what computes: ${DEVICES.join(", ")}`, (text) => parseDevice(text), "cpu")
    .option(
      "--precision <numbers>",
      `in which numbers products are computed: ${PRECISIONS.join(", ")}; the shorter ones are for GPUs`,
      oneOf("--precision", PRECISIONS),
      "float32",
    )
    .option("-o, --out <folder>", "where everything goes");
}

/** What a run is begun with, and on what. */
export const machineOf = ({
  init,
  device,
  precision,
  kb,
  system,
}: DataFlags): Pick<Run, "init" | "machine" | "kb" | "system"> => ({
  kb,
  ...(system === undefined ? {} : { system }),
  machine: { device, precision },
  ...(init === undefined ? {} : { init: modelFolder(init) }),
});

/**
 * What data the flags name.
 *
 * @throws {NamesakeError} OPTION_INVALID, CORRECTIONS_FEW
 */
export async function dataOf(files: readonly string[], flags: DataFlags): Promise<DataFiles> {
  const { dev, format, file } = flags;
  const training = await withCorrections(files, flags);
  if (training.length === 0) throw missing("The data to train on", "files or folders");
  if (dev === undefined) throw missing("--dev", "files to measure with");
  if (format !== undefined) formatNamed(format, "--format");
  return {
    training,
    development: dev,
    ...(format === undefined ? {} : { format }),
    ...(file === undefined ? {} : { files: filesOption(file) }),
  };
}

export const missing = (option: string, expected: string): NamesakeError =>
  new NamesakeError("OPTION_INVALID", { option, expected, found: "nothing" });
