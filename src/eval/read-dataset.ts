import { basename } from "node:path";
import { NamesakeError } from "../errors.js";
import type { GoldDocument } from "./dataset.js";
import type { DatasetFormat, ReadOptions } from "./formats/format.js";
import { detectFormat, FORMATS } from "./formats/index.js";

/** A data set that is ready to be read, as often as one likes unless it is standard input. */
export interface Dataset {
  /** Names it in results. */
  name: string;
  path: string;
  /** Name of its format. */
  format: string;
  read(options: Pick<ReadOptions, "problem">): AsyncIterable<GoldDocument> | Iterable<GoldDocument>;
}

/**
 * The format of this name.
 *
 * @param option names what gave it, in the message
 * @throws {NamesakeError} OPTION_INVALID
 */
export function formatNamed(name: string, option = "format"): DatasetFormat {
  const format = FORMATS.find((one) => one.name === name);
  if (format !== undefined) return format;
  const known = FORMATS.map((one) => one.name).join(", ");
  throw new NamesakeError("OPTION_INVALID", { option, expected: `one of ${known}`, found: name });
}

/** A role that no format has is misspelt, and the file would not be read. Of several data sets not all need have it. */
function checkRoles(roles: readonly string[]): void {
  const known = [...new Set(FORMATS.flatMap((format) => format.roles ?? []))];
  const unknown = roles.find((role) => !known.includes(role));
  if (unknown === undefined) return;
  throw new NamesakeError("OPTION_INVALID", {
    option: "--file",
    expected: `of a role that a format has: ${known.join(", ")}`,
    found: unknown,
  });
}

/** What a data set is called: its file's name without extensions, "stdin" for "-". */
function nameOf(path: string): string {
  if (path === "-") return "stdin";
  const name = basename(path);
  return name.replace(/(?<=.)(\.[a-z]\w{0,8})?(\.gz)?$/i, "");
}

/**
 * A data set of a file or folder; its format is found out where it is not named. Nothing but its beginning is read yet.
 *
 * @param path "-" is standard input, whose format must be named
 * @param options.files other files that the format needs, by their role; default: found beside the data set
 * @throws {NamesakeError} DATASET_UNKNOWN, OPTION_INVALID, SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * const dataset = await readDataset("aida-testa.jsonl.gz");
 * for await (const document of dataset.read({ problem: console.warn })) console.log(document.id);
 * ```
 */
export async function readDataset(
  path: string,
  options: { format?: string; files?: NonNullable<ReadOptions["files"]> } = {},
): Promise<Dataset> {
  const { files } = options;
  checkRoles(Object.keys(files ?? {}));
  const format = options.format === undefined ? await detectFormat(path) : formatNamed(options.format);
  const more = files === undefined ? {} : { files };
  return {
    name: nameOf(path),
    path,
    format: format.name,
    read: ({ problem }) => format.read(path, { problem, ...more }),
  };
}

/** Gives data sets that are called alike numbers: "test", "test-2". */
export function withUniqueNames(datasets: readonly Dataset[]): Dataset[] {
  const taken = new Set<string>();
  return datasets.map((dataset) => {
    let name = dataset.name;
    for (let n = 2; taken.has(name); n++) name = `${dataset.name}-${n}`;
    taken.add(name);
    return name === dataset.name ? dataset : { ...dataset, name };
  });
}
