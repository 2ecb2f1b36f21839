import { NamesakeError } from "../errors.js";
import { languageCodes } from "../text/languages/languages.js";
import { buildTables } from "./build.js";
import { KnowledgeBase } from "./knowledge-base.js";
import { FORMAT_VERSION, type SourceInfo } from "./manifest.js";
import { MemoryStoreBuilder } from "./memory-store.js";
import type { EntityRecord } from "./record.js";

/** The type names that occur in records, for the compiler; `string` where only a run can tell. */
export type TypeNamesOf<R extends EntityRecord> = R extends { types: infer T }
  ? T extends Record<string, readonly (infer Name)[]>
    ? Extract<Name, string>
    : string
  : EntityRecord extends R
    ? string
    : never;

/**
 * A KB that lives in memory only; runs in a browser too. The names of the types in the records become the KB's `Type`.
 *
 * @param options.languages of the names, ISO 639-1; default: English
 * @throws {NamesakeError} RECORD_INVALID or RECORD_DUPLICATE for the first wrong record; KB_EMPTY when there is none
 * @example
 * ```ts
 * const kb = await createKnowledgeBase([
 *   { id: "1", name: "Jordan", types: { kind: ["country"] } },
 *   { id: "2", name: "Michael Jordan", aliases: ["Jordan"], types: { kind: ["person"] } },
 * ]); // KnowledgeBase<"country" | "person">
 * ```
 */
export async function createKnowledgeBase<const R extends EntityRecord>(
  records: readonly R[],
  options: { name?: string; sources?: SourceInfo[]; languages?: readonly string[] } = {},
): Promise<KnowledgeBase<TypeNamesOf<R>>> {
  const name = options.name ?? "memory";
  const languages = options.languages && languageCodes(options.languages);
  const builder = new MemoryStoreBuilder();
  const { totals, typeSystem } = await buildTables(records, builder, {
    label: name,
    ...(languages && { languages }),
    onReject: (_message, error) => {
      throw error;
    },
  });
  if (totals.entities === 0) throw new NamesakeError("KB_EMPTY", { source: name, rejected: 0 });
  await builder.finish();
  const store = builder.built;
  if (store === undefined) throw new Error("a finished builder has a store");
  return new KnowledgeBase<TypeNamesOf<R>>(
    {
      format: "namesake-kb",
      version: FORMAT_VERSION,
      name,
      store: "memory",
      created: new Date().toISOString(),
      builder: "memory",
      sources: options.sources ?? [],
      typeSystem,
      ...(languages && { languages }),
      entities: totals.entities,
      aliases: totals.aliases,
      contentHash: totals.contentHash,
    },
    store,
  );
}
