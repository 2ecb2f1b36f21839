import { statSync } from "node:fs";
import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import type { GivenSource } from "./kb-vocabularies.js";

/** The options of `kb build` that only some kinds of sources have a use for. */
export interface KindFlags {
  column?: readonly string[];
  delimiter?: string;
  records?: boolean;
  site?: string;
  threads?: number;
  /** False by `--no-ner`. */
  ner?: boolean;
}

const TABLE_ENDING = /\.(csv|tsv|tab)(\.gz)?$/i;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** What options belong to: how it is called, and whether a source is of it. */
const KINDS = {
  table: {
    called: "a table (csv, or a file ending in .csv, .tsv or .tab)",
    has: ({ kind, path }: GivenSource) =>
      kind === "csv" || (kind === undefined && TABLE_ENDING.test(path) && !isFolder(path)),
  },
  wikidata: { called: "a source of the kind wikidata", has: ({ kind }: GivenSource) => kind === "wikidata" },
} as const;

interface KindOption {
  option: string;
  kind: keyof typeof KINDS;
  isGiven(flags: KindFlags): boolean;
}

const OPTIONS: readonly KindOption[] = [
  { option: "--column", kind: "table", isGiven: ({ column = [] }) => column.length > 0 },
  { option: "--delimiter", kind: "table", isGiven: ({ delimiter }) => delimiter !== undefined },
  { option: "--records", kind: "table", isGiven: ({ records }) => records === true },
  { option: "--site", kind: "wikidata", isGiven: ({ site }) => site !== undefined },
  { option: "--threads", kind: "wikidata", isGiven: ({ threads }) => threads !== undefined },
  { option: "--no-ner", kind: "wikidata", isGiven: ({ ner }) => ner === false },
];

/**
 * Refuses an option that none of the sources has a use for: whoever gives it expects that it does something.
 *
 * @throws {NamesakeError} OPTION_INVALID
 */
export function checkKindOptions(given: readonly GivenSource[], flags: KindFlags): void {
  for (const { option, kind, isGiven } of OPTIONS) {
    const { called, has } = KINDS[kind];
    if (!isGiven(flags) || given.some(has)) continue;
    const said = given.map(({ kind, path }) =>
      kind === undefined || kind === path ? path : `${kind}:${path}`,
    );
    throw new NamesakeError("OPTION_INVALID", {
      option,
      expected: `given with ${called}, or left out`,
      found: said.join(" "),
    });
  }
}

/**
 * Refuses options that stand on the command line of `command`, for what takes none of them.
 *
 * @param expected what to do instead
 * @throws {NamesakeError} OPTION_INVALID
 */
export function refuseOptions(command: Command, expected: string): void {
  const given = command.options.find(
    (option) => command.getOptionValueSource(option.attributeName()) === "cli",
  );
  if (given === undefined) return;
  const found = String(command.getOptionValue(given.attributeName()));
  throw new NamesakeError("OPTION_INVALID", { option: given.long ?? given.flags, expected, found });
}
