import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { AttributeValue } from "../../kb/record.js";
import { Bitset } from "../bitset.js";
import { Adjacency } from "./adjacency.js";
import { FactList } from "./fact-list.js";
import { NumberAttributes } from "./number-attributes.js";
import { LabelSystems, type RowLabels } from "./row-labels.js";

/**
 * The entities of a KB as a graph of rows, which are the indexes of the KB: what type queries are asked of. It is a picture of the
 * KB at one time.
 *
 * Memory, as {@link entityGraphOf} makes it: 12 bytes an edge (6 in either direction) and 16 bytes a row; for each type system, and
 * each attribute with texts, 4 bytes a row and 12 bytes a pair of row and label; for each attribute with numbers 8 bytes a row.
 */
export interface EntityGraph {
  /** How many rows there are; those of entities that were removed are among them. */
  readonly size: number;
  /** The rows that have an entity. */
  readonly entities: Bitset;
  /** How popular the entity of each row is, in the KB's unit. */
  readonly counts: Float64Array;
  /** The KB that the rows are of: its name, and the content hash of its manifest, which edits leave as it is, as they do rows. */
  readonly kb: { readonly name: string; readonly contentHash: string };
  /** The names of the relations, in alphabetical order. */
  readonly relations: readonly string[];
  /** The names of the attributes, in alphabetical order. */
  readonly attributes: readonly string[];
  /** The names of the type systems, in alphabetical order. */
  readonly typeSystems: readonly string[];
  /** The objects of a row's relation, as its record orders them; none for a relation that is not there. Do not change them. */
  neighbours(row: number, relation: string): Uint32Array;
  /** The relations that a row has, each once, in alphabetical order. */
  relationsOf(row: number): string[];
  /** The rows that have a row as the object of their relation, in ascending order. Do not change them. */
  inverse(row: number, relation: string): Uint32Array;
  /**
   * The numbers of an attribute by row, NaN where there is none; undefined where no row has one. Of a date this is its year, of
   * the place "location" there are "location.lat" and "location.lon" in degrees.
   */
  attribute(name: string): Float64Array | undefined;
  /** The texts of an attribute, such as "female"; undefined where no row has one. Texts of over 100 UTF-16 units are left out. */
  texts(attribute: string): RowLabels | undefined;
  /** The types of a type system that the records have; undefined for a system that is not there. */
  typesOf(system: string): RowLabels | undefined;
  /** The id of a row's entity; "" where there is none. */
  idOf(row: number): string;
  /** The row of an entity, by its id here or elsewhere (`sameAs`). */
  rowOf(id: string): number | undefined;
  /** The name of a row's entity; "" where there is none. */
  nameOf(row: number): string;
  /** The row of an entity whose name is like this, for messages. */
  rowNamedLike(name: string): number | undefined;
}

/** Longer texts are remarks, which no type is made of. */
const LONGEST_TEXT = 100;
/** Rows that are read between two reports of progress. */
const PROGRESS_EVERY = 10_000;
/** ISO 8601, and the years before 0000 and after 9999 as it writes them; also years alone. */
const DATE = /^([+-]?\d{4,6})(?:-\d\d(?:-\d\d(?:T.*)?)?)?$/;

/**
 * Reads the graph of a KB: one pass over all entities. Relations to what is no entity are left out. Ids and names are looked up in
 * the KB when they are asked for, so it has to stay open.
 *
 * @param onProgress is told how many rows were read
 * @example
 * ```ts
 * const graph = entityGraphOf(kb);
 * const france = graph.rowOf("country:FR")!;
 * graph.inverse(france, "country").length; // how many entities lie in France
 * ```
 */
export function entityGraphOf(
  kb: KnowledgeBase,
  onProgress?: (entities: number, of: number) => void,
): EntityGraph {
  const size = kb.totals().nextIndex;
  const entities = new Bitset(size);
  const counts = new Float64Array(size);
  const facts = new FactList();
  const numbers = new NumberAttributes(size);
  const texts = new LabelSystems();
  const types = new LabelSystems();

  const addAttribute = (row: number, name: string, value: AttributeValue): void => {
    if (typeof value === "number") numbers.add(row, name, value);
    else if (typeof value === "object") {
      numbers.add(row, `${name}.lat`, value.lat);
      numbers.add(row, `${name}.lon`, value.lon);
    } else {
      const year = DATE.exec(value)?.[1];
      if (year !== undefined) numbers.add(row, name, Number(year));
      else if (value.length <= LONGEST_TEXT) texts.add(row, name, [value]);
    }
  };
  for (const [row, record] of kb.entries()) {
    if (row % PROGRESS_EVERY === 0) onProgress?.(row, size);
    entities.add(row);
    counts[row] = record.count ?? 0;
    facts.addEntity(row, record.id);
    for (const { relation, object } of record.relations ?? []) facts.add(row, relation, object);
    for (const [system, names] of Object.entries(record.types ?? {})) types.add(row, system, names);
    for (const [name, value] of Object.entries(record.attributes ?? {})) addAttribute(row, name, value);
  }

  const relations = facts.relationNames();
  const relationIndex = new Map(relations.map((name, index) => [name, index]));
  const edges = facts.edges(relations, (id) => {
    const known = kb.resolve(id);
    return known === undefined ? undefined : kb.index(known);
  });
  const forward = new Adjacency(size, relations.length, edges);
  const backward = new Adjacency(size, relations.length, { ...edges, from: edges.to, to: edges.from });
  const textLabels = texts.build(size);
  const typeLabels = types.build(size);
  const follow = (adjacency: Adjacency) => (row: number, relation: string) => {
    const index = relationIndex.get(relation);
    return index === undefined ? NONE : adjacency.of(row, index);
  };
  // An entity that was added since has no row here.
  const within = (row: number | undefined) =>
    row !== undefined && row < size && entities.has(row) ? row : undefined;

  return {
    size,
    entities,
    counts,
    kb: { name: kb.manifest.name, contentHash: kb.manifest.contentHash },
    relations,
    attributes: [...new Set([...numbers.names(), ...textLabels.keys()])].sort(),
    typeSystems: [...typeLabels.keys()].sort(),
    neighbours: follow(forward),
    inverse: follow(backward),
    relationsOf: (row) => forward.relationsOf(row).map((index) => relations[index] as string),
    attribute: (name) => numbers.of(name),
    texts: (attribute) => textLabels.get(attribute),
    typesOf: (system) => typeLabels.get(system),
    idOf: (row) => kb.at(row)?.id ?? "",
    rowOf: (id) => within(kb.index(kb.resolve(id) ?? "")),
    nameOf: (row) => kb.at(row)?.name ?? "",
    rowNamedLike(name) {
      const id = kb.search(name, { limit: 1 })[0]?.entity.id;
      return id === undefined ? undefined : within(kb.index(id));
    },
  };
}

const NONE = new Uint32Array(0);
