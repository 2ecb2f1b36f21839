import { type AliasCandidate, aliasCandidates, MAX_CANDIDATES } from "../../candidates/alias-candidates.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { givenMentions } from "../../link/given-mentions.js";
import { AliasSpotter } from "../../mentions/alias-spotter.js";
import type { FoundMention, MentionMode } from "../../mentions/mention-finder.js";
import type { Prediction } from "../judged.js";
import type { EvaluatedLinker, LinkingTask } from "./linkers.js";

/** The baselines that every evaluation has beside it. */
export const BASELINES = ["prior", "prior-links"] as const;
export type BaselineName = (typeof BASELINES)[number];

const linksOf = ({ entity }: AliasCandidate): number => entity.count ?? 0;

/** What a candidate is weighed by; what decides between equals; ids decide the rest. */
const WEIGHTS: Record<BaselineName, [weight: (one: AliasCandidate) => number, tie: typeof linksOf]> = {
  prior: [({ count }) => count, linksOf],
  "prior-links": [linksOf, () => 0],
};

/**
 * Linkers that know popularity alone and read no context. They decide among all that the mention's text leads to, and answer with
 * as many candidates as the linker weighs.
 *
 * - "prior" answers with what the mention's text is counted to mean most often: the greatest p(e|m), the strong baseline of the
 *   field (Milne and Witten 2008, "Learning to link with Wikipedia", call it commonness). On a tie it takes what "prior-links" does.
 * - "prior-links" answers with the candidate that is linked to most often, whatever by.
 *
 * The confidence is the answer's share among the candidates, equal shares where nothing is counted. They say NIL where there is no
 * candidate, with no confidence.
 *
 * @param mode which mentions to look for, end to end, as the linkers do
 */
export function baseline(name: BaselineName, kb: KnowledgeBase, mode: MentionMode = "auto"): EvaluatedLinker {
  const finder = new AliasSpotter(kb);
  const [weightOf, tieOf] = WEIGHTS[name];

  const rank = ({ keys }: FoundMention, given: readonly string[] | undefined) => {
    const allowed = given?.flatMap((id) => kb.index(id) ?? []);
    const limits =
      allowed === undefined ? { max: Number.POSITIVE_INFINITY } : { allowed: new Set(allowed), given: true };
    const weighed = aliasCandidates(kb, keys, ({ count }) => count, limits).candidates.map((candidate) => ({
      id: candidate.entity.id,
      weight: weightOf(candidate),
      tie: tieOf(candidate),
    }));
    weighed.sort((a, b) => b.weight - a.weight || b.tie - a.tie || (a.id < b.id ? -1 : 1));
    const sum = weighed.reduce((total, { weight }) => total + weight, 0);
    return weighed.map(({ id, weight }) => ({
      id,
      probability: sum === 0 ? 1 / weighed.length : weight / sum,
    }));
  };
  const decide = (found: FoundMention, given?: readonly string[]): Prediction => {
    const candidates = rank(found, given);
    const [best] = candidates;
    const { start, end } = found;
    return {
      start,
      end,
      entity: best?.id ?? null,
      confidence: best?.probability,
      candidates: given === undefined ? candidates.slice(0, MAX_CANDIDATES) : candidates,
    };
  };
  const givenOf = ({ text, mentions }: LinkingTask) => givenMentions(text, mentions);

  return {
    name,
    generate: async (task, max) =>
      givenOf(task).map(({ found, allowed }) =>
        rank(found, allowed)
          .slice(0, max)
          .map(({ id }) => id),
      ),
    disambiguate: async (task) => givenOf(task).map(({ found, allowed }) => decide(found, allowed)),
    annotate: async ({ text }) => finder.find(text, mode).map((found) => decide(found)),
    close: async () => {},
  };
}
