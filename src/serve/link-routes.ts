import type { FastifyInstance } from "fastify";
import type { FixedMention } from "../link/fixed/fixed-mentions.js";
import type { Linker, LinkOptions } from "../link/linker.js";
import { TYPE_DECODINGS, type TypeDecoding } from "../link/types/type-decider.js";
import type { Mention } from "../text/document.js";
import { type Access, checkEdits } from "./access.js";

/** Longest text of a request, in UTF-16 units: what is linked in seconds even if every word is a name. */
const TEXT_LIMIT = 100_000;

interface LinkRequest {
  text: string;
  id?: string;
  mode?: NonNullable<LinkOptions["mode"]>;
  mentions?: Mention[];
  fixed?: FixedMention[];
  candidates?: string[];
  topK?: number;
  threshold?: number;
  precision?: number;
  budget?: NonNullable<LinkOptions["budget"]>;
  typesDecoding?: TypeDecoding;
  typesFilter?: boolean;
}

interface CorrectionRequest extends Omit<LinkRequest, "fixed"> {
  /** Links of an answer may be posted back as they are, their entities with all that was told of them. */
  links: { start: number; end: number; entity: string | { id: string } | null }[];
  author?: string;
}

const SPAN = { start: { type: "integer", minimum: 0 }, end: { type: "integer", minimum: 1 } } as const;
const ID = { type: "string", minLength: 1 } as const;

const LINKING = {
  text: { type: "string", maxLength: TEXT_LIMIT },
  id: { type: "string" },
  mode: { enum: ["auto", "names", "all"] },
  mentions: {
    type: "array",
    items: {
      type: "object",
      required: ["start", "end"],
      properties: { ...SPAN, candidates: { type: "array", items: { type: "string" } } },
    },
  },
  candidates: { type: "array", items: { type: "string" } },
  topK: { type: "integer", minimum: 1, maximum: 1000 },
  threshold: { type: "number", minimum: 0, maximum: 1 },
  precision: { type: "number", minimum: 0.5, maximum: 0.99 },
  budget: { enum: ["prior", "fast", "balanced", "best"] },
  typesDecoding: { enum: TYPE_DECODINGS },
  typesFilter: { type: "boolean" },
} as const;

const LINK_SCHEMA = {
  type: "object",
  required: ["text"],
  additionalProperties: false,
  properties: {
    ...LINKING,
    fixed: {
      type: "array",
      items: {
        type: "object",
        required: ["start", "end", "entity"],
        properties: { ...SPAN, entity: { anyOf: [ID, { type: "null" }] } },
      },
    },
  },
} as const;

const CORRECTION_SCHEMA = {
  type: "object",
  required: ["text", "links"],
  additionalProperties: false,
  properties: {
    ...LINKING,
    links: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["start", "end", "entity"],
        properties: {
          ...SPAN,
          entity: {
            anyOf: [ID, { type: "null" }, { type: "object", required: ["id"], properties: { id: ID } }],
          },
        },
      },
    },
    author: { type: "string", minLength: 1 },
  },
} as const;

/** `POST /v1/link`, and `POST /v1/corrections`, which links in the light of answers that are known, and keeps these. */
export function addLinkRoutes(server: FastifyInstance, linker: Linker, access: Access): void {
  server.post<{ Body: LinkRequest }>("/v1/link", { schema: { body: LINK_SCHEMA } }, async ({ body }) => {
    const { id = "text", text, ...options } = body;
    // The version that linking begins with, in the same turn.
    const kbVersion = linker.kb.refresh();
    return { id, text, kbVersion, links: await linker.link(text, { ...access.standard, ...options }) };
  });

  server.post<{ Body: CorrectionRequest }>(
    "/v1/corrections",
    { schema: { body: CORRECTION_SCHEMA } },
    async ({ body }) => {
      checkEdits(access);
      const { text, links, ...options } = body;
      const kbVersion = linker.kb.refresh();
      const fixed = links.map(({ start, end, entity }) => ({
        ...{ start, end },
        entity: typeof entity === "object" && entity !== null ? entity.id : entity,
      }));
      const linking = { ...access.standard, ...options };
      return { id: body.id ?? "text", text, kbVersion, links: await linker.correct(text, fixed, linking) };
    },
  );
}
