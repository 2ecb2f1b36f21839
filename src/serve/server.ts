import fastify, { type FastifyInstance } from "fastify";
import { NamesakeError } from "../errors.js";
import type { Linker, LinkOptions } from "../link/linker.js";
import type { Mention } from "../text/document.js";

/** Longest request body, in bytes. */
const BODY_LIMIT = 1024 * 1024;
/** Longest text of a request, in UTF-16 units: what is linked in seconds even if every word is a name. */
const TEXT_LIMIT = 100_000;
/** A request that has not arrived by then is ended, in milliseconds. */
const TIMEOUT = 60_000;

interface LinkRequest {
  text: string;
  id?: string;
  mode?: NonNullable<LinkOptions["mode"]>;
  mentions?: Mention[];
  candidates?: string[];
  topK?: number;
  threshold?: number;
  precision?: number;
  budget?: NonNullable<LinkOptions["budget"]>;
}

const LINK_SCHEMA = {
  type: "object",
  required: ["text"],
  additionalProperties: false,
  properties: {
    text: { type: "string", maxLength: TEXT_LIMIT },
    id: { type: "string" },
    mode: { enum: ["auto", "names", "all"] },
    mentions: {
      type: "array",
      items: {
        type: "object",
        required: ["start", "end"],
        properties: {
          start: { type: "integer", minimum: 0 },
          end: { type: "integer", minimum: 1 },
          candidates: { type: "array", items: { type: "string" } },
        },
      },
    },
    candidates: { type: "array", items: { type: "string" } },
    topK: { type: "integer", minimum: 1, maximum: 1000 },
    threshold: { type: "number", minimum: 0, maximum: 1 },
    precision: { type: "number", minimum: 0.5, maximum: 0.99 },
    budget: { enum: ["prior", "fast", "balanced", "best"] },
  },
} as const;

/**
 * The HTTP server of a linker, not yet listening. `POST /v1/link` takes `{ text, … }` with the options of `Linker.link` and
 * answers `{ id, text, links }`; `GET /healthz` answers with the KB's name and size. Errors are `{ error: { code, message } }`
 * with status 400 for what the caller can mend.
 */
export async function createServer(linker: Linker): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: TIMEOUT,
    // Numbers and texts as they are: "1" is no number.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  // JSON is all it understands; a text would be taken for a body of the wrong shape.
  server.removeContentTypeParser("text/plain");
  server.setErrorHandler((error: Error & { statusCode?: number; validation?: unknown }, _request, reply) => {
    if (error instanceof NamesakeError)
      return reply.code(400).send({ error: { code: error.code, message: error.message } });
    if (error.statusCode !== undefined && error.statusCode < 500) {
      const problem = new NamesakeError("REQUEST_INVALID", {
        expected:
          'a JSON body such as {"text": "…"}, of at most 1 MB, its text of at most 100,000 characters',
        found: error.message,
      });
      return reply.code(error.statusCode).send({ error: { code: problem.code, message: problem.message } });
    }
    process.stderr.write(`namesake: ${error.stack ?? error.message}\n`);
    return reply
      .code(500)
      .send({ error: { code: "INTERNAL", message: "A fault of Namesake itself; the server's log has it." } });
  });
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: {
        code: "NOT_FOUND",
        message: `There is no ${request.method} ${request.url}; there are POST /v1/link and GET /healthz.`,
      },
    }),
  );
  server.get("/healthz", async () => ({
    status: "ok",
    kb: linker.kb.manifest.name,
    entities: linker.kb.size,
  }));
  server.post<{ Body: LinkRequest }>("/v1/link", { schema: { body: LINK_SCHEMA } }, async ({ body }) => {
    const { id, text, ...options } = body;
    return { id: id ?? "text", text, links: await linker.link(text, options) };
  });
  return server;
}
