import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { reason } from "../../../errors.js";
import { failed } from "./failed.js";
import { decodeHeader, encodeHeader, HEADER_BYTES, type Header, type Kind, PIECE_BYTES } from "./frames.js";
import { Patience } from "./patience.js";

/** Bytes that are read before anyone wants them. */
const READ_AHEAD = 2 * PIECE_BYTES;

/** How long a connection stays open for the other side to read why it ends, in milliseconds. */
const LINGER = 1000;

/** Characters of a reason that another process gives. */
const LONGEST_REASON = 1000;

const NOTHING = new Uint8Array();

/** What is waited for: bytes to fill, or nothing left to send. */
interface Wait {
  resolve(): void;
  reject(error: Error): void;
}

/** The frames that are exchanged with one other process. */
export class Connection {
  readonly #socket: Socket;
  readonly #arrived: Uint8Array[] = [];
  #arrivedBytes = 0;
  #wanted: (Wait & { target: Uint8Array; filled: number }) | undefined;
  #unsent = 0;
  #sent: Wait | undefined;
  /** Why nothing more comes or goes. */
  #end: Error | undefined;
  readonly #silence: Patience;
  readonly #stall: Patience;

  /**
   * @param peer who the other is, in words for messages: "rank 2"
   * @param seconds the longest wait for a sign of it
   */
  constructor(
    socket: Socket,
    public peer: string,
    seconds: number,
  ) {
    this.#socket = socket;
    const tooLong = (what: string) => () => this.#lose(failed(`${this.peer} ${what} for ${seconds} s`));
    this.#silence = new Patience(seconds, tooLong("has sent nothing"));
    this.#stall = new Patience(seconds, tooLong("has taken nothing"));
    socket.on("data", (chunk) => this.#arrive(chunk));
    socket.on("error", (error) => this.#lose(this.#broken(error)));
    socket.on("end", () => this.#lose(this.#broken()));
    socket.on("close", () => this.#lose(this.#broken()));
  }

  /**
   * Sends a frame; its payload is not copied and must stay as it is until {@link drained}, or until an answer shows that
   * it has arrived. What hinders the sending is thrown by the next wait.
   */
  send(kind: Kind, step: number, payload: Uint8Array = NOTHING): void {
    if (this.#end !== undefined) return;
    this.#unsent++;
    this.#write(kind, step, payload, (error) => {
      if (error != null) return; // the socket tells it, too
      this.#unsent--;
      this.#stall.move();
      if (this.#unsent === 0) this.#settleSent();
    });
  }

  /** Waits until all that was sent is on its way, and its memory free. */
  drained(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sent = { resolve, reject };
      if (this.#unsent === 0 || this.#end !== undefined) this.#settleSent();
      else this.#stall.begin();
    });
  }

  /**
   * The payload of the next frame.
   *
   * @param longest most bytes that it may have
   * @throws {NamesakeError} GROUP_FAILED where another frame comes, or none
   */
  async receive(kind: Kind, step: number, longest: number): Promise<Uint8Array> {
    const { length } = await this.#next(kind, step);
    if (length > longest)
      throw failed(`${this.peer} announces ${length} bytes where at most ${longest} can be`);
    const payload = new Uint8Array(length);
    await this.#fill(payload);
    return payload;
  }

  /** As {@link receive}, for a payload of known length that is written to where it is needed. */
  async receiveInto(kind: Kind, step: number, target: Uint8Array): Promise<void> {
    const { length } = await this.#next(kind, step);
    if (length !== target.length)
      throw failed(`${this.peer} announces ${length} bytes where ${target.length} were expected`);
    await this.#fill(target);
  }

  /** Ends the connection; the reason, if any, is told to the other side, which has a moment to read it. */
  async leave(error: Error, why?: string): Promise<void> {
    this.#lose(error);
    if (this.#socket.destroyed) return;
    if (why !== undefined && this.#socket.writable)
      this.#write("failure", 0, new TextEncoder().encode(why.slice(0, LONGEST_REASON)));
    const closed = new Promise((resolve) => this.#socket.once("close", resolve));
    this.#socket.end();
    // Reads on without listening: a side that closes over unread bytes takes back what it has sent.
    this.#socket.resume();
    const expired = new AbortController();
    await Promise.race([closed, sleep(LINGER, undefined, { signal: expired.signal }).catch(() => undefined)]);
    expired.abort();
    this.#socket.destroy();
  }

  /** Header and payload go out together, in one call of the system. */
  #write(kind: Kind, step: number, payload: Uint8Array, done?: (error?: Error | null) => void): void {
    this.#socket.cork();
    this.#socket.write(encodeHeader({ kind, step, length: payload.length }));
    this.#socket.write(payload, done);
    this.#socket.uncork();
  }

  /** The header of the next frame that says something. */
  async #next(kind: Kind, step: number): Promise<Header> {
    for (;;) {
      const bytes = new Uint8Array(HEADER_BYTES);
      await this.#fill(bytes);
      const header = decodeHeader(bytes);
      if (header === undefined) throw failed(`${this.peer} speaks another protocol`);
      if (header.kind === "wait" && header.length === 0) continue;
      if (header.kind === "failure") throw failed(await this.#reasonOf(header.length));
      if (header.kind !== kind || header.step !== step)
        throw failed(
          `${this.peer} is at "${header.kind}" of step ${header.step}, where "${kind}" of step ${step} was expected`,
        );
      return header;
    }
  }

  async #reasonOf(length: number): Promise<string> {
    // A character has at most three bytes for each of its UTF-16 units.
    const bytes = new Uint8Array(Math.min(length, 3 * LONGEST_REASON));
    await this.#fill(bytes);
    return new TextDecoder().decode(bytes).replace(/\p{Cc}/gu, " ");
  }

  #fill(target: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wanted = { target, filled: 0, resolve, reject };
      this.#supply();
      if (this.#wanted !== undefined) this.#silence.begin();
    });
  }

  #arrive(chunk: Uint8Array): void {
    if (this.#end !== undefined) return;
    this.#arrived.push(chunk);
    this.#arrivedBytes += chunk.length;
    this.#silence.move();
    this.#supply();
    if (this.#arrivedBytes > READ_AHEAD) this.#socket.pause();
  }

  /** Copies what has arrived to where it is wanted. */
  #supply(): void {
    const wanted = this.#wanted;
    if (wanted === undefined) return;
    while (wanted.filled < wanted.target.length) {
      const chunk = this.#arrived[0];
      if (chunk === undefined) break;
      const part = chunk.subarray(0, wanted.target.length - wanted.filled);
      wanted.target.set(part, wanted.filled);
      wanted.filled += part.length;
      this.#arrivedBytes -= part.length;
      if (part.length === chunk.length) this.#arrived.shift();
      else this.#arrived[0] = chunk.subarray(part.length);
    }
    if (this.#arrivedBytes <= READ_AHEAD && this.#socket.isPaused()) this.#socket.resume();
    if (wanted.filled === wanted.target.length) this.#settleWanted(wanted.resolve);
    else if (this.#end !== undefined) this.#settleWanted(() => wanted.reject(this.#end as Error));
  }

  #settleWanted(settle: () => void): void {
    this.#wanted = undefined;
    this.#silence.stop();
    settle();
  }

  #settleSent(): void {
    const sent = this.#sent;
    this.#sent = undefined;
    this.#stall.stop();
    // Who has everything may leave before this is asked.
    if (this.#unsent === 0) sent?.resolve();
    else sent?.reject(this.#end as Error);
  }

  #broken(error?: NodeJS.ErrnoException): Error {
    const gone = error === undefined || error.code === "ECONNRESET" || error.code === "EPIPE";
    return failed(
      gone ? `${this.peer} has left` : `the connection to ${this.peer} broke: ${reason(error)}`,
      error,
    );
  }

  /** Nothing more comes or goes; what has arrived before can still be read. */
  #lose(error: Error): void {
    if (this.#end !== undefined) return;
    this.#end = error;
    this.#supply();
    this.#settleSent();
  }
}
