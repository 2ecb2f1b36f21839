import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import type { FixedMention } from "../link/fixed/fixed-mentions.js";

/** A mention that is fixed on the command line: where it is, or what it is called. */
export interface Fix {
  at: { start: number; end: number } | { name: string };
  entity: string | null;
}

export interface FixFlags {
  fix?: Fix[];
  save?: boolean;
  author?: string;
}

/** For an answer that is none of the KB. */
const NIL = "NIL";

/** Adds the options by which answers are given with a text, and kept. */
export function withFixOptions(command: Command): Command {
  return command
    .option(
      "--fix <where=id>",
      `this mention means this entity, and what follows from it; where is 4:10, or the name itself, whose first place is meant; ${NIL} = none. May be repeated`,
      fixOption,
    )
    .option("--save", "keep what --fix says as a correction, for namesake train --from corrections")
    .option("--author <name>", "who says it, with --save");
}

function fixOption(text: string, before: readonly Fix[] = []): Fix[] {
  const [, where = "", entity = ""] = /^(.+?)=(.+)$/s.exec(text) ?? [];
  if (where === "")
    throw new NamesakeError("OPTION_INVALID", {
      option: "--fix",
      expected: `START:END=ID or NAME=ID, with ${NIL} for no entity`,
      found: text,
    });
  const [, start, end] = /^(\d+):(\d+)$/.exec(where) ?? [];
  const at = start === undefined ? { name: where } : { start: Number(start), end: Number(end) };
  return [...before, { at, entity: entity === NIL ? null : entity }];
}

/**
 * The places of what is fixed in a text.
 *
 * @throws {NamesakeError} OPTION_INVALID where the text does not have a name
 */
export function fixedIn(text: string, fixes: readonly Fix[] = []): FixedMention[] {
  return fixes.map(({ at, entity }) => {
    if ("start" in at) return { ...at, entity };
    const start = text.indexOf(at.name);
    if (start >= 0) return { start, end: start + at.name.length, entity };
    throw new NamesakeError("OPTION_INVALID", {
      option: "--fix",
      expected: "a name that the text has",
      found: at.name,
    });
  });
}

/** @throws {NamesakeError} OPTION_INVALID where there is no single text, or nothing to keep */
export function checkFixes({ fix, save, author }: FixFlags, isOneText: boolean): void {
  const wrong = (option: string, expected: string, found: string) =>
    new NamesakeError("OPTION_INVALID", { option, expected, found });
  if (fix !== undefined && !isOneText) throw wrong("--fix", "given with one text", "--jsonl or -i");
  if (save === true && fix === undefined)
    throw wrong("--save", "given with --fix, which says what is kept", "");
  if (author !== undefined && save !== true) throw wrong("--author", "given with --save", author);
}
