import { createServer, type Server, type Socket } from "node:net";
import { NamesakeError, reason } from "../../../errors.js";
import { Connection } from "./connection.js";
import { failed, whyOf } from "./failed.js";
import { admit, misfit } from "./handshake.js";
import { signInterval } from "./patience.js";

export interface AssembleOptions {
  size: number;
  host: string;
  port: number;
  secret: string;
  /** Longest wait for all. */
  seconds: number;
  onListening?: ((port: number) => void) | undefined;
}

/** Strangers that may be connected while the group comes together. */
const STRANGERS = 64;

/** Waits as rank 0 for all other processes; strangers are turned away. */
class Assembly {
  readonly #members = new Map<number, Connection>();
  /** Everyone who is connected and not turned away. */
  readonly #connections = new Set<Connection>();
  #refusal: string | undefined;

  constructor(
    readonly options: AssembleOptions,
    readonly onEnd: (problem?: string) => void,
  ) {}

  async arrive(socket: Socket): Promise<void> {
    const { size, secret, seconds } = this.options;
    const connection = new Connection(socket, `the caller from ${socket.remoteAddress}`, seconds);
    this.#connections.add(connection);
    try {
      const greeting = await admit(connection, size, secret);
      const { rank } = greeting;
      const problem = this.#members.has(rank)
        ? `two processes say that they are rank ${rank}`
        : misfit(greeting, size);
      if (problem !== undefined) return this.onEnd(problem);
      connection.peer = `rank ${rank}`;
      this.#members.set(rank, connection);
      if (this.#members.size === size - 1) this.onEnd();
    } catch (error) {
      this.#refusal = whyOf(error);
      this.#connections.delete(connection);
      await connection.leave(failed(this.#refusal), this.#refusal);
    }
  }

  /** The members by rank; whoever else is still connected hears that it is too late. */
  complete(): Connection[] {
    const members = [...this.#members].sort(([a], [b]) => a - b).map(([, connection]) => connection);
    for (const connection of members) {
      this.#connections.delete(connection);
      connection.send("welcome", 0);
    }
    void this.dismiss("all processes of the group are there already");
    return members;
  }

  async dismiss(why: string): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.leave(failed(why), why)));
  }

  /** Tells those who are here that others are waited for. */
  sign(): void {
    for (const connection of this.#members.values()) connection.send("wait", 0);
  }

  missing(): string {
    const { size, seconds } = this.options;
    const ranks = Array.from({ length: size - 1 }, (_, i) => i + 1).filter(
      (rank) => !this.#members.has(rank),
    );
    const refused = this.#refusal === undefined ? "" : ` (someone was turned away: ${this.#refusal})`;
    return `rank ${ranks.join(", ")} did not come within ${seconds} s${refused}`;
  }
}

/**
 * Listens as rank 0 until all other processes are connected, then no longer.
 *
 * @returns the connections to ranks 1, 2 ...
 * @throws {NamesakeError} ADDRESS_UNAVAILABLE, GROUP_FAILED
 */
export async function assemble(options: AssembleOptions): Promise<Connection[]> {
  const { size, host, port, seconds, onListening } = options;
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 });
  server.maxConnections = size + STRANGERS;
  await listen(server, host, port);
  let assembly!: Assembly;
  const ended = new Promise<string | undefined>((resolve) => {
    assembly = new Assembly(options, resolve);
  });
  server.on("connection", (socket) => void assembly.arrive(socket));
  const expiry = setTimeout(() => assembly.onEnd(assembly.missing()), seconds * 1000);
  const signs = setInterval(() => assembly.sign(), signInterval(seconds));
  onListening?.((server.address() as { port: number }).port);
  const problem = await ended;
  clearTimeout(expiry);
  clearInterval(signs);
  server.removeAllListeners("connection").close();
  if (problem === undefined) return assembly.complete();
  await assembly.dismiss(problem);
  throw failed(problem);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port }, resolve);
    });
  } catch (error) {
    throw new NamesakeError(
      "ADDRESS_UNAVAILABLE",
      { address: `${host}:${port}`, why: reason(error) },
      { cause: error },
    );
  }
}
