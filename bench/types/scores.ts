import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import type { ClassLexicon } from "../../dist/types/classes/class-lexicon.js";
import type { EntityClasses } from "../../dist/types/classes/classify-entities.js";
import { CLASS_SOURCES, EVIDENCE_KINDS, type EvidenceKind } from "../../dist/types/classes/evidence.js";
import { recordEvidence } from "../../dist/types/classes/record-evidence.js";
import { NER_SYSTEM } from "../../dist/types/classes/type-evidence.js";

/** A line of a file of labels: the class a person gave, and others that would be as good. */
export interface Label {
  id: string;
  half: "uniform" | "popular";
  class: string;
  also?: string[];
}

const percent = (right: number, all: number): string =>
  all === 0 ? "-" : `${((100 * right) / all).toFixed(1)} %`;

/** Coverage and precision on labels, by half and by source; "or as good" counts the other classes of a label too. */
export function scoreLabels(kb: KnowledgeBase, found: EntityClasses, labels: readonly Label[]): string {
  const groups = new Map<
    string,
    { all: number; covered: number; right: number; good: number; sure: number }
  >();
  const wrong: string[] = [];
  for (const label of labels) {
    const row = kb.index(label.id);
    if (row === undefined) throw new Error(`the KB has no "${label.id}"`);
    const given = found.classes[found.classOf[row] as number] as string;
    const source = CLASS_SOURCES[found.sourceOf[row] as number] as string;
    const covered = source !== "none";
    const right = given === label.class;
    const good = right || label.also?.includes(given) === true;
    for (const name of ["all", label.half, `from ${source}`]) {
      const group = groups.get(name) ?? { all: 0, covered: 0, right: 0, good: 0, sure: 0 };
      groups.set(name, group);
      group.all++;
      if (!covered) continue;
      group.covered++;
      group.right += Number(right);
      group.good += Number(good);
      group.sure += (found.confidenceOf[row] as number) / 255;
    }
    if (covered && !good) wrong.push(`${label.id}: ${given} by ${source}, labelled ${label.class}`);
  }
  const rows = [...groups].map(
    ([name, { all, covered, right, good, sure }]) =>
      `| ${name} | ${all} | ${percent(covered, all)} | ${percent(right, covered)} | ${percent(good, covered)} | ${percent(sure, covered)} |`,
  );
  const head =
    "\n| labelled | entities | covered | right | or as good | confidence |\n|---|---|---|---|---|---|";
  return [head, ...rows, "", ...wrong].join("\n");
}

/** How often the class is the KB's own, by source, and some entities where it is not. */
export function agreementOf(kb: KnowledgeBase, found: EntityClasses, differences: number): string {
  const groups = new Map<string, { all: number; same: number }>();
  const others: string[] = [];
  for (const [row, { id, types, description = "" }] of kb.entries()) {
    const own = types?.[NER_SYSTEM]?.[0];
    if (own === undefined) continue;
    const given = found.classes[found.classOf[row] as number] as string;
    const source = CLASS_SOURCES[found.sourceOf[row] as number] as string;
    for (const name of ["all", source]) {
      const group = groups.get(name) ?? { all: 0, same: 0 };
      groups.set(name, group);
      group.all++;
      group.same += Number(own === given);
    }
    if (own !== given) others.push(`${id}: ${given} by ${source}, own ${own}; ${description.slice(0, 120)}`);
  }
  const rows = [...groups].map(([name, { all, same }]) => `| ${name} | ${all} | ${percent(same, all)} |`);
  const step = Math.max(1, Math.floor(others.length / Math.max(1, differences)));
  return [
    "\n| the KB's own classes | entities | the same |\n|---|---|---|",
    ...rows,
    ...others.filter((_, i) => i % step === 0).slice(0, differences),
  ].join("\n");
}

/** Confidence against how often the class is the KB's own. */
export function confidenceTable(kb: KnowledgeBase, found: EntityClasses): string {
  const bins = Array.from({ length: 10 }, () => ({ all: 0, same: 0, sure: 0 }));
  for (const [row, { types }] of kb.entries()) {
    const own = types?.[NER_SYSTEM]?.[0];
    const sure = (found.confidenceOf[row] as number) / 255;
    const bin = bins[Math.min(9, Math.floor(10 * sure))];
    if (own === undefined || sure === 0 || bin === undefined) continue;
    bin.all++;
    bin.same += Number(found.classes[found.classOf[row] as number] === own);
    bin.sure += sure;
  }
  const rows = bins.flatMap(({ all, same, sure }) =>
    all === 0 ? [] : [`| ${percent(sure, all)} | ${all} | ${percent(same, all)} |`],
  );
  return ["\n| confidence | entities | the KB's own |\n|---|---|---|", ...rows].join("\n");
}

/** How often each kind of evidence names the KB's own class: in all, alone, confirmed by another source and against one. */
export function kindTable(kb: KnowledgeBase, lexicon: ClassLexicon): string {
  const STATES = ["trust", "alone", "confirmed", "contested"] as const;
  const counts = new Map<EvidenceKind, Record<(typeof STATES)[number], { all: number; right: number }>>();
  const hidden = new Set(["given", "synset", "types"] as const);
  for (const record of kb.entities()) {
    const own = record.types?.[NER_SYSTEM]?.[0];
    if (own === undefined) continue;
    const evidence = recordEvidence(record, lexicon, (id) => kb.entity(id), hidden);
    for (const { kind, class: given } of evidence) {
      const others = evidence.filter((other) => EVIDENCE_KINDS[other.kind] !== EVIDENCE_KINDS[kind]);
      const contested = others.some((other) => other.class !== given);
      const state = others.length === 0 ? "alone" : contested ? "contested" : "confirmed";
      let group = counts.get(kind);
      if (group === undefined) {
        const zero = () => ({ all: 0, right: 0 });
        group = { trust: zero(), alone: zero(), confirmed: zero(), contested: zero() };
        counts.set(kind, group);
      }
      for (const name of ["trust", state] as const) {
        group[name].all++;
        group[name].right += Number(given === own);
      }
    }
  }
  const rows = [...counts].map(([kind, group]) => {
    const cells = STATES.map(
      (state) => `${percent(group[state].right, group[state].all)} of ${group[state].all}`,
    );
    return `| ${kind} | ${cells.join(" | ")} |`;
  });
  return [`\n| kind | ${STATES.join(" | ")} |\n|---|---|---|---|---|`, ...rows].join("\n");
}
