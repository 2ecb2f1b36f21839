import { normaliseAlias } from "../../dist/text/normalise.js";
import { singulars } from "../../dist/text/singular.js";
import type { LinkCounts, Titles } from "./counts.js";

/** A title that is a redirect, with what it leads to and why we think so. */
export interface Merge {
  from: string;
  into: string;
  because: string[];
}

/**
 * What can speak for a redirect leading to a title, with its weight. The pages say which titles are redirects, not where they lead;
 * read by hand on samples, `same`, `anchor` and `alias` were right nine times of ten and more, `together` six times, `base` five.
 */
const WEIGHTS = {
  /** Equal but for case, accents, punctuation and spaces. */
  same: 3,
  /** Links that read like the redirect lead to it, at least two, and hardly any elsewhere. */
  anchor: 3,
  /** Wikidata calls it so as well. */
  alias: 2.5,
  /** One is the plural of the other. */
  singular: 2,
  plural: 2,
  /** Most links that read like the redirect lead to it. */
  anchorOnce: 1.5,
  /** Its text names the redirect before it says what it is. */
  definition: 1.2,
  /** Links to the redirect read like links to it. */
  together: 1,
  /** The redirect without its parenthesis. */
  base: 0.3,
  /** The only title that is the redirect with a parenthesis. */
  parenthesis: 0.3,
} as const;
type Reason = keyof typeof WEIGHTS;

/** Score from which on a merge counts as clear, and its lead over the next. */
const CLEAR = 1.5;

const DEFINITION_LENGTH = 300;
const VERB = /\b(is|was|are|were|refers?|in)\b/;
const MAX_WORDS = 6;

const withoutParenthesis = (title: string): string => title.replace(/\s*\([^)]*\)$/, "");
const squeezed = (key: string): string => key.replaceAll(" ", "");

function addTo<K>(map: Map<K, number[]>, key: K, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

/** Collects what speaks for where redirects lead. */
export class RedirectEvidence {
  /** Redirects by title number, with their keys. */
  private readonly keys = new Map<number, string>();
  private readonly byKey = new Map<string, number[]>();
  private readonly votes = new Map<number, Map<number, Set<Reason>>>();

  constructor(
    private readonly titles: Titles,
    redirects: Iterable<number>,
  ) {
    for (const redirect of redirects) {
      const key = normaliseAlias(titles.name(redirect));
      this.keys.set(redirect, key);
      addTo(this.byKey, key, redirect);
    }
  }

  private vote(redirect: number, target: number, reason: Reason): void {
    if (this.keys.has(target)) return;
    const targets = this.votes.get(redirect) ?? new Map<number, Set<Reason>>();
    this.votes.set(redirect, targets);
    const reasons = targets.get(target);
    if (reasons === undefined) targets.set(target, new Set([reason]));
    else reasons.add(reason);
  }

  /** What a title's own entry says: other names of it, and its text. */
  addEntity(target: number, aliases: readonly string[], text: string | undefined): void {
    if (this.keys.has(target)) return;
    for (const alias of aliases)
      for (const redirect of this.byKey.get(normaliseAlias(alias)) ?? [])
        this.vote(redirect, target, "alias");
    if (text === undefined) return;
    const beginning = text.slice(0, DEFINITION_LENGTH);
    const verb = VERB.exec(beginning);
    if (verb === null || verb.index < 3) return;
    const own = normaliseAlias(withoutParenthesis(this.titles.name(target)));
    const words = normaliseAlias(beginning.slice(0, verb.index)).split(" ");
    for (let from = 0; from < words.length; from++)
      for (let to = from + 1; to <= Math.min(words.length, from + MAX_WORDS); to++) {
        const key = words.slice(from, to).join(" ");
        if (key !== own)
          for (const redirect of this.byKey.get(key) ?? []) this.vote(redirect, target, "definition");
      }
  }

  /** What the spelling of all titles says. */
  addSpellings(): void {
    const wanted = new Set<string>();
    for (const [redirect, key] of this.keys) {
      for (const form of [key, `${key}s`, ...this.singularsOf(key)]) wanted.add(squeezed(form));
      wanted.add(squeezed(normaliseAlias(withoutParenthesis(this.titles.name(redirect)))));
    }
    const same = new Map<string, number[]>();
    const longer = new Map<string, number[]>();
    this.titles.names.forEach((title, target) => {
      if (this.keys.has(target)) return;
      const key = squeezed(normaliseAlias(title));
      if (wanted.has(key)) addTo(same, key, target);
      const base = withoutParenthesis(title);
      if (base === title) return;
      const baseKey = squeezed(normaliseAlias(base));
      if (wanted.has(baseKey)) addTo(longer, baseKey, target);
    });
    for (const [redirect, key] of this.keys) {
      const vote = (form: string, reason: Reason) => {
        for (const target of same.get(squeezed(form)) ?? []) this.vote(redirect, target, reason);
      };
      vote(key, "same");
      for (const singular of this.singularsOf(key)) vote(singular, "singular");
      vote(`${key}s`, "plural");
      const title = this.titles.name(redirect);
      const base = withoutParenthesis(title);
      if (base !== title) vote(normaliseAlias(base), "base");
      const [only, another] = longer.get(squeezed(key)) ?? [];
      if (only !== undefined && another === undefined) this.vote(redirect, only, "parenthesis");
    }
  }

  private singularsOf(key: string): string[] {
    const words = key.split(" ");
    const last = words.pop() ?? "";
    return singulars(last).map((singular) => [...words, singular].join(" "));
  }

  /** What the texts of links say. */
  addAnchors(counts: LinkCounts): void {
    // Texts that read like a redirect, and texts of links to one.
    const own = new Map<string, Set<number>>();
    for (const [redirect, key] of this.keys) own.set(key, (own.get(key) ?? new Set()).add(redirect));
    const keys = counts.anchors.map(normaliseAlias);
    const used = new Map<string, Set<number>>();
    counts.targets.forEach((target, pair) => {
      const key = keys[pair] as string;
      if (this.keys.has(target) && this.keys.get(target) !== key)
        used.set(key, (used.get(key) ?? new Set()).add(target));
    });
    const targets = new Map<string, Map<number, number>>();
    counts.targets.forEach((target, pair) => {
      const key = keys[pair] as string;
      if (this.keys.has(target) || (!own.has(key) && !used.has(key))) return;
      const of = targets.get(key) ?? new Map<number, number>();
      targets.set(key, of);
      of.set(target, (of.get(target) ?? 0) + (counts.counts[pair] as number));
    });
    for (const [key, of] of targets) {
      const total = [...of.values()].reduce((sum, count) => sum + count, 0);
      for (const [target, count] of of) {
        const clear = count >= 2 && count >= 0.8 * total;
        for (const redirect of own.get(key) ?? [])
          if (clear) this.vote(redirect, target, "anchor");
          else if (count >= 0.5 * total) this.vote(redirect, target, "anchorOnce");
        if (clear) for (const redirect of used.get(key) ?? []) this.vote(redirect, target, "together");
      }
    }
  }

  /** The clear cases, in the order of the titles. */
  merges(): Merge[] {
    const merges: Merge[] = [];
    for (const redirect of this.keys.keys()) {
      const ranked = [...(this.votes.get(redirect) ?? [])]
        .map(([target, reasons]) => ({
          target,
          reasons: [...reasons].sort(),
          score: [...reasons].reduce((sum, reason) => sum + WEIGHTS[reason], 0),
        }))
        .sort((a, b) => b.score - a.score || a.target - b.target);
      const [best, next] = ranked;
      if (best === undefined || best.score < CLEAR || best.score - (next?.score ?? 0) < CLEAR) continue;
      merges.push({
        from: this.titles.name(redirect),
        into: this.titles.name(best.target),
        because: best.reasons,
      });
    }
    return merges.sort((a, b) => (a.from < b.from ? -1 : 1));
  }
}
