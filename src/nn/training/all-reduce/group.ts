import { NamesakeError } from "../../../errors.js";
import { failed } from "./failed.js";

/**
 * One of N processes that train together. Every process calls the same operations in the same order; a call is done
 * when all processes made it. Calls wait for each other, so that a second may be made before the first is done.
 *
 * Whatever goes wrong at one process ends the group at all of them with GROUP_FAILED, which says why and, where one
 * process is the cause, names its rank. A group that failed stays so.
 */
export interface Group {
  /** Which of the processes this is: 0 to size - 1. */
  readonly rank: number;
  readonly size: number;
  /**
   * Replaces the numbers by their weighted mean over all processes: Σ weight · number / Σ weight. It is calculated in
   * float64 in the order of the ranks and rounded once, and is the same bits everywhere.
   *
   * @param arrays of the same lengths at every process; not to be touched before the call is done, and of no use after it
   * failed
   * @param weight the examples that the numbers are a mean of, default 1. The numbers of a process with weight 0 count
   * for nothing, even NaN, so that a process without examples can take part.
   * @throws {NamesakeError} GROUP_FAILED, also where no process has a weight
   */
  average(arrays: readonly Float32Array[], weight?: number): Promise<void>;
  /**
   * Hands the bytes of every process to all.
   *
   * @param bytes of any length, at most 1 GiB; not to be touched before the call is done
   * @returns the bytes of rank 0, 1 ...; at its own rank the given array itself, else arrays with memory of their own
   * @throws {NamesakeError} GROUP_FAILED
   */
  gather(bytes: Uint8Array): Promise<Uint8Array[]>;
  /**
   * Hands the bytes of rank 0 to all, e.g. first parameters or the decision to stop.
   *
   * @param bytes as for {@link gather}; those of other ranks than 0 are ignored
   * @returns at rank 0 the given array itself
   * @throws {NamesakeError} GROUP_FAILED
   */
  broadcast(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * Waits until all processes are here.
   *
   * @throws {NamesakeError} GROUP_FAILED
   */
  barrier(): Promise<void>;
  /** Leaves the group, at once: what others still expect of this process fails. Close after the last operation. */
  close(): Promise<void>;
}

/** Most bytes of one part that is gathered. */
export const LARGEST_PART = 2 ** 30;

/** Whether another process can announce a part of so many bytes. */
export const isPartLength = (length: number | undefined): length is number =>
  Number.isInteger(length) && (length as number) >= 0 && (length as number) <= LARGEST_PART;

/** @throws {RangeError} */
export function checkWeight(weight: number): void {
  if (!Number.isFinite(weight) || weight < 0) throw new RangeError(`the weight ${weight} is not 0 or more`);
}

/** @throws {RangeError} */
export function checkPart(bytes: Uint8Array): void {
  if (bytes.length > LARGEST_PART)
    throw new RangeError(`a part of ${bytes.length} bytes is gathered; at most ${LARGEST_PART} can be`);
}

/** What is said where nobody has examples. */
export const noWeight = () => failed("all weights are 0, so that there is no mean");

export const groupClosed = () => new NamesakeError("CLOSED", { what: "The group of processes" });

/** A process that trains alone. It has no connections, and its mean is the numbers themselves. */
export function singleGroup(): Group {
  let closed = false;
  const check = () => {
    if (closed) throw groupClosed();
  };
  return {
    rank: 0,
    size: 1,
    async average(_arrays, weight = 1) {
      checkWeight(weight);
      check();
      if (weight === 0) throw noWeight();
    },
    async gather(bytes) {
      checkPart(bytes);
      check();
      return [bytes];
    },
    async broadcast(bytes) {
      checkPart(bytes);
      check();
      return bytes;
    },
    async barrier() {
      check();
    },
    async close() {
      closed = true;
    },
  };
}
