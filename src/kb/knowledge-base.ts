import { NamesakeError, reason } from "../errors.js";
import { normaliseAlias } from "../text/normalise.js";
import { readUint32, text } from "./bytes.js";
import { fingerprintOf } from "./content-hash.js";
import { applyEdit, type Edit } from "./edit.js";
import { type HistoryOptions, history, transactionToUndo, undoFailure, undoingEdits } from "./history.js";
import { indexNames } from "./index-names.js";
import { decodeVector, encodeVector } from "./kept-vectors.js";
import { leadingName, NAME_BYTES } from "./leading-name.js";
import { type EditOptions, editedIndexes, type Transaction, writeLog } from "./log.js";
import type { Manifest } from "./manifest.js";
import { decodeHolders, type NameWordHolders, NO_HOLDERS } from "./name-words.js";
import { type AliasEntry, decodePostings } from "./postings.js";
import type { EntityRecord } from "./record.js";
import { RecordCache } from "./record-cache.js";
import { indexReferrers, referrersOf } from "./referrers.js";
import { type SearchHit, type SearchOptions, searchAliases } from "./search.js";
import { checkState, stateOf } from "./state.js";
import { type Statistics, statisticsOf } from "./statistics.js";
import type { Store } from "./store.js";
import { type Survey, surveyOf } from "./survey.js";
import type { Totals } from "./totals.js";
import { whyUnwritten } from "./why-unwritten.js";

const NO_ALIAS: AliasEntry = { postings: [], longer: false };
const CACHED_BYTES = 8e6;
const CACHED_ALIASES = 30_000;
const CACHED_NAMES = 50_000;

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
  private readonly records = new RecordCache(CACHED_BYTES);
  private readonly aliases = new Map<string, AliasEntry>();
  private readonly names = new Map<number, string>();
  private cachedTotals: Totals | undefined;
  private closed = false;
  /** Edits when something was last remembered; what is remembered before the first look may be of any state. */
  private seenEdits: number | undefined;

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
    const known = this.records.get(index)?.name ?? this.names.get(index);
    if (known !== undefined) return known;
    const name = this.readName(index);
    if (name === undefined) return undefined;
    if (this.names.size >= CACHED_NAMES) this.names.clear();
    this.names.set(index, name);
    return name;
  }

  private readName(index: number): string | undefined {
    const kept = this.store.get("names", index);
    if (kept !== undefined) return text(kept);
    // A KB of an older format has its names in its records alone.
    const bytes = this.store.get("entities", index);
    return bytes && (leadingName(text(bytes.subarray(0, NAME_BYTES))) ?? this.parse(bytes).name);
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
    if (known !== undefined) return known;
    const bytes = this.store.get("entities", index);
    if (bytes === undefined) return undefined;
    const record = this.parse(bytes);
    this.records.add(index, record, bytes.length);
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

  /** How entities, names and facts are distributed; reads the whole KB once. */
  survey(): Survey {
    return surveyOf(this.store, this.entities());
  }

  stats(): Statistics {
    return statisticsOf(this.store, this.totals());
  }

  /** The number of edits that the KB has seen: each transaction leads to a greater one, and answers can name it. */
  get version(): number {
    return this.totals().edits;
  }

  /** Its version and a name of its build, "12-9f3a01bc": of another build the versions begin with 0 again. */
  get state(): string {
    return stateOf(this.manifest, this.version);
  }

  /** The {@link recordHash} of an entity, for `ifHash` of an edit; undefined where there is none. */
  hash(id: string): string | undefined {
    const index = this.index(id);
    const bytes = index === undefined ? undefined : this.store.get("entities", index);
    return bytes && fingerprintOf(bytes);
  }

  /**
   * Adds, replaces and removes entities, all or nothing; counts from the next call on. What was changed, when and by whom is kept
   * in the KB's log.
   *
   * @returns the version that it led to
   * @throws {NamesakeError} RECORD_INVALID, CANDIDATE_UNKNOWN (removal of an id that is not there), RECORD_DUPLICATE (another id that
   * is taken), EDIT_CONFLICT, KB_READ_ONLY
   * @example
   * ```ts
   * const { version } = kb;
   * const jordan = kb.entity("Q41421");
   * kb.edit([{ put: { ...jordan, count: 7 } }], { author: "ann", message: "counted anew", ifVersion: version });
   * ```
   */
  edit(edits: readonly Edit[], options: EditOptions = {}): number {
    if (!Array.isArray(edits))
      throw new NamesakeError("OPTION_INVALID", {
        option: "edits",
        expected: "a list of edits",
        found: String(edits),
      });
    const { ifVersion, ...signature } = options;
    return this.write(() => {
      let version = 0;
      this.store.transact((writer) => {
        // Read inside the transaction: another process may have added entities since.
        const before = this.totalsOf(writer.get("meta", "totals"));
        if (ifVersion !== undefined) checkState(this.manifest, before.edits, ifVersion);
        const { totals, changes } = applyEdit(writer, before, edits);
        writeLog(writer, before.edits, changes, { at: new Date().toISOString(), ...signature });
        version = totals.edits;
      });
      return version;
    });
  }

  private write<T>(action: () => T): T {
    const path = this.path ?? "memory";
    if (this.closed) throw new NamesakeError("CLOSED", { what: "The knowledge base" });
    if (this.store.readOnly !== undefined)
      throw new NamesakeError("KB_READ_ONLY", { path, why: this.store.readOnly });
    try {
      return action();
    } catch (error) {
      if (error instanceof NamesakeError) throw error;
      throw new NamesakeError("WRITE_FAILED", { path, why: whyUnwritten(error, path) }, { cause: error });
    } finally {
      this.forget();
    }
  }

  /**
   * What was changed, the latest first, as far as the log reaches back: compaction cuts it.
   *
   * @example
   * ```ts
   * kb.history({ entity: "Q312", limit: 1 })[0]?.author; // who changed Apple last
   * ```
   */
  history(options: HistoryOptions = {}): Transaction[] {
    this.refresh();
    return history(this.store, this.totals().edits, options);
  }

  /**
   * Takes one transaction back, by another one that is logged in its turn; undoing that one does it again.
   *
   * @param version the one that the transaction led to; default: the latest transaction that is not undone, nor an undo itself
   * @returns the version that it led to
   * @throws {NamesakeError} UNDO_IMPOSSIBLE, where an entity was changed since, naming by whom, or nothing is known of the version;
   * EDIT_CONFLICT, where the KB has another version than `ifVersion` says
   */
  undo(version?: number, options: Omit<EditOptions, "undoes"> = {}): number {
    const transaction = transactionToUndo(this.store, this.refresh(), version);
    try {
      return this.edit(undoingEdits(transaction), {
        message: `undo of version ${transaction.version}`,
        ...options,
        undoes: transaction.version,
      });
    } catch (error) {
      throw undoFailure(error, transaction, this.history());
    }
  }

  /**
   * The ids of the entities that have a relation to one of these, in the order of their indexes. Scans the records, unless
   * {@link indexReferrers} has made an index.
   */
  referrers(ids: readonly string[]): string[] {
    return referrersOf(this.store, this.totals(), ids).flatMap((index) => this.at(index)?.id ?? []);
  }

  /** Makes an index for {@link referrers}, unless there is one; edits keep it up to date from then on. Scans the records once. */
  indexReferrers(): void {
    this.write(() => indexReferrers(this.store, (bytes) => this.totalsOf(bytes)));
  }

  /**
   * Looks whether the KB was edited, here or by another process that shares its folder, and forgets what it remembered of it.
   * Costs one small read.
   *
   * @returns how often the KB has been edited
   */
  refresh(): number {
    if (!this.closed) this.store.renew();
    this.cachedTotals = undefined;
    const { edits } = this.totals();
    if (this.seenEdits !== edits) this.forget();
    this.seenEdits = edits;
    return edits;
  }

  /**
   * Which entities were added, replaced or removed since the KB had been edited so often, as {@link refresh} told it; by whatever
   * process.
   *
   * @returns their indexes, some perhaps twice; undefined where the log does not reach back so far, or it is very many
   */
  editedSince(edits: number): number[] | undefined {
    return editedIndexes(this.store, edits, this.refresh());
  }

  private forget(): void {
    this.records.clear();
    this.aliases.clear();
    this.names.clear();
    this.cachedTotals = undefined;
  }

  /** The cached vector of an entity, if it was remembered with the same `origin`. */
  vector(index: number, origin: string): Uint8Array | undefined {
    const bytes = this.store.get("vectors", index);
    return bytes && decodeVector(bytes, origin);
  }

  /**
   * Keeps vectors for later; they may be lost (a KB that cannot be written), and go when their entity changes.
   *
   * @param entries `origin` names all that a vector depends on beside the entity's index
   */
  rememberVectors(entries: readonly { index: number; origin: string; vector: Uint8Array }[]): void {
    this.store.remember(
      "vectors",
      entries.map(({ index, origin, vector }) => [index, encodeVector(origin, vector)]),
    );
  }

  /**
   * Makes the index of names anew, by index and by word (see {@link holders}): for a KB that an older version built, without building
   * it again. One transaction; takes a scan of the records.
   *
   * @throws {NamesakeError} KB_READ_ONLY, WRITE_FAILED
   */
  indexNames(): void {
    this.write(() => indexNames(this.store));
  }

  /** Frees what the KB holds; it must not be used afterwards. May be called twice. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.store.close();
  }
}
