import { NamesakeError } from "../../errors.js";
import type { Edit } from "../edit.js";
import type { EntityRecord } from "../record.js";
import { addEntity } from "./add.js";
import { textOf } from "./aliases.js";
import { type Entities, knownEntity, withoutEmpty } from "./entities.js";

/** What a new entity takes from the one that it was a part of; what is left out stays there. */
export interface Taken {
  /** Texts of aliases; they keep their counts. */
  aliases?: readonly string[];
  /** Type names by system. */
  types?: Readonly<Record<string, readonly string[]>>;
  relations?: readonly { readonly relation: string; readonly object: string }[];
  sameAs?: readonly string[];
}

/**
 * Makes two entities of one that is two things.
 *
 * @param record the new entity, with what it does not take from the old one
 * @throws {NamesakeError} CANDIDATE_UNKNOWN, RECORD_DUPLICATE; OPTION_INVALID where it is to take what is not there
 */
export function splitEntity(kb: Entities, id: string, record: EntityRecord, taken: Taken): Edit[] {
  const old = knownEntity(kb, id);
  const aliases = divide("alias", old.aliases ?? [], textOf, taken.aliases ?? []);
  const relations = divide(
    "relation",
    old.relations ?? [],
    ({ relation, object }) => `${relation} ${object}`,
    (taken.relations ?? []).map(({ relation, object }) => `${relation} ${object}`),
  );
  const sameAs = divide("sameAs", old.sameAs ?? [], (other) => other, taken.sameAs ?? []);
  const systems = new Set([...Object.keys(old.types ?? {}), ...Object.keys(taken.types ?? {})]);
  const types = [...systems].map((system) => {
    const own = (names: EntityRecord["types"]) =>
      Object.entries(names ?? {}).find(([one]) => one === system)?.[1] ?? [];
    return { system, ...divide(`type of ${system}`, own(old.types), (name) => name, own(taken.types)) };
  });
  const typesOf = (side: "left" | "taken") =>
    Object.fromEntries(types.filter((one) => one[side].length > 0).map((one) => [one.system, one[side]]));
  return [
    {
      put: withoutEmpty({
        ...old,
        aliases: aliases.left,
        types: typesOf("left"),
        relations: relations.left,
        sameAs: sameAs.left,
      }),
    },
    ...addEntity(
      kb,
      withoutEmpty({
        ...record,
        aliases: [...aliases.taken, ...(record.aliases ?? [])],
        types: { ...typesOf("taken"), ...record.types },
        relations: [...relations.taken, ...(record.relations ?? [])],
        sameAs: [...sameAs.taken, ...(record.sameAs ?? [])],
      }),
    ),
  ];
}

function divide<T>(
  what: string,
  all: readonly T[],
  keyOf: (one: T) => string,
  wanted: readonly string[],
): { left: T[]; taken: T[] } {
  const missing = wanted.find((key) => !all.some((one) => keyOf(one) === key));
  if (missing !== undefined)
    throw new NamesakeError("OPTION_INVALID", {
      option: `the ${what} to take`,
      expected: `one that the entity has (${all.map(keyOf).join(", ") || "none"})`,
      found: missing,
    });
  return {
    left: all.filter((one) => !wanted.includes(keyOf(one))),
    taken: all.filter((one) => wanted.includes(keyOf(one))),
  };
}
