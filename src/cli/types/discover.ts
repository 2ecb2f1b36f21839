import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { checkWritable, writeAtomically } from "../../atomic-file.js";
import { formatNamed } from "../../eval/read-dataset.js";
import { type Found, foundBy, problemWith, systemOf } from "../../train/types-discovery/discovery.js";
import { readLearnability } from "../../train/types-discovery/learnability-file.js";
import { oraclePareto } from "../../types/discovery/oracle.js";
import { typeSystemToYaml } from "../../types/type-system-yaml.js";
import { complain, EXIT } from "../exit.js";
import { openShowingProgress } from "../open.js";
import { numberBetween, oneOf, repeated } from "../options.js";
import { printable, printableJson, write } from "../terminal.js";
import { commandLine, interruptible } from "../train/interrupt.js";
import { discoveryReport, discoveryText } from "./discovery-report.js";
import {
  type DiscoverFlags,
  METHODS,
  measured,
  openedDiscovery,
  searched,
  sourceOf,
} from "./run-discovery.js";

/** Sizes of systems whose oracle is told. */
const SIZES = [16, 32, 64, 128];

const HELP = `
A type system is good if its types tell the entities of names apart, and can themselves be told by the context (DeepType,
https://arxiv.org/abs/1802.01021). This command takes linked texts as samples, and as types what the knowledge base says of
entities: their types, attributes, relations and what these lead to, and the words that define them.

The folder gets
  learnability.jsonl        how well each type can be told by the words around mentions (the longest step)
  METHOD.json               a search: its options, its curve and what it found
  types.yaml                the best type system found: namesake types show FOLDER/types.yaml
  report.json               all figures

Examples:
  $ namesake types discover texts.jsonl --kb mine --out found
  $ namesake types discover texts.jsonl --kb mine --out found --method all --most 128
  $ namesake types discover texts.jsonl --kb mine --out again --learnability found/learnability.jsonl --penalty 0.0005
  $ namesake types discover texts.jsonl --kb mine --out perfect --no-learnability

Ctrl-C stops at the next good moment, and the same command with --resume goes on, also after a kill.

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 3 done, but parts of the data were left out;
130 stopped by Ctrl-C.`;

/** Adds the command to those about type systems; `done` is told the exit code. */
export function addDiscoverCommand(types: Command, done: (code: number) => void): void {
  const count = (option: string, low = 1, high = 2 ** 32 - 1) => numberBetween(option, low, high, true);
  types
    .command("discover")
    .description("find a type system that helps to link texts")
    .argument("<file...>", "linked texts, in any format that namesake eval reads")
    .option("--kb <name|folder>", "the knowledge base that the texts are linked to", "starter")
    .requiredOption("-o, --out <folder>", "where everything goes")
    .option(
      "--method <name>",
      `${METHODS.join(", ")}, or all`,
      oneOf("--method", [...METHODS, "all"]),
      "beam",
    )
    .option(
      "--penalty <share>",
      "what each type costs, as a share of all mentions",
      numberBetween("--penalty", 0, 1),
      7e-5,
    )
    .option("--most <n>", "types that the system may have", count("--most", 1, 65_535), 400)
    .option("--mentions <n>", "only the first mentions", count("--mentions"))
    .option("--contexts <n>", "mentions that learnability is measured on", count("--contexts"), 100_000)
    .option(
      "--min-count <n>",
      "links that a text must have to an entity to count",
      numberBetween("--min-count", 0, 1e9),
      1,
    )
    .option("--min-share <share>", "share of its links likewise", numberBetween("--min-share", 0, 1), 0)
    .option("--min-members <n>", "entities that a type must have", count("--min-members"), 10)
    .option(
      "--min-auc <auc>",
      "how well a type has to be told by context: 0.5 = better than by chance",
      numberBetween("--min-auc", 0, 1),
      0.5,
    )
    .option("--without <name>", "a type system, attribute or relation that makes no types", repeated, [])
    .option("--learnability <file>", "what an earlier run has measured")
    .option("--no-learnability", "take every type for perfectly learnable")
    .option("--generations <n>", "steps of a search at most", count("--generations"))
    .option("--seed <n>", "decides what is random", count("--seed", 0), 1)
    .option(
      "--threads <n>",
      "threads; results do not depend on it",
      count("--threads", 1, 256),
      availableParallelism(),
    )
    .option("--format <name>", "format of the data; default: found out")
    .option("--file <role=path>", "another file that the format needs, such as documents=./texts", repeated)
    .option("--resume", "go on with what an earlier run has left in the folder")
    .option("--json", "the report as JSON")
    .addHelpText("after", HELP)
    .action(async (paths: string[], flags: DiscoverFlags) => done(await run(paths, flags)));
}

async function run(paths: string[], flags: DiscoverFlags): Promise<number> {
  if (flags.format !== undefined) formatNamed(flags.format, "--format");
  const inFolder = (name: string) => join(flags.out, name);
  await checkWritable(inFolder("types.yaml"));
  const given =
    typeof flags.learnability === "string" ? await readLearnability(flags.learnability) : undefined;
  const kb = await openShowingProgress(flags.kb);
  try {
    return await interruptible("Stopping at the next good moment", async (signal) => {
      const { discovery, problems } = await openedDiscovery(kb, paths, flags, signal);
      const stopped = () => {
        process.stderr.write(`Stopped. To go on:\n  ${commandLine("--resume")}\n`);
        return EXIT.stopped;
      };
      if (signal.aborted) return stopped();
      if (discovery.kept === 0) {
        complain(
          `no mention of the data has a candidate that it is linked to. Is ${flags.kb} their knowledge base?`,
        );
        return EXIT.failed;
      }
      const figures = inFolder("learnability.jsonl");
      if (flags.learnability === undefined) {
        const source = { kb: kb.manifest.contentHash, edits: kb.totals().edits, ...sourceOf(paths, flags) };
        if ((await measured(discovery, figures, source, flags, signal)).stopped) return stopped();
      }
      const aucs = flags.learnability === false ? undefined : (given ?? (await readLearnability(figures)));
      const { penalty, most, minAuc } = flags;
      const problem = problemWith(discovery, aucs, { penalty, most, minAuc });
      if (problem.types.length === 0 && discovery.types.length > 0)
        complain(
          "no type can be told by context, as far as these texts show it: give more, or --no-learnability.",
        );
      const found: Found[] = [];
      for (const name of flags.method === "all" ? METHODS : [flags.method]) {
        const state = await searched(problem, name, inFolder(`${name}.json`), flags, signal);
        if (state.phase !== "done") return stopped();
        found.push(foundBy(discovery, problem, state));
      }
      const pareto = oraclePareto(discovery.perfect, SIZES);
      const best = found.reduce((a, b) => (b.value > a.value ? b : a));
      const report = discoveryReport(discovery, problem, pareto, found);
      await writeAtomically(inFolder("report.json"), [`${JSON.stringify(report, null, 2)}\n`]);
      await write(flags.json === true ? `${printableJson(report, 2)}\n` : discoveryText(report));
      if (best.types.length === 0)
        complain("no type is worth its penalty: there is no type system to write.");
      else {
        const yaml = typeSystemToYaml(systemOf("discovered", best.types), discovery.graph);
        await writeAtomically(inFolder("types.yaml"), [yaml]);
        process.stderr.write(`Wrote ${printable(inFolder("types.yaml"))}.\n`);
      }
      return problems > 0 ? EXIT.partial : EXIT.ok;
    });
  } finally {
    await kb.close();
  }
}
