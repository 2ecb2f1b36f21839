import { NamesakeError, reason } from "../errors.js";
import { normaliseAlias } from "../text/normalise.js";
import { readUint32, text, uint32, utf8 } from "./bytes.js";
import { murmur128 } from "./content-hash.js";
import { applyEdit, type Edit } from "./edit.js";
import { EditLog } from "./edit-log.js";
import { indexNames } from "./index-names.js";
import type { Manifest } from "./manifest.js";
import { decodeHolders, type NameWordHolders, NO_HOLDERS } from "./name-words.js";
import { type AliasEntry, decodePostings } from "./postings.js";
import type { EntityRecord } from "./record.js";
import { type SearchHit, type SearchOptions, searchAliases } from "./search.js";
import type { Store } from "./store.js";
import type { Totals } from "./totals.js";

/** Numbers about a KB: what `namesake kb stats` prints. */
export interface Statistics extends Totals {
  /** Entities by type system and type. */
  types: Record<string, Record<string, number>>;
  /** Entities that have a relation, by its name. */
  relationNames: Record<string, number>;
}

const tagOf = (origin: string): number => murmur128(utf8(origin))[0];

const NO_ALIAS: AliasEntry = { postings: [], longer: false };
/** Of records, as JSON; parsed, and with what linkers derive of them, they take some ten times as much. */
const CACHED_BYTES = 8e6;
const CACHED_ALIASES = 30_000;
const CACHED_NAMES = 50_000;

/** Bytes of a record within which its name mostly ends. */
const NAME_BYTES = 400;
/** Records are kept with their fields in one order, id and name first. */
const LEADING_NAME = /^\{"id":"(?:[^"\\]|\\.)*","name":("(?:[^"\\]|\\.)*")/;

function leadingName(json: string): string | undefined {
  const name = LEADING_NAME.exec(json)?.[1];
  return name === undefined ? undefined : (JSON.parse(name) as string);
}

/**
 * Entities, their aliases and what is known about them, on any {@link Store}. Inside the library an entity is known by
 * its index, a small number; `index` and `at` go between indexes and ids.
 *
 * @typeParam Type the names of the KB's types, where they are known to the compiler
 * @example
 * ```ts
 * const kb = await openKnowledgeBase("./drugs");
 * kb.entity("drugs:aspirin")?.name;                // "Aspirin"
 * kb.candidates("ASA").map(({ entity }) => entity.id);
 * kb.edit([{ remove: "drugs:aspirin" }]);          // counts in the next call
 * await kb.close();
 * ```
 */
export class KnowledgeBase<Type extends string = string> {
  private readonly records = new Map<number, { record: EntityRecord; bytes: number }>();
  private recordBytes = 0;
  private readonly aliases = new Map<string, AliasEntry>();
  private readonly names = new Map<number, string>();
  private cachedTotals: Totals | undefined;
  private closed = false;
  /** Edits when something was last remembered; what is remembered before the first look may be of any state. */
  private seenEdits: number | undefined;
  private readonly log = new EditLog();

  /** Only for the compiler: the names of the types. */
  declare readonly typeNames: Type;

  constructor(
    readonly manifest: Manifest,
    private readonly store: Store,
    /** The folder, or undefined for a KB that is only in memory. */
    readonly path: string | undefined = undefined,
  ) {}

  get size(): number {
    return this.totals().entities;
  }

  /** The entity with this id. */
  entity(id: string): EntityRecord | undefined {
    const index = this.index(id);
    return index === undefined ? undefined : this.at(index);
  }

  /** The index of an id. */
  index(id: string): number | undefined {
    const bytes = this.store.get("ids", id);
    return bytes === undefined ? undefined : readUint32(bytes);
  }

  /** The name of the entity with this id: cheaper than the whole record, for those who want no more of it. */
  nameOf(id: string): string | undefined {
    const index = this.index(id);
    return index === undefined ? undefined : this.nameAt(index);
  }

  /** As {@link nameOf}, by the entity's index. */
  nameAt(index: number): string | undefined {
    const known = this.records.get(index)?.record.name ?? this.names.get(index);
    if (known !== undefined) return known;
    const bytes = this.store.get("entities", index);
    if (bytes === undefined) return undefined;
    const name = leadingName(text(bytes.subarray(0, NAME_BYTES))) ?? this.parse(bytes).name;
    if (this.names.size >= CACHED_NAMES) this.names.clear();
    this.names.set(index, name);
    return name;
  }

  /**
   * The id of what is called so here (`id`) or elsewhere (`sameAs`); of several that claim an id of elsewhere, the first.
   *
   * @example
   * ```ts
   * kb.resolve("Q312"); // "Apple Inc.", in a KB whose ids are titles
   * ```
   */
  resolve(id: string): string | undefined {
    if (id === "") return undefined;
    if (this.index(id) !== undefined) return id;
    const bytes = this.store.get("sameAs", id);
    return bytes === undefined ? undefined : this.at(readUint32(bytes))?.id;
  }

  /** The entity with this index. Treat it as frozen: it is shared. */
  at(index: number): EntityRecord | undefined {
    const known = this.records.get(index);
    if (known !== undefined) return known.record;
    const bytes = this.store.get("entities", index);
    if (bytes === undefined) return undefined;
    const record = this.parse(bytes);
    this.records.set(index, { record, bytes: bytes.length });
    this.recordBytes += bytes.length;
    // The oldest go: a Map keeps the order of insertion.
    for (const [oldest, { bytes: freed }] of this.records) {
      if (this.recordBytes <= CACHED_BYTES) break;
      this.records.delete(oldest);
      this.recordBytes -= freed;
    }
    return record;
  }

  private parse(bytes: Uint8Array): EntityRecord {
    try {
      return JSON.parse(text(bytes)) as EntityRecord;
    } catch (error) {
      throw new NamesakeError(
        "KB_DAMAGED",
        { path: this.path ?? "memory", why: reason(error) },
        { cause: error },
      );
    }
  }

  /**
   * What a normalised alias leads to, and whether a longer alias starts with it.
   *
   * @param key as `normaliseAlias` or the joined `norm` of tokens gives it
   */
  lookup(key: string): AliasEntry {
    const known = this.aliases.get(key);
    if (known !== undefined) return known;
    // Keys longer than any alias would be refused by the store.
    const bytes = key.length > 600 ? undefined : this.store.get("aliases", key);
    const entry = bytes === undefined ? NO_ALIAS : decodePostings(bytes);
    if (this.aliases.size >= CACHED_ALIASES) this.aliases.clear();
    this.aliases.set(key, entry);
    return entry;
  }

  /**
   * The most counted entities with a name of several words that holds this one; none in a KB of an older format, see `indexNames`.
   *
   * @param word normalised
   */
  holders(word: string): NameWordHolders {
    const bytes = word.length > 600 ? undefined : this.store.get("nameWords", word);
    return bytes === undefined ? NO_HOLDERS : decodeHolders(bytes);
  }

  /** The entities an alias leads to with its counts, most counted first. For many lookups use {@link lookup}. */
  candidates(alias: string): { entity: EntityRecord; count: number }[] {
    return this.lookup(normaliseAlias(alias)).postings.flatMap(({ index, count }) => {
      const entity = this.at(index);
      return entity === undefined ? [] : [{ entity, count }];
    });
  }

  /** Descriptions that had a stem when the KB was built; edits do not change it. */
  wordCount(stem: string): number {
    const bytes = this.store.get("words", stem);
    return bytes === undefined ? 1 : readUint32(bytes);
  }

  /** Entities by the beginning of a name, or by a misspelt one. */
  search(query: string, options: SearchOptions = {}): SearchHit[] {
    return searchAliases(this.store, (index) => this.at(index), query, options);
  }

  /** Every entity, in the order of the indexes. */
  *entities(): IterableIterator<EntityRecord> {
    for (const [, record] of this.entries()) yield record;
  }

  /** Every entity from an index on, with its index, in their order. Do not edit the KB while iterating. */
  *entries(from = 0): IterableIterator<[index: number, record: EntityRecord]> {
    for (const [index, bytes] of this.store.scan("entities", from)) yield [index, this.parse(bytes)];
  }

  totals(): Totals {
    if (this.closed) throw new NamesakeError("CLOSED", { what: "The knowledge base" });
    this.cachedTotals ??= this.totalsOf(this.store.get("meta", "totals"));
    return this.cachedTotals;
  }

  private totalsOf(bytes: Uint8Array | undefined): Totals {
    if (bytes === undefined)
      throw new NamesakeError("KB_DAMAGED", { path: this.path ?? "memory", why: "its totals are missing" });
    return JSON.parse(text(bytes)) as Totals;
  }

  stats(): Statistics {
    // Maps first: a type may be called "__proto__", which an object would take for its prototype.
    const types = new Map<string, Map<string, number>>();
    const relationNames = new Map<string, number>();
    for (const [key, bytes] of this.store.scan("facets")) {
      const [kind, first = "", second = ""] = key.split("\t");
      if (kind === "type") types.set(first, (types.get(first) ?? new Map()).set(second, readUint32(bytes)));
      else relationNames.set(first, readUint32(bytes));
    }
    return {
      ...this.totals(),
      types: Object.fromEntries([...types].map(([system, counts]) => [system, Object.fromEntries(counts)])),
      relationNames: Object.fromEntries(relationNames),
    };
  }

  /**
   * Adds, replaces and removes entities, all or nothing; counts from the next call on.
   *
   * @throws {NamesakeError} RECORD_INVALID, CANDIDATE_UNKNOWN (removal of an id that is not there), KB_READ_ONLY
   */
  edit(edits: readonly Edit[]): void {
    const path = this.path ?? "memory";
    if (this.closed) throw new NamesakeError("CLOSED", { what: "The knowledge base" });
    if (!Array.isArray(edits))
      throw new NamesakeError("OPTION_INVALID", {
        option: "edits",
        expected: "a list of edits",
        found: String(edits),
      });
    if (this.store.readOnly !== undefined)
      throw new NamesakeError("KB_READ_ONLY", { path, why: this.store.readOnly });
    try {
      let before = 0;
      let indexes: number[] = [];
      this.store.transact((writer) => {
        // Read inside the transaction: another process may have added entities since.
        const totals = this.totalsOf(writer.get("meta", "totals"));
        before = totals.edits;
        indexes = applyEdit(writer, totals, edits);
      });
      this.log.add(before, before + edits.length, indexes);
    } catch (error) {
      if (error instanceof NamesakeError) throw error;
      throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
    } finally {
      this.forget();
    }
  }

  /**
   * Looks whether the KB was edited, here or (in LMDB) by another process that shares its folder, and forgets what it
   * remembered of it. Costs one small read.
   *
   * @returns how often the KB has been edited
   */
  refresh(): number {
    this.cachedTotals = undefined;
    const { edits } = this.totals();
    if (this.seenEdits !== edits) this.forget();
    this.seenEdits = edits;
    return edits;
  }

  /**
   * Which entities were added, replaced or removed since the KB had been edited so often, as {@link refresh} told it.
   *
   * @returns their indexes, some perhaps twice; undefined where it is not known: another process edited the KB too, or it is long ago
   */
  editedSince(edits: number): number[] | undefined {
    return this.log.between(edits, this.refresh());
  }

  private forget(): void {
    this.records.clear();
    this.recordBytes = 0;
    this.aliases.clear();
    this.names.clear();
    this.cachedTotals = undefined;
  }

  /** The cached vector of an entity, if it was remembered with the same `origin`. */
  vector(index: number, origin: string): Uint8Array | undefined {
    const bytes = this.store.get("vectors", index);
    return bytes !== undefined && readUint32(bytes) === tagOf(origin) ? bytes.subarray(4) : undefined;
  }

  /**
   * Keeps vectors for later; they may be lost (a KB that cannot be written), and go when their entity changes.
   *
   * @param entries `origin` names all that a vector depends on beside the entity's index
   */
  rememberVectors(entries: readonly { index: number; origin: string; vector: Uint8Array }[]): void {
    this.store.remember(
      "vectors",
      entries.map(({ index, origin, vector }) => {
        const bytes = new Uint8Array(4 + vector.length);
        bytes.set(uint32(tagOf(origin)));
        bytes.set(vector, 4);
        return [index, bytes] as const;
      }),
    );
  }

  /**
   * Makes the index of {@link holders} anew: for a KB that an older version built, without building it again. One transaction; takes
   * a scan of the records.
   *
   * @throws {NamesakeError} KB_READ_ONLY, WRITE_FAILED
   */
  indexNames(): void {
    const path = this.path ?? "memory";
    if (this.store.readOnly !== undefined)
      throw new NamesakeError("KB_READ_ONLY", { path, why: this.store.readOnly });
    try {
      indexNames(this.store);
    } catch (error) {
      throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
    }
  }

  /** Frees what the KB holds; it must not be used afterwards. May be called twice. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.store.close();
  }
}
