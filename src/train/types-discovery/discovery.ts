import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { type CandidateType, candidateTypes } from "../../types/discovery/candidate-types.js";
import { ChosenTypes } from "../../types/discovery/chosen-types.js";
import { DESCRIBED_SYSTEMS } from "../../types/discovery/described-types.js";
import { oracleAccuracy } from "../../types/discovery/objective.js";
import { type Problem, type ProblemOptions, problemOf } from "../../types/discovery/problem.js";
import type { SearchState } from "../../types/discovery/search.js";
import { type EntityGraph, entityGraphOf } from "../../types/graph/entity-graph.js";
import type { Query } from "../../types/query/query.js";
import type { TypeSystem } from "../../types/type-system.js";
import type { LinkedTexts } from "../encoders/linked-texts.js";
import { describedGraph } from "./described-graph.js";
import { type Gathered, type GatherOptions, gatherLinks } from "./gather.js";

export interface DiscoveryOptions extends GatherOptions {
  /** Entities and rivals of mentions that a type has to have; default 10. */
  minMembers?: number;
  /** Names of type systems, attributes and relations that no type is made of. */
  without?: readonly string[];
  /** Told what is being done when the texts are read. */
  onStep?: (step: string) => void;
}

/** All that searches for a type system begin with. */
export interface Discovery extends Gathered {
  readonly graph: EntityGraph;
  /** How many types the graph offers. */
  readonly offered: number;
  /** Those of them that tell some entity from a rival, one of those that tell the same apart. */
  readonly types: readonly CandidateType[];
  /** The problem where every type can be told without error. */
  readonly perfect: Problem;
}

/**
 * Reads linked texts and the graph of a KB, and gathers the types that may help to link such texts.
 *
 * Memory: that of the graph, some hundred bytes an entity of the KB, and of the samples.
 */
export async function openDiscovery(
  kb: KnowledgeBase,
  texts: LinkedTexts,
  { minMembers = 10, without = [], onStep = () => {}, ...options }: DiscoveryOptions = {},
): Promise<Discovery> {
  const gathered = await gatherLinks(kb, texts, options);
  onStep("Reading the graph");
  const left = new Set(without);
  const described = DESCRIBED_SYSTEMS.filter((system) => !left.has(system));
  const graph = await describedGraph(kb, entityGraphOf(kb), described);
  onStep("Gathering types");
  const offered = candidateTypes(graph, gathered.samples.entities, { minMembers }).filter(
    ({ query }) => !namesIn(query).some((name) => left.has(name)),
  );
  const all = problemOf(gathered.samples, offered);
  const types = Array.from(all.types, (type) => offered[type] as CandidateType);
  const perfect = problemOf(gathered.samples, types, { penalty: 0 });
  return { ...gathered, graph, offered: offered.length, types, perfect };
}

/** The names of type systems, attributes and relations in a query of a candidate type. */
function namesIn(query: Query): readonly string[] {
  if (query.kind === "types") return [query.system];
  if (query.kind === "attribute") return [query.name];
  if (query.kind === "relation") return [query.relation];
  return query.kind === "reachable" ? query.by : [];
}

export interface LearnableOptions extends ProblemOptions {
  /**
   * Types that can be told less well by context are left out. Default: those that are told no better than by chance, as DeepType's. With
   * more, a system is worth less and easier to learn.
   */
  minAuc?: number;
}

/**
 * The problem with types as learnable as they are.
 *
 * @param aucs by the name of the type; one that has none is not learnable. Absent = every type can be told without error
 */
export function problemWith(
  { samples, types }: Discovery,
  aucs: ReadonlyMap<string, number> | undefined,
  { minAuc = 0, ...options }: LearnableOptions,
): Problem {
  const members = types.map(({ name, members }) => {
    const auc = aucs === undefined ? 1 : (aucs.get(name) ?? Number.NaN);
    return { members, auc: auc < minAuc ? Number.NaN : auc };
  });
  return problemOf(samples, members, options);
}

/** A type that a search has chosen. */
export interface ChosenType extends CandidateType {
  readonly auc: number;
}

/** What a search has come to. */
export interface Found {
  readonly method: string;
  /** The value of the objective. */
  readonly value: number;
  /** Share of the mentions that are right where the chosen types are known without error. */
  readonly oracle: number;
  readonly generations: number;
  readonly evaluations: number;
  /** Those of most members first. */
  readonly types: readonly ChosenType[];
}

export function foundBy({ types }: Discovery, problem: Problem, { method, best, curve }: SearchState): Found {
  const chosen = best.system.map((number): ChosenType => {
    const type = types[problem.types[number] as number] as CandidateType;
    return { ...type, auc: (problem.aucs[number] as number) / 1e6 };
  });
  return {
    method,
    value: best.value,
    oracle: oracleAccuracy(problem, new ChosenTypes(problem, best.system).solved),
    generations: curve.length,
    evaluations: curve.at(-1)?.evaluations ?? 0,
    types: chosen.sort((a, b) => b.members.length - a.members.length || (a.name < b.name ? -1 : 1)),
  };
}

/** A type system of chosen types: an axis for each, with it as its only class. */
export const systemOf = (name: string, types: readonly ChosenType[]): TypeSystem => ({
  name,
  axes: types.map(({ name: type, query, auc }) => ({
    name: type,
    overlap: "first",
    other: "other",
    classes: [
      { name: type, about: `can be told by context with an AUC of ${auc.toFixed(2)}`, members: query },
    ],
  })),
});
