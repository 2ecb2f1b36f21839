import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { createServer } from "../../serve/server.js";
import { evaluate } from "../evaluate.js";
import { DOCUMENTS, datasetOf, smallKb, smallLinker } from "../small-kb.contract.js";
import { localLinker } from "./linkers.js";
import { isAddress, remoteLinker } from "./remote.js";
import { Resolver } from "./resolve.js";

const TEXT = "Jordan left Chicago.";
const task = { id: "x", text: TEXT, mentions: [{ start: 0, end: 6 }] };

let kb: KnowledgeBase;
let resolver: Resolver;
beforeAll(async () => {
  kb = await smallKb();
  resolver = new Resolver(kb);
});

describe("with the real server", () => {
  let server: Awaited<ReturnType<typeof createServer>>;
  let address: string;
  beforeAll(async () => {
    server = await createServer(smallLinker(await smallKb()));
    await server.listen({ host: "127.0.0.1", port: 0 });
    address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it("answers as the linker does in this process", async () => {
    const settings = { budget: "prior", mode: "names" } as const;
    const local = localLinker("local", smallLinker(kb), settings);
    for (const url of [address, `${address}/`, `${address}/v1/link`]) {
      const remote = remoteLinker(url, resolver, settings);
      await remote.warmUp?.();
      expect(await remote.annotate(task)).toEqual(await local.annotate(task));
      expect(await remote.disambiguate(task)).toEqual(await local.disambiguate(task));
      const restricted = { ...task, mentions: [{ start: 0, end: 6, candidates: ["per:jordan"] }] };
      expect(await remote.disambiguate(restricted)).toEqual(await local.disambiguate(restricted));
    }
  });

  it("is evaluated to the same numbers", async () => {
    const local = localLinker("local", smallLinker(kb), { budget: "prior" });
    const remote = remoteLinker(address, resolver, { budget: "prior" });
    const { evaluation } = await evaluate(kb, [datasetOf(DOCUMENTS)], [local, remote]);
    const [own, other] = [evaluation.linkers["local"], evaluation.linkers[address]];
    const { candidateRecall: _, normalisedAccuracy: __, ...overall } = own?.overall ?? {};
    expect(other?.overall).toMatchObject({ inKbAccuracy: own?.overall.inKbAccuracy, strict: overall.strict });
    expect(other?.overall.ece).toBe(own?.overall.ece);
    // The candidate stage of another process is not told.
    expect(other?.overall.candidateRecall?.["1"]).toBeNull();
    expect(evaluation.problems).toEqual({ count: 0, first: [] });
  });

  it("passes over a text that is too long for the server", async () => {
    const remote = remoteLinker(address, resolver, { budget: "prior" });
    const long = { ...task, text: `${TEXT} ${"x".repeat(100_000)}` };
    await expect(remote.annotate(long)).rejects.toMatchObject({ code: "TEXT_INVALID" });
    await expect(remote.annotate(long)).rejects.toThrow(/refuses \(400: .*100,000 characters/);
    const documents = [
      ...DOCUMENTS,
      { id: "long", text: long.text, mentions: [{ start: 0, end: 6, entity: "Q810" }] },
    ];
    const told: string[] = [];
    const { sets } = await evaluate(kb, [datasetOf(documents)], [remote], {
      onProblem: (message) => told.push(message),
    });
    expect(told).toEqual([expect.stringMatching(/^small, document long, linker http:.*refuses/)]);
    expect(sets[0]?.documents.at(-1)).toMatchObject({ given: [null], found: [], milliseconds: null });
  });
});

describe("with another program", () => {
  let server: Server | undefined;
  afterEach(
    () => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))),
  );

  /** Serves one answer to everything. */
  async function serve(listener: RequestListener): Promise<string> {
    server = createHttpServer(listener);
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/linker`;
  }
  const answering = (body: unknown, status = 200) =>
    serve((_, response) =>
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body)),
    );

  it("asks below the address, and sends only what is set", async () => {
    const asked: { url: string | undefined; body: unknown }[] = [];
    const address = await serve((request, response) => {
      let body = "";
      request.on("data", (piece) => {
        body += piece;
      });
      request.on("end", () => {
        asked.push({ url: request.url, body: JSON.parse(body) });
        response.end('{"links":[]}');
      });
    });
    await remoteLinker(address, resolver, { topK: 7 }).annotate(task);
    await remoteLinker(address, resolver, { budget: "fast", mode: "all" }).disambiguate(task);
    expect(asked).toEqual([
      { url: "/linker/v1/link", body: { text: TEXT, topK: 7 } },
      { url: "/linker/v1/link", body: { text: TEXT, topK: 100, budget: "fast", mentions: task.mentions } },
    ]);
  });

  it("resolves its entities, and keeps those that the KB lacks", async () => {
    const address = await answering({
      links: [
        {
          start: 0,
          end: 6,
          entity: { id: "Michael_Jordan" },
          confidence: 0.5,
          candidates: [{ id: "Q810" }, {}],
        },
        { start: 12, end: 19, entity: { id: "Q1297" }, confidence: 7 },
        { start: 12, end: 19, entity: null },
      ],
    });
    expect(await remoteLinker(address, resolver).annotate(task)).toEqual([
      {
        start: 0,
        end: 6,
        entity: "per:jordan",
        confidence: 0.5,
        candidates: [{ id: "loc:jordan", probability: 0 }],
      },
      { start: 12, end: 19, entity: "Q1297", confidence: undefined, candidates: [] },
      { start: 12, end: 19, entity: null, confidence: undefined, candidates: [] },
    ]);
  });

  it.each<[string, unknown, number, RegExp]>([
    ["no JSON", "<html>", 200, /its answer is not .*<html>/],
    ["no list of links", { links: 1 }, 200, /its answer is not/],
    ["a link without an entity", { links: [{ start: 0, end: 6 }] }, 200, /its answer is not/],
    [
      "a link outside of the text",
      { links: [{ start: 0, end: 99, entity: null }] },
      200,
      /its answer is not/,
    ],
    ["a link of nothing", { links: [{ start: 3, end: 3, entity: null }] }, 200, /its answer is not/],
    ["an error of its own", { error: { message: "on fire" } }, 500, /its status is 500: on fire/],
    ["another page", "nothing here", 404, /its status is 404\. /],
  ])("says so when it gets %s", async (_, body, status, message) => {
    const linker = remoteLinker(await answering(body, status), resolver);
    await expect(linker.annotate(task)).rejects.toMatchObject({ code: "LINKER_FAILED" });
    await expect(linker.warmUp?.()).rejects.toThrow(message);
  });

  it("says so when it gets answers about other spans alone than it asked about", async () => {
    const link = (start: number, end: number) => ({ start, end, entity: null });
    const other = remoteLinker(await answering({ links: [link(12, 19)] }), resolver);
    await expect(other.disambiguate(task)).rejects.toThrow(/about others alone, such as 12 to 19/);
    expect(await other.annotate(task)).toHaveLength(1);
    server?.close();
    const both = remoteLinker(await answering({ links: [link(0, 6), link(12, 19)] }), resolver);
    expect(await both.disambiguate(task)).toHaveLength(2);
  });

  it("says so when nothing listens, and when no answer comes", async () => {
    const address = await serve(() => {});
    await expect(remoteLinker(address, resolver, {}, 50).annotate(task)).rejects.toThrow(
      /no answer within 0.05 s/,
    );
    server?.closeAllConnections();
    await new Promise<void>((resolve) => server?.close(() => resolve()));
    server = undefined;
    await expect(remoteLinker(address, resolver).annotate(task)).rejects.toThrow(/nothing listens there/);
  });
});

it.each([
  ["http://127.0.0.1:8080", true],
  ["HTTPS://example.org/x", true],
  ["http://", false],
  ["./http", false],
  ["ftp://example.org", false],
])("isAddress %s", (text, is) => {
  expect(isAddress(text)).toBe(is);
});
