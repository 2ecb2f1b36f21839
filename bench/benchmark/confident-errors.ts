import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../world/data.js";
import { table } from "./markdown-table.js";

/** Errors of a set that are looked at: those that the linker was surest of. */
const MOST = 50;
/** Runs whose errors are counted, by the names of their folders. */
const COUNTED = ["aida-testa", "aida-testa-news", "prose-dev", "prose-dev-open", "gum-dev", "gum-dev-open"];

/** A line of a report's errors.jsonl, as far as it is read here. */
interface ReportedError {
  mode: string;
  predicted?: { confidence: number };
  classes: string[];
}

/**
 * What the linkers were surest of and got wrong, by the classes of the evaluation, with gold mentions. The errors themselves, which quote
 * the texts, stay in the reports, which git ignores.
 */
export function confidentErrorsSection(): string {
  const runs = COUNTED.map((name) => ({
    name,
    path: join(root, ".namesake/runs", name, "errors.jsonl"),
  })).filter(({ path }) => existsSync(path));
  if (runs.length === 0) return "";
  const counts = runs.map(({ path }) => countClasses(readErrors(path)));
  const classes = [...new Set(counts.flatMap((count) => [...count.keys()]))].sort();
  return [
    "## The most confident errors",
    `The ${MOST} errors of each run that the linker was surest of, with gold mentions, by their classes (\`docs/evaluation.md\`). The errors themselves are in \`.namesake/runs/NAME/errors.jsonl\`.`,
    table(
      ["class", ...runs.map(({ name }) => name)],
      classes.map((one) => [one, ...counts.map((count) => String(count.get(one) ?? 0))]),
    ),
  ].join("\n\n");
}

const readErrors = (path: string): ReportedError[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ReportedError);

function countClasses(errors: readonly ReportedError[]): Map<string, number> {
  const counts = new Map<string, number>();
  const surest = errors
    .filter(({ mode }) => mode === "given")
    .sort((a, b) => (b.predicted?.confidence ?? 0) - (a.predicted?.confidence ?? 0))
    .slice(0, MOST);
  for (const { classes } of surest) {
    const name = classes.map((one) => one.slice(one.indexOf("/") + 1)).join(", ");
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
