import { existsSync, readFileSync } from "node:fs";
import { NamesakeError, reason } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { describedGraph } from "../../train/types-discovery/described-graph.js";
import { systemOfAssigned } from "../../types/assigned-types.js";
import { decodeAssignedTypes, isAssignedTypes } from "../../types/assigned-types-file.js";
import { describedIn } from "../../types/discovery/described-types.js";
import { type EntityGraph, entityGraphOf } from "../../types/graph/entity-graph.js";
import {
  type UnknownName,
  unknownInBlacklist,
  unknownNameError,
  unknownNames,
} from "../../types/query/check-names.js";
import { BUILTIN_SYSTEMS, systemOfTypes } from "../../types/systems.js";
import type { TypeSystem } from "../../types/type-system.js";
import { parseTypeSystem } from "../../types/type-system-yaml.js";
import { complain } from "../exit.js";
import { openShowingProgress } from "../open.js";
import { progress } from "../progress.js";

/** Which type system a command is about, and of which KB. */
export interface SystemFlags {
  kb: string;
  /** The name of a type system of the KB's records. */
  system?: string;
}

/** A type system and the KB that it is asked of. */
export interface OpenSystem {
  readonly kb: KnowledgeBase;
  readonly graph: EntityGraph;
  readonly system: TypeSystem;
  /** What the system names and the KB does not have; it means nothing. */
  readonly unknown: readonly UnknownName[];
}

/** Classes of a type system of the records; the other types are "other". */
const MOST_TYPES = 1000;
/** KBs whose graphs are read in less than a second need no bar. */
const LARGE = 100_000;
/** Unknown names that are complained of one by one. */
const MOST_COMPLAINTS = 20;

/** Reads the graph of a KB, and closes the KB when the action is done. */
export async function withGraph<T>(
  name: string,
  action: (kb: KnowledgeBase, graph: EntityGraph) => Promise<T>,
): Promise<T> {
  const kb = await openShowingProgress(name);
  const bar = progress(`Reading the graph of ${kb.manifest.name}`);
  try {
    const graph = entityGraphOf(kb, (done, of) => {
      if (of > LARGE) bar.update(done / of);
    });
    bar.stop();
    return await action(kb, graph);
  } finally {
    bar.stop();
    await kb.close();
  }
}

/**
 * Opens the type system that was asked for and a KB, and complains of what the system names and the KB lacks. A file is read first: what
 * is wrong with it is said before a large graph is read.
 *
 * @param name a file, or a system that is there without one
 */
export async function withSystem<T>(
  name: string | undefined,
  flags: SystemFlags,
  action: (opened: OpenSystem) => Promise<T>,
): Promise<T> {
  const systemIn = readSystem(name, flags);
  return withGraph(flags.kb, async (kb, own) => {
    const system = systemIn(own);
    // Discovered systems name types that are read from the texts of records.
    const described = describedIn(system);
    const graph = described.length === 0 ? own : await describedGraph(kb, own, described);
    const unknown = unknownIn(system, graph);
    for (const one of unknown.slice(0, MOST_COMPLAINTS)) complain(unknownNameError(one).message);
    if (unknown.length > MOST_COMPLAINTS)
      complain(`… and ${unknown.length - MOST_COMPLAINTS} more names that the knowledge base does not have.`);
    return await action({ kb, graph, system, unknown });
  });
}

/** Reads all of a system that can be read without the KB. */
function readSystem(
  name: string | undefined,
  { system: ofRecords }: SystemFlags,
): (graph: EntityGraph) => TypeSystem {
  if (name !== undefined && ofRecords === undefined) {
    const builtin = BUILTIN_SYSTEMS.get(name);
    return builtin !== undefined && !existsSync(name) ? () => builtin : readFile(name);
  }
  if (name === undefined && ofRecords !== undefined) return (graph) => recordedSystem(ofRecords, graph);
  throw invalid(
    `a file, ${BUILTIN_NAMES}, or --system with a type system of the knowledge base; one of them`,
    [name, ofRecords].filter((one) => one !== undefined).join(" and "),
  );
}

const BUILTIN_NAMES = `one of ${[...BUILTIN_SYSTEMS.keys()].join(", ")}`;

const invalid = (
  expected: string,
  found: string,
  option = "The type system",
  cause?: unknown,
): NamesakeError => new NamesakeError("OPTION_INVALID", { option, expected, found }, { cause });

function readFile(path: string): (graph: EntityGraph) => TypeSystem {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw invalid(`a file that can be read (${reason(cause)}), or ${BUILTIN_NAMES}`, path, undefined, cause);
  }
  if (isAssignedTypes(bytes)) return (graph) => systemOfAssigned(decodeAssignedTypes(bytes, graph, path));
  const system = parseTypeSystem(new TextDecoder().decode(bytes), path);
  return () => system;
}

function recordedSystem(name: string, graph: EntityGraph): TypeSystem {
  const types = graph.typesOf(name)?.names.length ?? 0;
  if (types > MOST_TYPES)
    complain(
      `the ${MOST_TYPES.toLocaleString("en")} largest of the ${types.toLocaleString("en")} types of "${name}" are classes here.`,
    );
  const found = systemOfTypes(graph, name, MOST_TYPES);
  if (found !== undefined) return found;
  const known = graph.typeSystems.join(", ") || "it has none";
  throw invalid(`a type system of ${graph.kb.name} (${known})`, name, "--system");
}

/** The names that a system has and the KB has not; those of builtin systems are no mistakes. */
function unknownIn(system: TypeSystem, graph: EntityGraph): UnknownName[] {
  if (BUILTIN_SYSTEMS.get(system.name) === system) return [];
  const queries = system.axes.flatMap(({ classes }) => classes.map(({ members }) => members));
  return [
    ...unknownInBlacklist(system.blacklist, graph),
    ...queries.flatMap((members) => ("kind" in members ? unknownNames(members, graph) : [])),
  ];
}
