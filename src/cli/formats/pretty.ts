import { softmax } from "../../link/decide.js";
import { type Candidate, EVIDENCE_NAMES, type Evidence, type Link, scoreOf } from "../../link/link.js";
import { reasons } from "../../link/reasons.js";
import type { TypesInEvidence } from "../../link/types/types-in-evidence.js";
import { clip, columns, paint, printable } from "../terminal.js";
import type { Format, FormatOptions, LinkedDocument } from "./format.js";

/** Cells of a bar for one unit of log-odds, and at most. */
const CELLS_A_UNIT = 2;
const MAX_CELLS = 12;

/** For people: the text with its mentions underlined, a line a mention, and the reasons if wanted. */
export function prettyFormat({ explained, showUrl }: FormatOptions): Format {
  const color = paint(process.stdout);
  const width = columns(process.stdout);

  const mentionLine = (link: Link, longest: number): string => {
    const name = printable(link.text).replace(/\s+/g, " ").padEnd(longest);
    const sure = `${(100 * link.confidence).toFixed(0).padStart(3)} %`;
    const { entity } = link;
    if (entity === null) {
      const best = link.candidates[0];
      const near = best === undefined ? "no candidate" : `not ${printable(best.name)}`;
      return `  ${color("bold", name)}  ${color("yellow", "NIL")}  ${sure}  ${color("dim", near)}`;
    }
    const [entityName, id] = [printable(entity.name), printable(entity.id)];
    const head = `  ${color("bold", name)}  ${color("green", entityName)}  ${sure}  ${color("cyan", id)}`;
    const rest = [entity.types.join(" "), entity.description ?? ""].filter((part) => part !== "").join(" · ");
    const used = longest + entityName.length + id.length + 14;
    const lines = [`${head}  ${color("dim", clip(printable(rest), Math.max(20, width - used)))}`];
    if (showUrl && entity.url !== undefined)
      lines.push(`  ${" ".repeat(longest)}  ${color("dim", printable(entity.url))}`);
    return lines.join("\n");
  };

  /** Against it to the left of the axis, for it to the right. */
  const bar = (value: number): string => {
    const cells = "█".repeat(Math.min(MAX_CELLS, Math.round(Math.abs(value) * CELLS_A_UNIT)));
    const space = " ".repeat(MAX_CELLS - cells.length);
    return value < 0
      ? `${space}${color("red", cells)}│`
      : `${" ".repeat(MAX_CELLS)}│${color("green", cells)}`;
  };
  const number = (value: number): string => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2);

  const share = (what: string, value: number): string =>
    color("dim", `          ${number(value)} ${clip(printable(what), Math.max(20, width - 17))}`);
  /** What the evidence of types is made of. */
  const parts = ({ cues, axes, rest }: TypesInEvidence): string[] => [
    ...(cues === 0 ? [] : [share("words before the name", cues)]),
    ...axes.map(({ axis, class: name, probability, share: value }) =>
      share(`${axis}: ${name}, ${(100 * probability).toFixed(0)} % likely here`, value),
    ),
    ...(rest === 0 ? [] : [share("other axes", rest)]),
  ];

  const bars = (evidence: Evidence, types?: TypesInEvidence): string[] => [
    ...EVIDENCE_NAMES.flatMap((name) => {
      const value = evidence[name];
      if (value === undefined) return [];
      const line = `        ${name.padEnd(10)} ${number(value).padStart(7)} ${bar(value)}`;
      return name === "types" && types !== undefined ? [line, ...parts(types)] : [line];
    }),
    `        ${color("bold", `${"score".padEnd(10)} ${number(scoreOf(evidence)).padStart(7)}`)}`,
  ];

  /** Why the first candidate comes before the second, in words. */
  const words = ([first, second]: readonly Candidate[]): string[] => {
    if (first === undefined || second === undefined) return [];
    const lines = reasons(first.evidence, second.evidence).map(
      ({ difference, words }) => `      ${number(difference)} ${words}`,
    );
    if (lines.length === 0) return [];
    const name = ({ name, id }: Candidate): string =>
      printable(first.name === second.name ? `${name} (${id})` : name);
    return [color("dim", `    ${name(first)} rather than ${name(second)}:`), ...lines];
  };

  const explanation = (link: Link): string => {
    const prior = softmax(
      link.candidates.map(({ evidence }) => evidence.prior ?? 0),
      1,
    );
    const shown = link.candidates.slice(0, explained);
    const percent = (value: number) => `${(100 * value).toFixed(1).padStart(5)} %`;
    const head = (candidate: Candidate, i: number) =>
      `    ${percent(candidate.probability)}  ${color("bold", printable(candidate.name))}  ${color("cyan", printable(candidate.id))}  ${color(
        "dim",
        `by prior alone ${percent(prior[i] ?? 0).trim()} · ${clip(printable(candidate.description ?? ""), 50)}`,
      )}`;
    const more = link.candidates.length - shown.length;
    return [
      ...words(link.candidates),
      ...shown.flatMap((candidate, i) => [
        head(candidate, i),
        ...bars(candidate.evidence, candidate.typesInEvidence),
      ]),
      ...(more > 0 ? [color("dim", `    … and ${more} more`)] : []),
      `    ${percent(link.nil.probability)}  ${color("yellow", "none of these (NIL)")}`,
      ...bars(link.nil.evidence),
      "",
    ].join("\n");
  };

  return {
    document({ text, links }: LinkedDocument, position) {
      const longest = links.reduce((most, { text }) => Math.min(30, Math.max(most, text.length)), 4);
      let marked = "";
      let at = 0;
      for (const { start, end } of links) {
        if (start < at) continue;
        marked += printable(text.slice(at, start)) + color("underline", printable(text.slice(start, end)));
        at = end;
      }
      marked += printable(text.slice(at));
      const body = links.map(
        (link) => mentionLine(link, longest) + (explained > 0 ? `\n${explanation(link)}` : ""),
      );
      const none = "  No mention found.";
      return `${position > 0 ? "\n" : ""}${marked.trimEnd()}\n\n${links.length === 0 ? none : body.join("\n")}\n`;
    },
  };
}
