import { NamesakeError } from "../errors.js";
import { timeOfDate } from "./date-option.js";
import { type Edit, recordHash } from "./edit.js";
import { type LoggedChange, readTransaction, type Transaction, transactions } from "./log.js";
import type { EntityRecord } from "./record.js";
import type { Store } from "./store.js";

export interface HistoryOptions {
  /** Only transactions that changed the entity with this id, which it may have had before or got by them. */
  entity?: string;
  /** Only transactions at this ISO date (and time) or later. */
  since?: string;
  /** Most transactions given; default all. */
  limit?: number;
  /** Most changes told of each, the first ones; default all. A transaction says how many it leaves out. */
  changes?: number;
}

const touches = (transaction: Transaction, id: string): boolean =>
  transaction.changes.some(({ before, after }) => before?.id === id || after?.id === id);

function cut(transaction: Transaction, told: number): Transaction {
  const omitted = transaction.changes.length - told;
  return omitted <= 0
    ? transaction
    : { ...transaction, changes: transaction.changes.slice(0, told), omitted };
}

/** @param latest version of the KB */
export function history(
  store: Pick<Store, "get">,
  latest: number,
  {
    entity,
    since,
    limit = Number.POSITIVE_INFINITY,
    changes: told = Number.POSITIVE_INFINITY,
  }: HistoryOptions,
): Transaction[] {
  const earliest = since === undefined ? Number.NEGATIVE_INFINITY : timeOfDate("since", since, "00:00:00Z");
  const found: Transaction[] = [];
  // Whether an entity was changed, only all of the changes say.
  for (const transaction of transactions(store, latest, entity === undefined ? told : undefined)) {
    if (found.length >= limit) break;
    // Clocks differ: an older transaction may have a later time, but none before it in the log is looked for.
    if (Date.parse(transaction.at) < earliest) break;
    if (entity === undefined) found.push(transaction);
    else if (touches(transaction, entity)) found.push(cut(transaction, told));
  }
  return found;
}

/**
 * The transaction that an undo is about.
 *
 * @param version as `KnowledgeBase.undo` takes it
 * @throws {NamesakeError} UNDO_IMPOSSIBLE
 */
export function transactionToUndo(
  store: Pick<Store, "get">,
  latest: number,
  version: number | undefined,
): Transaction {
  const found = version === undefined ? latestInForce(store, latest) : readTransaction(store, version);
  if (found !== undefined) return found;
  throw new NamesakeError("UNDO_IMPOSSIBLE", {
    version: String(version ?? latest),
    why:
      version === undefined
        ? "the log has nothing that is left to undo"
        : "no transaction of the log led to it; perhaps the log was cut",
  });
}

/** The latest transaction that is not undone, nor an undo itself. */
function latestInForce(store: Pick<Store, "get">, latest: number): Transaction | undefined {
  const undone = new Set<number>();
  for (const transaction of transactions(store, latest)) {
    if (undone.has(transaction.version)) continue;
    if (transaction.undoes === undefined) return transaction;
    undone.add(transaction.undoes);
  }
  return undefined;
}

/** The edits that take a transaction back, each only where its entity is as the transaction left it. */
export function undoingEdits({ changes }: Transaction): Edit[] {
  return [...changes].reverse().map(undoing);
}

function undoing({ before, after }: LoggedChange): Edit {
  const ifHash = after === undefined ? null : recordHash(after);
  if (before === undefined) return { remove: (after as EntityRecord).id, ...(ifHash !== null && { ifHash }) };
  if (after === undefined || after.id === before.id) return { put: before, ifHash };
  return { put: before, inPlaceOf: after.id, ifHash };
}

/** What an undo that failed throws: where an entity was changed since, by whom. */
export function undoFailure(error: unknown, undone: Transaction, since: readonly Transaction[]): unknown {
  if (!(error instanceof NamesakeError)) return error;
  const { id } = error.details as { id?: string };
  if (id === undefined) return error;
  const later = since.find((one) => one.version > undone.version && touches(one, id));
  if (later === undefined) return error;
  const who = later.author === undefined ? "somebody who gave no name" : later.author;
  return new NamesakeError(
    "UNDO_IMPOSSIBLE",
    {
      version: String(undone.version),
      why: `"${id}" was changed since, by ${who} at ${later.at} (version ${later.version})`,
    },
    { cause: error },
  );
}
