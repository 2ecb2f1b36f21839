import { NamesakeError, reason } from "../../errors.js";
import type { Span } from "../dataset.js";
import type { Prediction } from "../judged.js";
import type { EvaluatedLinker, LinkerSettings, LinkingTask } from "./linkers.js";
import type { Resolver } from "./resolve.js";

/** Milliseconds that an answer may take. */
const TIMEOUT = 120_000;

/** Statuses that find fault with the one document: others would say the same of every document. */
const OF_A_DOCUMENT: ReadonlySet<number> = new Set([400, 413, 422]);

const PATH = "/v1/link";

/** Where to ask: the address itself where it ends in "/v1/link", else that path below it. */
function endpoint(address: string): URL {
  const url = new URL(address);
  if (!url.pathname.endsWith(PATH)) url.pathname = url.pathname.replace(/\/$/, "") + PATH;
  return url;
}

export const isAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);

/**
 * A linker that answers over HTTP as `namesake serve` does: `POST /v1/link` with `{ text, mentions?, … }`, of which the answer is
 * `{ links: [{ start, end, entity: { id } | null, confidence?, candidates?: [{ id, probability? }] }] }`. Offsets are UTF-16
 * units. Its entities are the KB's where the KB knows them under that name, else named as they are.
 *
 * {@link EvaluatedLinker.warmUp} asks it about a short text, to know whether it is there.
 *
 * Asking throws LINKER_FAILED where it does not answer, or answers something else (also: about none of the spans it is given), and TEXT_INVALID where it refuses a document
 * (status 400, 413 or 422), because the document is too long for example.
 *
 * @param settings what is set is sent along; what is not is up to the other side
 * @param timeout milliseconds that an answer may take
 * @example
 * ```ts
 * const remote = remoteLinker("http://127.0.0.1:8080", new Resolver(kb), { budget: "fast" });
 * await remote.annotate({ id: "1", text: "Jordan left the Bulls.", mentions: [] });
 * ```
 */
export function remoteLinker(
  address: string,
  resolver: Resolver,
  settings: LinkerSettings = {},
  timeout = TIMEOUT,
): EvaluatedLinker {
  const url = endpoint(address);
  const { budget, mode, topK = 100 } = settings;
  const options = { topK, ...(budget === undefined ? {} : { budget }) };
  const failed = (why: string, cause?: unknown) =>
    new NamesakeError("LINKER_FAILED", { linker: address, why }, { cause });

  async function ask(text: string, more: object): Promise<Prediction[]> {
    let status: number;
    let body: string;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ text, ...options, ...more }),
        signal: AbortSignal.timeout(timeout),
      });
      status = response.status;
      body = await response.text();
    } catch (error) {
      throw failed(whyUnanswered(error, timeout), error);
    }
    const answer = parse(body);
    if (OF_A_DOCUMENT.has(status))
      throw new NamesakeError("TEXT_INVALID", {
        expected: `a document that ${address} takes`,
        found: `one that it refuses (${status}${messageOf(answer)})`,
      });
    if (status !== 200) throw failed(`its status is ${status}${messageOf(answer)}`);
    const predictions = readLinks(answer, text.length, (entity) => resolver.id(entity) ?? entity);
    if (predictions === undefined)
      throw failed(`its answer is not { "links": [{ "start", "end", "entity" }] }: ${clip(body)}`);
    return predictions;
  }

  return {
    name: address,
    warmUp: async () => void (await ask("Jordan", {})),
    disambiguate: async ({ text, mentions }: LinkingTask) => {
      const predictions = await ask(text, { mentions });
      const asked = new Set(mentions.map(keyOf));
      const [first] = predictions;
      // All would count as unanswered, and nobody would know why.
      if (first !== undefined && !predictions.some((one) => asked.has(keyOf(one))))
        throw failed(
          `it was asked about ${mentions.length} spans and answered about others alone, such as ${keyOf(first)}; offsets are UTF-16 units`,
        );
      return predictions;
    },
    annotate: ({ text }) => ask(text, mode === undefined ? {} : { mode }),
    close: async () => {},
  };
}

const keyOf = ({ start, end }: Span): string => `${start} to ${end}`;

const clip = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Why there is no answer. The error of `fetch` hides what the system said in its cause. */
function whyUnanswered(error: unknown, timeout: number): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${timeout / 1000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  if ((cause as { code?: unknown } | undefined)?.code === "ECONNREFUSED") return "nothing listens there";
  return reason(cause ?? error);
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the other side says is wrong: `{ error: { message } }` as `namesake serve` has it, or `{ message }`. */
function messageOf(answer: unknown): string {
  if (!isFields(answer)) return "";
  const message = isFields(answer["error"]) ? answer["error"]["message"] : answer["message"];
  return typeof message === "string" ? `: ${clip(message)}` : "";
}

/** The links of an answer; undefined where it is none. */
function readLinks(
  answer: unknown,
  length: number,
  idOf: (entity: string) => string,
): Prediction[] | undefined {
  const links = isFields(answer) ? answer["links"] : undefined;
  if (!Array.isArray(links)) return undefined;
  const predictions: Prediction[] = [];
  for (const link of links as unknown[]) {
    if (!isFields(link)) return undefined;
    const { start, end, entity, confidence, candidates = [] } = link;
    if (!Number.isInteger(start) || !Number.isInteger(end) || !Array.isArray(candidates)) return undefined;
    const [from, to] = [start as number, end as number];
    if (from < 0 || from >= to || to > length) return undefined;
    const id = isFields(entity) ? entity["id"] : entity;
    if (id !== null && typeof id !== "string") return undefined;
    const ranked = (candidates as unknown[]).flatMap((candidate) =>
      isFields(candidate) && typeof candidate["id"] === "string"
        ? { id: idOf(candidate["id"]), probability: shareOf(candidate["probability"]) ?? 0 }
        : [],
    );
    predictions.push({
      start: from,
      end: to,
      entity: id === null ? null : idOf(id),
      confidence: shareOf(confidence),
      candidates: ranked,
    });
  }
  return predictions;
}

/** A number from 0 to 1. */
const shareOf = (value: unknown): number | undefined =>
  typeof value === "number" && value >= 0 && value <= 1 ? value : undefined;
