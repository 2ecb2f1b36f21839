import { OTHER_FACTS } from "../kb/fact-sources.js";
import type { EntityRecord } from "../kb/record.js";

/** Rows of `kb show` that say where the facts of a merged entity are from: first what most are from, then the others. */
export function sourceRows({ sources = {} }: EntityRecord): [string, string][] {
  const others = new Map<string, string[]>();
  for (const [fact, names] of Object.entries(sources)) {
    const from = names.join(" + ");
    if (fact !== OTHER_FACTS) others.set(from, [...(others.get(from) ?? []), fact]);
  }
  return [
    ["from", sources[OTHER_FACTS]?.join(" + ") ?? ""],
    ...[...others].map(([from, facts]): [string, string] => ["", `${from}: ${facts.join(", ")}`]),
  ];
}
