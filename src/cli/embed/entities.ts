import type { Command } from "commander";
import { NamesakeError } from "../../errors.js";
import { INDEX_KINDS } from "../../vectors/folder-index.js";
import type { IndexInfo } from "../../vectors/vector-manifest.js";
import { complain } from "../exit.js";
import { openShowingProgress } from "../open.js";
import { numberBetween, oneOf } from "../options.js";
import { embedIntoFolder } from "./entity-folder.js";
import { entityRows } from "./entity-rows.js";
import { addEncodingOptions, type EncodingFlags, rowOptions, withEncoder } from "./with-encoder.js";
import { writeRows } from "./write-rows.js";

/** Vectors of a shard: what two threads encode in half a minute, which a kill may lose. */
const SHARD_ROWS = 65_536;

const FORMATS = ["vectors", "npy", "safetensors"] as const;
type Format = (typeof FORMATS)[number];

/** What is said where an index would have to compare lengths. */
const OF_DIRECTIONS =
  "the vectors of this encoder differ in length, and this index looks at directions only: it will miss some of the nearest. --index exact misses none.";

interface Flags extends EncodingFlags {
  kb: string;
  format?: Format;
  index?: IndexInfo["kind"];
  shardRows?: number;
  compact?: boolean;
  replace?: boolean;
}

const HELP = `
The output (--format; found out by the name where it is not given):
  vectors      a folder: int8 vectors with a scale each, in shards, and what they are searched with. Run
               again after the knowledge base was edited, this encodes only what has changed.
  npy          an array for numpy.load, [entities, dimensions]; NAME.ids.jsonl says what its rows are
  safetensors  the same as the tensor "vectors"
A run that was interrupted is gone on with by the same command: a folder behind its last complete shard,
a file behind what was written some seconds before.

Indexes (--index) of a folder:
  exact  looks at every vector; nothing is built
  hnsw   approximate and fast; needs the optional package usearch
  ivf    approximate, without any package; its lists stay on the disk

Examples:
  $ namesake embed entities --kb ./wikipedia --encoder runs/biencoder --out ./vectors --index hnsw
  $ namesake embed entities --kb ./wikipedia --encoder runs/biencoder --out entities.npy --type float16

Exit codes: 0 done; 1 cannot be done, stderr says why; 2 wrong usage; 130 stopped by Ctrl-C.`;

/** Adds the command to its parent; `done` is told the exit code. */
export function addEntitiesCommand(embed: Command, done: (code: number) => void): void {
  const command = embed
    .command("entities")
    .description("write the vectors of all entities of a knowledge base")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .requiredOption("-o, --out <path>", "folder, or a file that ends in .npy or .safetensors");
  addEncodingOptions(command)
    .option("--format <format>", FORMATS.join(", "), oneOf("--format", FORMATS))
    .option("--index <kind>", `${INDEX_KINDS.join(", ")}; default: as it was`, oneOf("--index", INDEX_KINDS))
    .option(
      "--shard-rows <n>",
      `vectors of a shard; default: ${SHARD_ROWS}`,
      numberBetween("--shard-rows", 1, 2 ** 24, true),
    )
    .option("--compact", "make edits part of the folder; where they are many it is done anyway")
    .option("--replace", "encode everything anew, also where there are vectors")
    .addHelpText("after", HELP)
    .action(async (flags: Flags) => done(await run(flags)));
}

async function run(flags: Flags): Promise<number> {
  const format = formatOf(flags);
  checkApplicable(format, flags);
  const kb = await openShowingProgress(flags.kb);
  try {
    return await withEncoder(flags, async (encoder, signal, settings) => {
      const { out: path, threads, index, shardRows = SHARD_ROWS, compact = false, replace = false } = flags;
      if (format === "vectors") {
        if (!settings.vectors.unit && index !== undefined && index !== "exact") complain(OF_DIRECTIONS);
        const how = { path, shardRows, threads, compact, replace, ...(index && { index }) };
        return embedIntoFolder({ kb, encoder, signal, ...how });
      }
      const options = rowOptions(flags, encoder, { kb: kb.totals().contentHash });
      return writeRows(path, options, entityRows(kb, encoder), signal);
    });
  } finally {
    await kb.close();
  }
}

function formatOf({ out, format }: Flags): Format {
  const byName = FORMATS.find((one) => out.endsWith(`.${one}`)) ?? "vectors";
  if (format === undefined || format === byName || format === "vectors") return format ?? byName;
  throw new NamesakeError("OPTION_INVALID", {
    option: "--out",
    expected: `a name that ends in .${format}`,
    found: out,
  });
}

const OF_FOLDERS = {
  index: "--index",
  shardRows: "--shard-rows",
  compact: "--compact",
  replace: "--replace",
};
const OF_FILES = { type: "--type" };

/** An option that would not be heeded is refused. */
function checkApplicable(format: Format, flags: Flags): void {
  const [others, what] = format === "vectors" ? [OF_FILES, "file"] : [OF_FOLDERS, "folder"];
  for (const [flag, option] of Object.entries(others)) {
    const given = flags[flag as keyof Flags];
    if (given === undefined) continue;
    const expected = `given only where --out is a ${what}`;
    throw new NamesakeError("OPTION_INVALID", { option, expected, found: `${given}` });
  }
}
