import type { EntityRecord } from "../../kb/record.js";
import type { Source } from "../source.js";
import { subjectSource } from "../subject-source.js";
import { displayName, lines } from "../text-file.js";
import { type OboTerm, readTerm, synonymsInOrder } from "./obo-term.js";
import { plainValue, stanzas } from "./stanzas.js";

/** What is said about an id: by a stanza of its own, or by an obsolete term that it replaces. */
type Fact = { of: "term"; term: OboTerm } | { of: "replaced"; id: string };

/** Longest line that is read, in UTF-16 units. */
const MOST_CHARACTERS = 1 << 20;

const NAMED = new Set(["Term", "Instance"]);

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** The entity of a term, whose parts may stand in several stanzas; `undefined` for one without a name, or an obsolete one. */
function entityOf(
  id: string,
  facts: readonly Fact[],
  relationName: (id: string) => string,
): EntityRecord | undefined {
  const terms = facts.flatMap((fact) => (fact.of === "term" ? [fact.term] : []));
  const replaced = facts.flatMap((fact) => (fact.of === "replaced" ? [fact.id] : []));
  const name = terms.find((term) => term.name !== undefined)?.name;
  if (name === undefined || terms.some(({ obsolete }) => obsolete)) return undefined;
  const description = terms.find(({ definition }) => definition !== undefined)?.definition;
  const aliases = unique(terms.flatMap(synonymsInOrder)).filter((text) => text !== name);
  const namespaces = unique(terms.flatMap(({ namespace = [] }) => namespace));
  const relations = terms.flatMap((term) => term.relations);
  const sameAs = unique([...terms.flatMap((term) => term.sameAs), ...replaced]).filter(
    (other) => other !== id,
  );
  return {
    id,
    name,
    ...(description === undefined ? {} : { description }),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(namespaces.length === 0 ? {} : { types: { namespace: namespaces } }),
    ...(relations.length === 0
      ? {}
      : {
          relations: relations.map(({ relation, object }) => ({ relation: relationName(relation), object })),
        }),
    ...(sameAs.length === 0 ? {} : { sameAs }),
  };
}

/**
 * Entities from an ontology in OBO format, version 1.0 to 1.4: `id`, `name`, `def` (the description), `synonym` (aliases, those of exact
 * scope first), `namespace` (a type), `is_a`, `instance_of` and `relationship` (relations, by the names that the file's typedefs give
 * them), `alt_id` and `xref` (other ids). Obsolete terms are no entities; where one has `replaced_by`, its id becomes another id of the
 * term that took its place. Entities come in the order of their ids.
 *
 * A line that is no tag, and a term without id, is reported as "FILE, line N: why" and left out.
 *
 * @param path a file, plain or packed, or "-" for standard input
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @see https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html
 * @example
 * ```ts
 * for await (const { id, name } of oboSource("go-basic.obo").records({ rejected: console.warn })) console.log(id, name);
 * ```
 */
export function oboSource(path: string): Source {
  const file = displayName(path);
  const names = new Map<string, string>();
  const relationName = (id: string) => names.get(id) ?? id.replaceAll("_", " ");
  return subjectSource<Fact>(file, {
    async read(add, observer) {
      let namespace: string | undefined;
      for await (const stanza of stanzas(lines(path, observer, MOST_CHARACTERS), file, observer)) {
        if (stanza.type === "") {
          const [, value] = stanza.tags.find(([tag]) => tag === "default-namespace") ?? [];
          namespace = value === undefined ? undefined : plainValue(value);
          continue;
        }
        const term = readTerm(stanza);
        if (term === undefined) {
          observer.rejected(`${file}, line ${stanza.line}: [${stanza.type}] has no id`);
        } else if (stanza.type === "Typedef") {
          if (term.name !== undefined) names.set(term.id, term.name);
        } else if (NAMED.has(stanza.type)) {
          add(term.id, { of: "term", term: namespace === undefined ? term : { namespace, ...term } });
          if (term.obsolete) for (const id of term.replacedBy) add(id, { of: "replaced", id: term.id });
        }
      }
    },
    entity: (id, facts) => entityOf(id, facts, relationName),
  });
}
