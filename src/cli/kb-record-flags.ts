import type { Command } from "commander";
import { NamesakeError } from "../errors.js";
import type { EntityRecord } from "../kb/record.js";
import { numberBetween, repeated } from "./options.js";

/** The fields of a record as options. */
export interface RecordFlags {
  name?: string;
  description?: string;
  alias?: string[];
  type?: string[];
  relation?: string[];
  sameAs?: string[];
  count?: number;
  url?: string;
}

export const recordFlags = (command: Command): Command =>
  command
    .option("--description <text>", "what it is, in a sentence")
    .option(
      "--alias <text[=count]>",
      "another name, and how often it was seen to mean this; repeatable",
      repeated,
    )
    .option("--type <system=name>", "a type; repeatable", repeated)
    .option("--relation <name=id>", "a relation to another entity; repeatable", repeated)
    .option("--same-as <id>", "an id of the same thing elsewhere; repeatable", repeated)
    .option("--count <n>", "popularity", numberBetween("--count", 0, Number.MAX_SAFE_INTEGER))
    .option("--url <url>", "a page about it");

/** The two sides of an option such as "ner=PER". */
export function pair(option: string, text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new NamesakeError("OPTION_INVALID", {
    option,
    expected: "two texts with = between them",
    found: text,
  });
}

/** A text, and the number behind its last "=", where there is one. */
function aliasOf(text: string): string | { text: string; count: number } {
  const [, name, count] = /^(.+)=(\d+(?:\.\d+)?)$/s.exec(text) ?? [];
  return name === undefined ? text : { text: name, count: Number(count) };
}

export function typesOf(pairs: readonly string[]): Record<string, string[]> {
  const types = new Map<string, string[]>();
  for (const [system, name] of pairs.map((text) => pair("--type", text)))
    types.set(system, [...(types.get(system) ?? []), name]);
  return Object.fromEntries(types);
}

export const relationsOf = (pairs: readonly string[]) =>
  pairs.map((text) => {
    const [relation, object] = pair("--relation", text);
    return { relation, object };
  });

/** The fields that were given. */
export function fieldsOf(flags: RecordFlags): Partial<Omit<EntityRecord, "id">> {
  const { name, description, count, url, alias, type, relation, sameAs } = flags;
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(alias !== undefined && { aliases: alias.map(aliasOf) }),
    ...(type !== undefined && { types: typesOf(type) }),
    ...(relation !== undefined && { relations: relationsOf(relation) }),
    ...(count !== undefined && { count }),
    ...(sameAs !== undefined && { sameAs }),
    ...(url !== undefined && { url }),
  };
}
