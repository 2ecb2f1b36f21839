import type { Command } from "commander";
import { NamesakeError, reason } from "../errors.js";
import { linkerParts } from "../linker-parts.js";
import { createLinker } from "../load.js";
import { complain, EXIT } from "./exit.js";
import { openShowingProgress } from "./open.js";
import { numberBetween } from "./options.js";
import { type TypeFlags, typeSettings, withTypeOptions, withTypes } from "./type-options.js";
import { type VectorsFlags, withVectors, withVectorsOption } from "./vectors-option.js";

interface Flags extends TypeFlags, VectorsFlags {
  kb: string;
  asOf?: string;
  model?: string;
  host: string;
  port: number;
  allowEdits?: boolean;
  workers: number;
}

const EXAMPLES = `
Example:
  $ namesake serve --port 8080 &
  $ curl -s localhost:8080/v1/link -H 'content-type: application/json' -d '{"text": "Jordan crossed the Jordan."}'

With --allow-edits, whoever reaches the address may change the knowledge base; docs/serving.md shows how.
Workers share the port; an edit through one counts in the next answer of each.`;

/** Adds the command to the program; `done` is told the exit code. */
export function addServeCommand(program: Command, done: (code: number) => void): void {
  const command = program
    .command("serve")
    .description("a JSON API: linking, entities, search, and where it is allowed, edits and corrections")
    .option("--kb <name|folder>", "knowledge base", "starter")
    .option("--as-of <date>", "serve the last snapshot of it that was taken by then")
    .option(
      "--model <name|path>",
      "default, open, news, weights that namesake train weights wrote, a bi-encoder, or a folder with both",
    )
    .option(
      "--host <address>",
      "address to listen on; other machines reach it only under another than this",
      "127.0.0.1",
    )
    .option("--allow-edits", "take edits and corrections; default: only answer")
    .option("--workers <n>", "processes that answer", numberBetween("--workers", 1, 64, true), 1)
    .option("-p, --port <port>", "port; 0 takes a free one", numberBetween("--port", 0, 65535, true), 8080);
  withVectorsOption(withTypeOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (flags: Flags) => done(await run(flags)));
}

/** Aborted when the program is to end. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

async function run(flags: Flags): Promise<number> {
  const { isWorker, leave, runWorkers } = await import("../serve/workers.js");
  const { prepareEdits } = await import("../serve/access.js");
  if (flags.workers === 1) return serve(flags, interrupted());
  if (isWorker()) return serve(flags, interrupted()).finally(leave);
  // Built once, where it has to be; and what is wrong is told once.
  const kb = await openShowingProgress(flags.kb, flags);
  const { name } = kb.manifest;
  try {
    if (flags.allowEdits === true) prepareEdits(kb);
  } finally {
    await kb.close();
  }
  const isServed = await runWorkers(flags.workers, interrupted(), {
    listening: ({ address, port }) =>
      tell(`${flags.workers} workers serve ${name}`, `http://${address}:${port}`),
    ended: (pid, how, pause) =>
      complain(
        `worker ${pid} ended (${how}); another one takes its place${pause === 0 ? "" : ` in ${pause / 1000} s`}.`,
      ),
    gaveUp: (failures, how) =>
      complain(
        `${failures} workers ended one after the other soon after they began, the last by ${how}: serving is given up. What they wrote above says why; where nothing does, memory may be short: try fewer --workers.`,
      ),
  });
  return isServed ? EXIT.ok : EXIT.failed;
}

const tell = (who: string, address: string): void =>
  void process.stderr.write(`${who} on ${address} (end it with Ctrl-C)\n`);

/** Serves until the program is to end. */
async function serve(flags: Flags, signal: AbortSignal): Promise<number> {
  const model = flags.model === undefined ? {} : linkerParts(flags.model);
  const parts = withVectors(withTypes(model, flags), flags);
  const linker = createLinker(await openShowingProgress(flags.kb, flags), parts);
  // Not above: loading it takes longer than all else that a command needs to start.
  const { createServer } = await import("../serve/server.js");
  const server = await createServer(linker, {
    allowEdits: flags.allowEdits === true,
    standard: typeSettings(flags),
  });
  try {
    await linker.warmUp();
    const address = await server.listen({ host: flags.host, port: flags.port }).catch((error: unknown) => {
      const wanted = `${flags.host}:${flags.port}`;
      throw new NamesakeError(
        "ADDRESS_UNAVAILABLE",
        { address: wanted, why: reason(error) },
        { cause: error },
      );
    });
    if (flags.workers === 1) tell(`Namesake serves ${linker.kb.manifest.name}`, address);
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    return EXIT.ok;
  } finally {
    await server.close();
    await linker.close();
  }
}
