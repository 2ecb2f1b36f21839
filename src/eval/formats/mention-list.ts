import { type GoldMention, sortMentions } from "../dataset.js";
import type { ReadOptions } from "./format.js";
import { isObject, type JsonObject } from "./json-lines.js";
import { invalid, reported } from "./problems.js";

/** What a mention's `parent` says: the `id` of another mention where mentions have ids, else its position. */
function parentPosition(values: readonly unknown[], position: number): number | undefined {
  const idOf = (value: unknown) => (isObject(value) ? value["id"] : undefined);
  const { parent } = values[position] as JsonObject;
  const found = values.some((value) => idOf(value) !== undefined)
    ? values.findIndex((value) => idOf(value) === parent)
    : parent;
  return typeof found === "number" && found !== position ? found : undefined;
}

/**
 * The mentions of a document, sorted. Bad ones are reported and left out, and so is a `parent` that is none of the others.
 *
 * @param read reads a mention but for its `parent`
 */
export function mentionList(
  values: unknown,
  where: string,
  options: Pick<ReadOptions, "problem">,
  read: (value: JsonObject) => GoldMention,
): GoldMention[] {
  if (!Array.isArray(values)) {
    options.problem(invalid(where, "mentions", "a list", values));
    return [];
  }
  const kept: GoldMention[] = [];
  const places = new Map<number, number>();
  for (const [position, value] of values.entries()) {
    const mention = reported(options, () => {
      if (isObject(value)) return read(value);
      throw invalid(where, "mentions", "objects", value);
    });
    if (mention === undefined) continue;
    places.set(position, kept.length);
    kept.push(mention);
  }
  for (const [position, place] of places) {
    const parent = (values[position] as JsonObject)["parent"] ?? undefined;
    if (parent === undefined) continue;
    const found = places.get(parentPosition(values, position) ?? -1);
    if (found !== undefined) (kept[place] as GoldMention).parent = found;
    else options.problem(invalid(where, "parent", "the position or the id of another mention", parent));
  }
  return sortMentions(kept);
}
