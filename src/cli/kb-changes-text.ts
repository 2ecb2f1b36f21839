import { changedFields, type Difference } from "../kb/diff.js";
import type { EntityRecord } from "../kb/record.js";
import { clip, paint, printable, printableJson } from "./terminal.js";

/** Longest text of a value that is shown. */
const WIDTH = 100;

/** The parts of a field's value, one text each. */
function partsOf(record: EntityRecord | undefined, field: keyof EntityRecord): string[] {
  const value = record?.[field];
  if (value === undefined) return [];
  if (field === "aliases")
    return (record?.aliases ?? []).map((alias) =>
      typeof alias === "string" ? alias : `${alias.text} (${alias.count})`,
    );
  if (field === "relations")
    return (record?.relations ?? []).map(({ relation, object }) => `${relation} → ${object}`);
  if (field === "types")
    return Object.entries(record?.types ?? {}).flatMap(([system, names]) =>
      names.map((name) => `${system}: ${name}`),
    );
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === "object")
    return Object.entries(value).map(([name, one]) => `${name}: ${JSON.stringify(one)}`);
  return [String(value)];
}

/** A difference as lines for people: what was added after "+", what was removed after "-". */
export function differenceText({ id, before, after }: Difference): string {
  const color = paint(process.stdout);
  const shown = (text: string) => clip(printable(text).replaceAll("\n", " "), WIDTH);
  const name = shown((after ?? before)?.name ?? "");
  const title = `${shown(id)}  ${name}`;
  if (before === undefined) return `${color("green", `+ ${title}`)}\n`;
  if (after === undefined) return `${color("red", `- ${title}`)}\n`;
  const renamed = before.id === after.id ? "" : `  (was ${shown(before.id)})`;
  const lines = changedFields(before, after)
    .filter((field) => field !== "id")
    .flatMap((field) => {
      const [old, now] = [partsOf(before, field), partsOf(after, field)];
      return [
        ...old.filter((part) => !now.includes(part)).map((part) => ["red", "-", part] as const),
        ...now.filter((part) => !old.includes(part)).map((part) => ["green", "+", part] as const),
      ].map(([hue, sign, part]) => `    ${color(hue, `${sign} ${field}: ${shown(part)}`)}\n`);
    });
  return `${color("yellow", `~ ${title}`)}${renamed}\n${lines.join("")}`;
}

/** A difference as one JSON line. */
export function differenceLine({ id, before, after }: Difference): string {
  const kind = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  const fields = before !== undefined && after !== undefined ? { fields: changedFields(before, after) } : {};
  return `${printableJson({ kind, id, ...fields, before, after })}\n`;
}

export const differenceIn = (asJson: boolean): ((difference: Difference) => string) =>
  asJson ? differenceLine : differenceText;
