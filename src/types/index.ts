/**
 * The type layer: types as queries over the graph of a KB, type systems and their YAML, and the search for systems that help to link. It
 * needs nothing of Node, so that a web page runs the same code. Read in this order: `query/query`, `graph/entity-graph`, `type-system`,
 * and `discovery/problem`.
 */
export { type AssignedAxis, type AssignedTypes, assignTypes } from "./assigned-types.js";
export { type AxisReport, reportAxis } from "./axis-report.js";
export { Bitset } from "./bitset.js";
export {
  type CandidateType,
  type CandidateTypeOptions,
  candidateTypes,
} from "./discovery/candidate-types.js";
export { describedIn, withDescribedTypes } from "./discovery/described-types.js";
export { type Evaluator, localEvaluator } from "./discovery/evaluator.js";
export { beam, greedy } from "./discovery/methods/beam.js";
export { crossEntropy } from "./discovery/methods/cross-entropy.js";
export { genetic } from "./discovery/methods/genetic.js";
export { systemEvaluator } from "./discovery/objective.js";
export { type OraclePoint, oraclePareto } from "./discovery/oracle.js";
export { type Problem, type ProblemOptions, problemOf, type TypeMembers } from "./discovery/problem.js";
export { SampleGatherer, type SampleOptions, type Samples } from "./discovery/samples.js";
export { type SearchOptions, type SearchState, search as searchTypes } from "./discovery/search.js";
export { type EntityGraph, entityGraphOf } from "./graph/entity-graph.js";
export { NER_CLASSES, type NerClass } from "./ner-classes.js";
export { type EvaluateOptions, evaluate as evaluateQuery } from "./query/evaluate.js";
export { type Explanation, explain as explainQuery } from "./query/explain.js";
export { explanationLines } from "./query/explanation-text.js";
export {
  and,
  attribute,
  type Blacklist,
  type Comparison,
  entities,
  not,
  type Objects,
  or,
  type Query,
  reachable,
  relation,
  types,
} from "./query/query.js";
export { queryText } from "./query/query-text.js";
export { BUILTIN_SYSTEMS, systemOfTypes } from "./systems.js";
export { membersOf, type TypeAxis, type TypeClass, type TypeSystem } from "./type-system.js";
export { parseTypeSystem, typeSystemToYaml } from "./type-system-yaml.js";
