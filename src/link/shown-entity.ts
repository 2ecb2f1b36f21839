import { ownValue } from "../kb/own-value.js";
import type { EntityRecord } from "../kb/record.js";
import type { Candidate } from "./link.js";

/**
 * What an answer tells of an entity.
 *
 * @param typeSystem whose names become its `types`
 */
export function shownEntity<Type extends string>(
  { id, name, description, url, types, sameAs }: EntityRecord,
  typeSystem: string,
): Omit<Candidate<Type>, "probability" | "evidence"> {
  return {
    id,
    name,
    ...(description === undefined ? {} : { description }),
    ...(url === undefined ? {} : { url }),
    types: [...(ownValue(types, typeSystem) ?? [])] as Type[],
    ...(sameAs === undefined ? {} : { sameAs: [...sameAs] }),
  };
}
