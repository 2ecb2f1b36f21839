import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { endianness } from "node:os";
import type { Connection } from "./connection.js";
import { failed } from "./failed.js";

/**
 * How two processes meet. Each says who it is, with a nonce; then each proves that it knows the secret by an HMAC-SHA256
 * (RFC 2104) of both greetings. The secret does not travel, and a proof is of no use on another connection or in the
 * other direction. What follows is not encrypted.
 */

/** Of the protocol; processes of different versions do not work together. */
const VERSION = 1;
const NONCE_BYTES = 32;
const PROOF_BYTES = 32;
const GREETING_BYTES = 16 + NONCE_BYTES;

/** Who a process is. */
export interface Identity {
  rank: number;
  size: number;
}

interface Greeting extends Identity {
  version: number;
  /** How numbers lie in memory. */
  byteOrder: number;
}

const BYTE_ORDER = endianness() === "LE" ? 1 : 2;

function encodeGreeting({ rank, size }: Identity): Uint8Array {
  const bytes = new Uint8Array(GREETING_BYTES);
  const view = new DataView(bytes.buffer);
  [VERSION, BYTE_ORDER, rank, size].forEach((number, i) => {
    view.setUint32(4 * i, number, true);
  });
  bytes.set(randomBytes(NONCE_BYTES), 16);
  return bytes;
}

function decodeGreeting(bytes: Uint8Array): Greeting {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const number = (i: number) => view.getUint32(4 * i, true);
  return { version: number(0), byteOrder: number(1), rank: number(2), size: number(3) };
}

const proofOf = (secret: string, by: Uint8Array, to: Uint8Array): Uint8Array =>
  createHmac("sha256", secret).update(by).update(to).digest();

/** Says who one is, and hears who the other is. */
async function exchangeGreetings(connection: Connection, self: Identity) {
  const own = encodeGreeting(self);
  const other = new Uint8Array(GREETING_BYTES);
  connection.send("greeting", 0, own);
  await connection.receiveInto("greeting", 0, other);
  return { own, other };
}

async function checkProof(connection: Connection, expected: Uint8Array): Promise<void> {
  const proof = new Uint8Array(PROOF_BYTES);
  await connection.receiveInto("proof", 0, proof);
  if (!timingSafeEqual(proof, expected)) throw failed(`${connection.peer} has another secret`);
}

/**
 * Meets a caller, as rank 0. It has to prove that it knows the secret before it is told anything.
 *
 * @returns who it is
 * @throws {NamesakeError} GROUP_FAILED where it is a stranger
 */
export async function admit(connection: Connection, size: number, secret: string): Promise<Greeting> {
  const { own, other } = await exchangeGreetings(connection, { rank: 0, size });
  await checkProof(connection, proofOf(secret, other, own));
  connection.send("proof", 0, proofOf(secret, own, other));
  return decodeGreeting(other);
}

/**
 * Presents oneself to rank 0.
 *
 * @throws {NamesakeError} GROUP_FAILED where it is not what it should be, or refuses
 */
export async function present(connection: Connection, self: Identity, secret: string): Promise<void> {
  const { own, other } = await exchangeGreetings(connection, self);
  connection.send("proof", 0, proofOf(secret, own, other));
  await checkProof(connection, proofOf(secret, other, own));
}

/** What keeps a process that knows the secret from being one of the group; undefined where nothing does. */
export function misfit({ version, byteOrder, rank, size }: Greeting, expected: number): string | undefined {
  if (version !== VERSION)
    return `rank ${rank} speaks version ${version} of the protocol, rank 0 version ${VERSION}`;
  if (byteOrder !== BYTE_ORDER) return `the machines of rank ${rank} and rank 0 have different byte orders`;
  if (size !== expected) return `rank ${rank} expects ${size} processes, rank 0 expects ${expected}`;
  if (rank === 0) return "two processes say that they are rank 0";
  if (rank >= size) return `a process says that it is rank ${rank} of ${size}`;
  return undefined;
}
