import type { JudgedDocument, ResolvedMention } from "../judged.js";
import { looksLikeDemonym } from "./demonyms.js";
import { type EntityFacts, isBeing, isPlace, isPlaceOrPeople } from "./entity-facts.js";
import type { ErrorKind } from "./error-taxonomy.js";
import type { Case } from "./outcomes.js";

/** Kinds of errors that a case is, and those that it is or could have been. */
export interface Kinds {
  errors: ErrorKind[];
  opportunities: ErrorKind[];
}

/** A gold mention whose entity is in the KB. */
interface Meant {
  mention: ResolvedMention;
  /** Name of the entity, else what the data set calls it without a disambiguation in brackets. */
  name: string;
  class: string | undefined;
  /** What the mention's text means most often. */
  popular: readonly string[];
}

/** The candidates of a mention in no particular order; undefined where the linker tells none. */
function candidatesOf({ gold, prediction }: Case, document: JudgedDocument): readonly string[] | undefined {
  const generated = gold === null ? undefined : document.generated?.[gold];
  if (generated !== undefined) return generated;
  const ranked = prediction?.candidates ?? [];
  return ranked.length === 0 ? undefined : ranked.map(({ id }) => id);
}

function mostPopular(
  { text, right }: ResolvedMention,
  candidates: readonly string[],
  facts: EntityFacts,
): readonly string[] {
  if (facts.mostPopular !== undefined) return facts.mostPopular(text);
  const counts = [...new Set([...candidates, ...right])].map((id) => ({ id, count: facts.count(id) }));
  const highest = counts.reduce((most, { count }) => Math.max(most, count), 0);
  return highest === 0 ? [] : counts.filter(({ count }) => count === highest).map(({ id }) => id);
}

const isDemonym = ({ mention, name, class: type }: Meant, facts: EntityFacts): boolean =>
  isPlaceOrPeople(type) &&
  (facts.isDemonym === undefined
    ? isPlace(type) && looksLikeDemonym(mention.text, name)
    : facts.isDemonym(mention.text));

/** The text commonly means a place, and here something else than a place or a being. */
const isMetonymy = ({ class: type, popular }: Meant, facts: EntityFacts): boolean =>
  type !== undefined && !isPlace(type) && !isBeing(type) && popular.some((id) => isPlace(facts.classOf(id)));

/** The name has several words, and the mention is some of them. */
const isPartialName = ({ mention, name }: Meant): boolean =>
  /\s/.test(name) && mention.text.length < name.length && ` ${name} `.includes(` ${mention.text} `);

const isRare = ({ mention, popular }: Meant): boolean =>
  popular.length > 0 && !mention.right.some((id) => popular.includes(id));

/** The kind that a mention which was rightly linked could have been; undefined = only "other". */
function avoidedKind(meant: Meant, facts: EntityFacts): ErrorKind | undefined {
  if (isDemonym(meant, facts)) return "wrong-demonym";
  if (isMetonymy(meant, facts)) return "wrong-metonymy";
  if (isPartialName(meant)) return "wrong-partial-name";
  return isRare(meant) ? "wrong-rare" : undefined;
}

/** The kind of a wrong link. A metonymy and a rare meaning are missed only by the place and by the popular meaning. */
function wrongKind(meant: Meant, linked: string, facts: EntityFacts): ErrorKind {
  if (isDemonym(meant, facts)) return "wrong-demonym";
  if (isMetonymy(meant, facts) && isPlace(facts.classOf(linked))) return "wrong-metonymy";
  if (isPartialName(meant)) return "wrong-partial-name";
  return isRare(meant) && meant.popular.includes(linked) ? "wrong-rare" : "wrong-other";
}

/**
 * Disambiguation errors of a case, for mentions whose entity is in the KB and whose span is known: given, or found exactly.
 *
 * Opportunities are counted as in ELEVANT: of a kind, the errors of it and the right links that could have been one. The kinds
 * about candidates have those mentions whose candidates are known, and where several compete those that have a choice; both
 * include what was answered as NIL, since either stage may be to blame for that.
 */
export function disambiguationErrors(one: Case, document: JudgedDocument, facts: EntityFacts): Kinds {
  const { mention, prediction, outcome } = one;
  const isWrong = outcome === "wrong";
  if (mention === null || !(isWrong || outcome === "right" || outcome === "answered-nil"))
    return { errors: [], opportunities: [] };
  const errors: ErrorKind[] = [];
  const opportunities: ErrorKind[] = ["answered-nil"];
  const candidates = candidatesOf(one, document);
  const [entity = ""] = mention.right;
  if (outcome === "answered-nil") errors.push("answered-nil");
  else {
    const meant: Meant = {
      mention,
      name: facts.name(entity) ?? (mention.reference ?? "").replace(/\s*\(.*\)$/, ""),
      class: facts.classOf(entity) ?? mention.label,
      popular: mostPopular(mention, candidates ?? [], facts),
    };
    opportunities.push("wrong", "wrong-other");
    const kind = isWrong ? wrongKind(meant, prediction?.entity ?? "", facts) : avoidedKind(meant, facts);
    if (isWrong && kind !== undefined) errors.push("wrong", kind);
    if (kind !== undefined && kind !== "wrong-other") opportunities.push(kind);
  }
  if (candidates !== undefined) {
    const isCandidate = mention.right.some((id) => candidates.includes(id));
    opportunities.push("wrong-candidates");
    if (!isCandidate && outcome !== "right") errors.push("wrong-candidates");
    if (isCandidate && candidates.length > 1) {
      opportunities.push("wrong-multiple-candidates");
      if (outcome !== "right") errors.push("wrong-multiple-candidates");
    }
  }
  return { errors, opportunities };
}
