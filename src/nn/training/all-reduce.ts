import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { NamesakeError, reason } from "../../errors.js";
import { assemble } from "./all-reduce/assemble.js";
import { Connection } from "./all-reduce/connection.js";
import { failed, whyOf } from "./all-reduce/failed.js";
import { type Group, singleGroup } from "./all-reduce/group.js";
import { present } from "./all-reduce/handshake.js";
import { Hub } from "./all-reduce/hub.js";
import { Member } from "./all-reduce/member.js";

export { type Group, singleGroup } from "./all-reduce/group.js";

/** The place of a process in a group; size, address and secret are the same for all. */
export interface GroupOptions {
  /** 0 to size - 1; rank 0 is the one that the others connect to. */
  rank: number;
  /** How many processes, at most 1024. */
  size: number;
  /** Where rank 0 listens and the others find it, default "127.0.0.1". */
  host?: string;
  /** For rank 0 alone, 0 takes a free one. */
  port: number;
  /**
   * At least 16 characters; needed where `host` is not of this machine only. It keeps strangers out, but numbers travel
   * as they are: use a network that can be trusted.
   */
  secret?: string;
  /**
   * Longest wait for the others, default 600: until all have come, and then for one that is behind. It has to be longer
   * than what one process may do between two operations while the others wait, such as an evaluation.
   */
  timeoutSeconds?: number;
  /** Is told the port that rank 0 listens on, before the others have come. */
  onListening?: (port: number) => void;
}

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_TIMEOUT = 600;
const LARGEST_GROUP = 1024;
const LONGEST_TIMEOUT = 1_000_000;
const SHORTEST_SECRET = 16;

/** Between two attempts to reach rank 0, in milliseconds. */
const RETRY = 200;

/**
 * Joins the processes that train together. Rank 0 listens, the others connect as soon as it does; a group of one has
 * no connections.
 *
 * Sums are made by rank 0: with N processes it takes and gives N - 1 times the numbers in every step, which suits a
 * few machines.
 *
 * @throws {NamesakeError} GROUP_FAILED where they do not come together, OPTION_INVALID, ADDRESS_UNAVAILABLE
 * @example
 * ```ts
 * const group = await joinGroup({ rank: 1, size: 2, port: 7411 });
 * await group.average([gradient], 32); // a mean over 32 examples
 * await group.close();
 * ```
 */
export async function joinGroup(options: GroupOptions): Promise<Group> {
  checkOptions(options);
  const { rank, size, port, secret = "" } = options;
  const { host = DEFAULT_HOST, timeoutSeconds: seconds = DEFAULT_TIMEOUT } = options;
  if (size === 1) return singleGroup();
  if (rank === 0) {
    const { onListening } = options;
    return new Hub(await assemble({ size, host, port, secret, seconds, onListening }), seconds);
  }
  const socket = await reach(host, port, seconds);
  const hub = new Connection(socket, `what listens at ${host}:${port}`, seconds);
  try {
    await present(hub, { rank, size }, secret);
    hub.peer = "rank 0";
    await hub.receiveInto("welcome", 0, new Uint8Array());
    return new Member(rank, size, hub);
  } catch (error) {
    const why = whyOf(error);
    await hub.leave(failed(why), why);
    throw error;
  }
}

/** Connects to rank 0 as soon as it listens. */
async function reach(host: string, port: number, seconds: number): Promise<Socket> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const left = end - performance.now();
    try {
      return await attempt(host, port, left);
    } catch (error) {
      if (left <= RETRY)
        throw failed(`rank 0 was not found at ${host}:${port} within ${seconds} s: ${reason(error)}`, error);
    }
    await sleep(RETRY);
  }
}

function attempt(host: string, port: number, milliseconds: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 });
    const expiry = setTimeout(() => socket.destroy(new Error("it does not answer")), milliseconds);
    socket.once("error", (error) => {
      clearTimeout(expiry);
      reject(error);
    });
    socket.once("connect", () => {
      clearTimeout(expiry);
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}

/** Whether an address is that of a machine for itself. */
const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host);

function checkOptions(options: GroupOptions): void {
  const { rank, size, host = DEFAULT_HOST, port, secret, timeoutSeconds = DEFAULT_TIMEOUT } = options;
  const check = (option: string, valid: boolean, expected: string, found: unknown) => {
    if (!valid) throw new NamesakeError("OPTION_INVALID", { option, expected, found: String(found) });
  };
  const whole = (value: number, from: number, to: number) =>
    Number.isInteger(value) && value >= from && value <= to;
  check("size", whole(size, 1, LARGEST_GROUP), `a whole number from 1 to ${LARGEST_GROUP}`, size);
  check("rank", whole(rank, 0, size - 1), `a whole number from 0 to ${size - 1}`, rank);
  check("port", whole(port, rank === 0 ? 0 : 1, 65_535), "a port of rank 0 that all know", port);
  check(
    "timeoutSeconds",
    timeoutSeconds > 0 && timeoutSeconds <= LONGEST_TIMEOUT,
    `a number above 0, at most ${LONGEST_TIMEOUT}`,
    timeoutSeconds,
  );
  const needed = !isLoopback(host) && size > 1;
  check(
    "secret",
    secret === undefined ? !needed : secret.length >= SHORTEST_SECRET,
    `a text of at least ${SHORTEST_SECRET} characters, the same for all processes${needed ? `, since ${host} can be reached by others` : ""}`,
    // A secret does not belong into a message.
    secret === undefined ? "none" : `one of ${secret.length}`,
  );
}
