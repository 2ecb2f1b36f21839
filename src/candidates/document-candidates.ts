import type { KnowledgeBase } from "../kb/knowledge-base.js";
import {
  type AliasCandidate,
  type AliasCandidates,
  ANY_CASING,
  aliasPostings,
  MAX_CANDIDATES,
  SMOOTHING,
  smoothedShare,
} from "./alias-candidates.js";
import { DocumentLinks } from "./document-links.js";
import { DocumentNames, nameAt } from "./document-names.js";
import { EntityWords } from "./entity-words.js";
import type { KnownNames } from "./known-names.js";
import { nameParts } from "./name-parts.js";
import type { TextName } from "./rules/rule.js";
import { type CandidateRule, READING_RULES, RULES } from "./rules/rules.js";

/** A mention as candidates are found for it. */
export interface NamedSpan {
  /** UTF-16 offsets, end-exclusive. */
  start: number;
  end: number;
  /** Its own key, then those of its singulars. */
  keys: readonly string[];
}

export interface CandidateLimits {
  /** Indexes the answer is restricted to. */
  allowed?: ReadonlySet<number> | undefined;
  /** `allowed` is the very list of candidates: no rule adds one, and none is cut off. */
  given?: boolean;
  /** Default {@link MAX_CANDIDATES}. */
  max?: number;
}

/** A candidate before its record is read. */
interface Found extends Omit<AliasCandidate, "entity"> {
  /** ln of what its best rule gives it. */
  score: number;
  /** It is known what the name means: such candidates come first. */
  known?: true;
}

/** What all the names of a mention lead to. */
interface Union {
  found: ReadonlyMap<number, Found>;
  total: number;
  size: number;
}

/** Candidates that a name other than the mention's own gives, the most counted. */
const MOST_OF_A_NAME = 20;
/** ln of how far it is believed that a mention means what another name of its text does. */
const BORROWED = Math.log(0.7);
/** Count of a name from which on it is more likely to mean what it was seen to mean than what another form of it does. */
const WELL_KNOWN = 4;
/** How often an entity is called by a part of its name, in a way that was never seen, of the times that it is named. */
const BY_PART = 0.2;
/** Count of an entity that was never counted, when it is called by a part of its name. */
const UNCOUNTED = 0.1;
/** What speaks for a candidate when the text holds all the other words of its name, in ln of a share. */
const NAMED_NEARBY = 4;
/** What speaks for a candidate for each e-fold of things that the text names and that are related to it, in ln of a share. */
const LINKED = 4;
/** Candidates from which on the words of names decide who stays. */
const CROWD = 12;

/**
 * The candidates of the mentions of one text, by their aliases and by what {@link RULES} make of the text as a whole. Work is done
 * once for equal mentions: a text costs what its different names do.
 *
 * @example
 * ```ts
 * const text = "Bill Clinton spoke. Clinton left.";
 * const span = { start: 20, end: 27, keys: ["clinton"] };
 * new DocumentCandidates(kb, text, [span]).of(span, ({ score }) => score).candidates[0]; // { entity: Bill Clinton, rule: "longer", … }
 * ```
 */
export class DocumentCandidates {
  private readonly names: DocumentNames;
  private readonly links: DocumentLinks;
  private readonly words: EntityWords;
  private readonly unions = new Map<ReadonlySet<number> | undefined, Map<string, Union>>();

  /**
   * @param mentions of the whole text
   * @param rules that are asked beside the alias; default: all. "words" reads the names of entities, and is what costs time
   * @param known what names of the text are known to mean
   */
  constructor(
    private readonly kb: KnowledgeBase,
    private readonly text: string,
    mentions: readonly NamedSpan[],
    private readonly rules?: ReadonlySet<CandidateRule>,
    private readonly known?: KnownNames,
  ) {
    this.words = EntityWords.of(kb);
    this.names = new DocumentNames(kb, text, mentions);
    this.links = new DocumentLinks(kb, this.names.keys, known);
  }

  /**
   * The candidates of a mention, what it is known to mean before all others, then highest score first, ties by index.
   *
   * @param rank the score of a candidate, of ln of its share and of how its name is written
   */
  of(
    mention: NamedSpan,
    rank: (candidate: Pick<Found, "score" | "casing" | "plural">) => number,
    limits: CandidateLimits = {},
  ): AliasCandidates {
    const { given = false, max = MAX_CANDIDATES } = limits;
    const { found, total, size } = this.union(mention, limits);
    const ranked = [...found.values()]
      .map((one) => ({ one, score: one.known ? Number.POSITIVE_INFINITY : rank(one) }))
      .sort((a, b) => (a.score === b.score ? a.one.index - b.one.index : b.score - a.score))
      .slice(0, given ? found.size : max);
    const candidates = ranked.flatMap(({ one: { score: _, known: __, ...candidate } }): AliasCandidate[] => {
      const entity = this.kb.at(candidate.index);
      return entity === undefined ? [] : [{ ...candidate, entity }];
    });
    return { candidates, total, size };
  }

  private union(mention: NamedSpan, limits: CandidateLimits): Union {
    const name = nameAt(this.text, mention.start, mention.end, mention.keys[0]);
    let unions = this.unions.get(limits.allowed);
    if (unions === undefined) {
      unions = new Map();
      this.unions.set(limits.allowed, unions);
    }
    // What follows a name says something of it only after such a mark.
    const following = /^\s*[,(]/.test(name.after) ? name.after : "";
    const key = [String(limits.given ?? false), name.surface, following, ...mention.keys].join("\n");
    let union = unions.get(key);
    if (union === undefined) {
      union = this.unite(name, mention.keys, limits);
      unions.set(key, union);
    }
    return union;
  }

  private unite(name: TextName, keys: readonly string[], limits: CandidateLimits): Union {
    const { allowed, given = false } = limits;
    const found = new Map<number, Found>();
    const postings = aliasPostings(this.kb, keys, allowed);
    const size = given && allowed !== undefined ? allowed.size : postings.length;
    const total = postings.reduce((sum, { count }) => sum + count, 0);
    for (const { index, count, casing, plural } of postings) {
      const share = smoothedShare(count, total, size);
      found.set(index, { index, count, casing, plural, share, rule: "alias", score: Math.log(share) });
    }
    const asked = (rule: CandidateRule): boolean => this.rules?.has(rule) !== false;
    const tried = new Set(keys);
    for (const rule of READING_RULES) {
      if (!asked(rule)) continue;
      const { kind, find } = RULES[rule];
      const unknown = kind === "form" ? WELL_KNOWN / (WELL_KNOWN + total) : 1;
      for (const key of find(name, this.names)) {
        if (tried.has(key)) continue;
        tried.add(key);
        this.addName(found, key, rule, unknown, kind === "document" ? BORROWED : 0, allowed);
      }
    }
    if (asked("words")) this.addParts(found, name, total + size * SMOOTHING, allowed);
    if (asked("words") && found.size > CROWD)
      for (const one of found.values())
        one.score +=
          NAMED_NEARBY * this.nearby(name, one.index) + LINKED * Math.log1p(this.links.to(one.index));
    if (given) for (const index of allowed ?? []) addGiven(found, index, smoothedShare(0, total, size));
    for (const [index, share] of this.known?.meaning(name)?.shares ?? [])
      if (index !== null && allowed?.has(index) !== false) addKnown(found, index, share);
    return { found, total, size };
  }

  /** Adds what another name leads to. */
  private addName(
    found: Map<number, Found>,
    key: string,
    rule: CandidateRule,
    part: number,
    trust: number,
    allowed: ReadonlySet<number> | undefined,
  ): void {
    const postings = aliasPostings(this.kb, [key], allowed);
    const total = postings.reduce((sum, { count }) => sum + count, 0);
    for (const { index, count, casing } of postings.slice(0, MOST_OF_A_NAME)) {
      const share = part * smoothedShare(count, total, postings.length);
      add(found, { index, count, casing, plural: false, rule, share, score: Math.log(share) + trust });
    }
  }

  /** Adds the entities whose names hold the mention's words. */
  private addParts(
    found: Map<number, Found>,
    { words }: TextName,
    total: number,
    allowed: ReadonlySet<number> | undefined,
  ): void {
    const parts = nameParts(this.kb, words, (index) => this.words.at(index), allowed).map((part) => {
      const covered = words.length / Math.max(words.length, this.words.at(part.index).length);
      return { ...part, called: (BY_PART * part.count + UNCOUNTED) * covered * part.held ** 2 };
    });
    const all = parts.reduce((sum, { called }) => sum + called, total);
    for (const { index, count, called } of parts) {
      const share = called / all;
      add(found, {
        ...{ index, count, casing: ANY_CASING, plural: false },
        ...{ rule: "words", share, score: Math.log(share) },
      });
    }
  }

  /** The share of the other words of an entity's name that the text holds; 0 where there are none. */
  private nearby({ words }: TextName, index: number): number {
    const others = this.words.at(index).filter((word) => !words.includes(word));
    return others.filter((word) => this.names.words.has(word)).length / Math.max(1, others.length);
  }
}

/**
 * Keeps what speaks most for an entity. What brought it is its alias, or else another name of the mention, rather than a part of its own.
 */
function add(found: Map<number, Found>, one: Found): void {
  const known = found.get(one.index);
  const better =
    known === undefined || (known.rule !== "alias" && one.rule !== "words" && one.score > known.score);
  if (better) found.set(one.index, one);
  else known.score = Math.max(known.score, one.score);
}

/** Adds an entity that is given and that no name leads to. */
function addGiven(found: Map<number, Found>, index: number, share: number): void {
  if (found.has(index)) return;
  found.set(index, {
    ...{ index, count: 0, casing: ANY_CASING, plural: false },
    ...{ rule: "given", share, score: Math.log(share) },
  });
}

/** Adds what a name is known to mean; what it was seen to mean elsewhere does not count against that. */
function addKnown(found: Map<number, Found>, index: number, share: number): void {
  const { rule, ...seen } = found.get(index) ?? {
    count: 0,
    casing: ANY_CASING,
    plural: false,
    rule: "known",
  };
  const kept = rule === "alias" ? rule : "known";
  found.set(index, { ...seen, index, rule: kept, share, score: Math.log(share), known: true });
}
