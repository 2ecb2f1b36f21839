import type { FastifyInstance, FastifyReply } from "fastify";
import { type ErrorCode, NamesakeError } from "../errors.js";

/** Statuses of what the caller can mend; all else is 400. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  EDITS_NOT_ALLOWED: 403,
  KB_READ_ONLY: 403,
  ENTITY_NOT_FOUND: 404,
  EDIT_CONFLICT: 409,
  RECORD_DUPLICATE: 409,
  UNDO_IMPOSSIBLE: 409,
  KB_BUSY: 503,
  WRITE_FAILED: 507,
};

const CONDITIONS = ["if-match", "if-none-match"] as const;

/** The status of an error. What a header of the request demanded, and was not so, is 412 (RFC 9110). */
function statusOf(code: ErrorCode, headers: Readonly<Record<string, unknown>>): number {
  const isConditional = CONDITIONS.some((header) => headers[header] !== undefined);
  return code === "EDIT_CONFLICT" && isConditional ? 412 : (STATUSES[code] ?? 400);
}

const send = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.code(status).send({ error: { code, message } });

/** Makes a server answer errors as `{ error: { code, message } }`. */
export function answerFailures(server: FastifyInstance): void {
  server.setErrorHandler((error: Error & { statusCode?: number; validation?: unknown }, request, reply) => {
    if (error instanceof NamesakeError)
      return send(reply, statusOf(error.code, request.headers), error.code, error.message);
    if (error.statusCode !== undefined && error.statusCode < 500) {
      const { code, message } = new NamesakeError("REQUEST_INVALID", {
        expected:
          'a JSON body such as {"text": "…"}, of at most 1 MB, its text of at most 100,000 characters',
        found: error.message,
      });
      return send(reply, error.statusCode, code, message);
    }
    process.stderr.write(`namesake: ${error.stack ?? error.message}\n`);
    return send(reply, 500, "INTERNAL", "A fault of Namesake itself; the server's log has it.");
  });
  server.setNotFoundHandler((request, reply) =>
    send(
      reply,
      404,
      "NOT_FOUND",
      `There is no ${request.method} ${request.url}; there are POST /v1/link, GET /v1/entities/ID, GET /v1/search, GET /v1/version, GET /v1/history and GET /healthz, and for changes POST /v1/corrections, POST /v1/edits, POST /v1/undo, and PUT, PATCH and DELETE /v1/entities/ID.`,
    ),
  );
}
