import { DocumentCandidates } from "../../dist/candidates/document-candidates.js";
import { type CandidateRule, READING_RULES } from "../../dist/candidates/rules/rules.js";
import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import { givenMentions } from "../../dist/link/given-mentions.js";
import type { Weights } from "../../dist/link/weights.js";
import { cheapScore, hasNoCapitals, writingOf } from "../../dist/link/writing.js";
import type { FoundMention } from "../../dist/mentions/mention-finder.js";
import type { KnownText } from "./texts.js";

/** The rules in the order in which their gains are added up. */
export const STEPS: readonly CandidateRule[] = ["alias", ...READING_RULES, "words"];

/** What a number of rules reach together on a set of texts. */
export interface Reached {
  /** Share of the gold mentions whose entity is among the first so many candidates. */
  at12: number;
  at30: number;
  /** Candidates of a mention. */
  mean: number;
  /** Time of the processor for a document. */
  milliseconds: number;
  /** Gold mentions. */
  mentions: number;
}

/**
 * The recall of the gold entities by the first rules of {@link STEPS}.
 *
 * @param find finds the spans, where they are not given; a gold mention without one counts as missed
 */
export function reached(
  kb: KnowledgeBase,
  texts: readonly KnownText[],
  weights: Weights,
  steps: number,
  find?: (text: string) => readonly FoundMention[],
): Reached {
  const rules = new Set(STEPS.slice(0, steps));
  let at12 = 0;
  let at30 = 0;
  let candidates = 0;
  let asked = 0;
  let gold = 0;
  let milliseconds = 0;
  for (const { text, mentions } of texts) {
    const spans = find?.(text) ?? givenMentions(text, mentions).map(({ found }) => found);
    const began = process.cpuUsage();
    const document = new DocumentCandidates(kb, text, spans, rules);
    const noCapitals = hasNoCapitals(text);
    const lists = new Map(
      spans.map((found) => {
        const rank = cheapScore(weights, writingOf(text, found, noCapitals));
        const list = document.of(found, rank).candidates.map(({ index }) => index);
        return [`${found.start} ${found.end}`, list];
      }),
    );
    milliseconds += processorTime(began);
    for (const list of lists.values()) candidates += list.length;
    asked += lists.size;
    gold += mentions.length;
    for (const { start, end, entities } of mentions) {
      const place = lists.get(`${start} ${end}`)?.findIndex((index) => entities.has(index)) ?? -1;
      if (place >= 0 && place < 12) at12++;
      if (place >= 0) at30++;
    }
  }
  return {
    at12: at12 / gold,
    at30: at30 / gold,
    mean: candidates / asked,
    milliseconds: milliseconds / texts.length,
    mentions: gold,
  };
}

/** Milliseconds that this process has computed: on a machine that others use too, the clock tells of them. */
function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
