import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
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

/** One thing that Ajv finds wrong with a request. */
interface Fault {
  readonly params?: Readonly<Record<string, unknown>>;
}

/** An error as Fastify has it. */
type Refusal = Error & {
  readonly statusCode?: number;
  readonly validation?: readonly Fault[];
  readonly validationContext?: string;
};

const BODY = 'a JSON body such as {"text": "…"}, of at most 1 MB, its text of at most 100,000 characters';

/** What a refused request should have had. */
function expectedOf({ statusCode, validationContext }: Refusal): string {
  if (statusCode === 415) return "the header content-type as application/json";
  return validationContext === "querystring" ? "its address end in such as ?q=NAME&limit=10" : BODY;
}

/** What Ajv leaves out of its messages: which field there is none of, and which values there are. */
function named({ params = {} }: Fault): string {
  const { additionalProperty, allowedValues } = params;
  if (typeof additionalProperty === "string") return `, such as "${additionalProperty}"`;
  return Array.isArray(allowedValues) ? `, which are ${allowedValues.join(", ")}` : "";
}

function foundOf({ statusCode, message, validation = [] }: Refusal, type: string | undefined): string {
  if (statusCode === 415) return type ?? "none";
  return `${message}${validation.map(named).join("")}`;
}

const send = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.code(status).send({ error: { code, message } });

/** Answers, in the same form, an address that cannot be read: one with a wrong escape, or with an id that is too long. */
export function answerUnreadable(
  error: Refusal,
  _request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { code, message } = new NamesakeError("REQUEST_INVALID", {
    expected: "an address in UTF-8, escaped with %, and in it an id of at most 300 characters",
    found: error.message.slice(0, 120),
  });
  return send(reply, error.statusCode ?? 400, code, message);
}

/** Makes a server answer errors as `{ error: { code, message } }`. */
export function answerFailures(server: FastifyInstance): void {
  server.setErrorHandler((error: Refusal, request, reply) => {
    if (error instanceof NamesakeError)
      return send(reply, statusOf(error.code, request.headers), error.code, error.message);
    if (error.statusCode !== undefined && error.statusCode < 500) {
      const { code, message } = new NamesakeError("REQUEST_INVALID", {
        expected: expectedOf(error),
        found: foundOf(error, request.headers["content-type"]),
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
