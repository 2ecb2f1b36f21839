import { join } from "node:path";
import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import {
  CONFLICT_RULES,
  type ConflictRule,
  FIELD_RULES,
  type MergeRules,
} from "../sources/merge/conflict-rules.js";
import { type MergeInput, mergeSources } from "../sources/merge/merge-sources.js";
import type { MergeBy } from "../sources/merge/record-groups.js";
import type { Source } from "../sources/source.js";
import { displayName } from "../sources/text-file.js";
import { MergeList } from "./merge-list.js";
import { numberBetween, oneOf, repeated } from "./options.js";

export interface MergeFlags {
  merge?: boolean;
  on?: MergeBy;
  prefer?: string[];
  scale?: string[];
  rule?: string[];
}

/** Adds the options that make one entity of what is one thing in several sources. */
export function addMergeOptions(command: Command): void {
  command
    .option(
      "--merge",
      "make one entity of what is one thing in several sources, and write merges.tsv beside it",
    )
    .option(
      "--on <key>",
      "same-as: an id in common; name: an id or the name; default: same-as",
      oneOf<MergeBy>("--on", ["same-as", "name"]),
    )
    .option(
      "--prefer <source>",
      "the source that is right where several differ; default: the first",
      repeated,
    )
    .option("--scale <source=factor>", "what the counts of a source are multiplied with", repeated)
    .option(
      "--rule <field=rule>",
      `which source is right on a field: ${CONFLICT_RULES.join(", ")}`,
      repeated,
    );
}

/** Whether several sources are to be merged. */
export const isMerging = ({ merge, on, prefer, scale, rule }: MergeFlags): boolean =>
  merge === true || [on, prefer, scale, rule].some((flag) => flag !== undefined);

export interface MergedBuild {
  source: Source;
  /** Puts `merges.tsv` into the folder of the KB, and says in a line what was merged. */
  finish(folder: string): string;
  /** Removes what was written, where the build failed or is finished. */
  abandon(): void;
}

/**
 * The sources of a build as one.
 *
 * @param paths of the sources, in the same order
 * @param scratch a folder where records can wait
 * @throws {NamesakeError} OPTION_INVALID
 */
export function mergedBuild(
  sources: readonly Source[],
  paths: readonly string[],
  flags: MergeFlags,
  scratch: string,
): MergedBuild {
  const names = sourceNames(paths);
  const find = (option: string, wanted: string): number => {
    const found = paths.findIndex((path, i) => path === wanted || names[i] === wanted);
    if (found >= 0) return found;
    throw new NamesakeError("OPTION_INVALID", {
      option,
      expected: `one of ${names.join(", ")}`,
      found: wanted,
    });
  };
  const scales = new Map(
    pairs("--scale", flags.scale).map(([name, factor]) => [
      find("--scale", name),
      numberBetween("--scale", 0, Number.MAX_SAFE_INTEGER)(factor),
    ]),
  );
  const preferred = (flags.prefer ?? []).map((name) => find("--prefer", name));
  const order = [...new Set([...preferred, ...sources.keys()])];
  const inputs = order.map(
    (i): MergeInput => ({
      source: sources[i] as Source,
      name: names[i] as string,
      scale: scales.get(i) ?? 1,
    }),
  );
  const rules = rulesOf(flags.rule);
  const list = new MergeList(scratch);
  const source = mergeSources(inputs, {
    scratch,
    rules,
    onMerge: (merge) => list.add(merge),
    ...(flags.on === undefined ? {} : { by: flags.on }),
  });
  return {
    source,
    finish: (folder) => list.finish(join(folder, "merges.tsv")),
    abandon: () => list.abandon(),
  };
}

/** The last parts of the paths, as many as tell them apart. */
function sourceNames(paths: readonly string[]): string[] {
  const names = paths.map(displayName);
  return names.map((name, i) =>
    names.filter((other) => other === name).length === 1 ? name : (paths[i] as string),
  );
}

/** "key=value" pairs; the last "=" divides, since names may have others. */
function pairs(option: string, texts: readonly string[] = []): [string, string][] {
  return texts.map((text) => {
    const at = text.lastIndexOf("=");
    if (at < 1) throw new NamesakeError("OPTION_INVALID", { option, expected: "NAME=VALUE", found: text });
    return [text.slice(0, at), text.slice(at + 1)];
  });
}

function rulesOf(texts: readonly string[] = []): Partial<MergeRules> {
  const fields = Object.keys(FIELD_RULES) as (keyof MergeRules)[];
  return Object.fromEntries(
    pairs("--rule", texts).map(([text, rule]) => {
      const field = oneOf("--rule", fields)(text);
      return [field, oneOf<ConflictRule>(`--rule ${field}`, FIELD_RULES[field])(rule)];
    }),
  );
}
