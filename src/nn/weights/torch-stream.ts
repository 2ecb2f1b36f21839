import { type ByteSource, readBytes } from "./byte-source.js";
import { invalid, shown } from "./invalid.js";
import { type PickleValue, unpickle } from "./pickle.js";
import { CutOff } from "./pickle-cursor.js";
import type { Storage, StoredTensor } from "./stored-tensor.js";
import { storageOf, type TorchStorage, torchGlobals } from "./torch-objects.js";
import { tensorsOf } from "./torch-tensors.js";

/** What a stream begins with, pickled: `MAGIC_NUMBER` and `PROTOCOL_VERSION` of torch/serialization.py. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
/** Bytes read first of the descriptions; more where they do not suffice. */
const FIRST_WINDOW = 1 << 20;
const LARGEST_WINDOW = 1 << 28;

/** Whether a file begins like a pickle of protocol 2 to 5; only its content tells whose. */
export function isPickle(start: Uint8Array): boolean {
  const protocol = start[1] ?? 0;
  return start[0] === 0x80 && protocol >= 2 && protocol <= 5;
}

interface Descriptions {
  root: PickleValue;
  /** Storages in use, by key. */
  storages: Map<string, TorchStorage>;
  /** Keys in the order in which the storages follow. */
  keys: string[];
  /** Behind the last pickle. */
  end: number;
}

/** Reads the five pickles at the beginning: magic number, protocol, machine, the checkpoint, the keys of its storages. */
function readDescriptions(bytes: Uint8Array, name: string): Descriptions {
  const globals = torchGlobals(name);
  const storages = new Map<string, TorchStorage>();
  const persistent = (id: PickleValue): TorchStorage => {
    const storage = storageOf(id, name);
    const known = storages.get(storage.key);
    if (known !== undefined && (known.dtype !== storage.dtype || known.count !== storage.count))
      throw invalid(name, `the storage "${shown(storage.key)}" is described in two ways`);
    storages.set(storage.key, storage);
    return storage;
  };
  let end = 0;
  const next = (): PickleValue => {
    const read = unpickle(bytes, { name, globals, persistent }, end);
    end = read.end;
    return read.value;
  };
  if (next() !== MAGIC) throw invalid(name, "it is a pickle, but not one that torch.save wrote");
  if (next() !== PROTOCOL) throw invalid(name, "it is of an unknown version of PyTorch");
  next(); // sizes of C's types where it was written, which the storages do not depend on
  const root = next();
  const keys = next();
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === "string"))
    throw invalid(name, "the list of its storages is damaged");
  return { root, storages, keys, end };
}

async function descriptionsOf(source: ByteSource): Promise<Descriptions> {
  for (let length = FIRST_WINDOW; ; length *= 2) {
    const bytes = await readBytes(source, 0, Math.min(length, source.size));
    try {
      return readDescriptions(bytes, source.name);
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      if (bytes.length === source.size) throw invalid(source.name, "its pickle ends too early", error);
      if (length >= LARGEST_WINDOW)
        throw invalid(source.name, `its pickle has more than ${length} bytes`, error);
    }
  }
}

/**
 * The tensors of a file that `torch.save` wrote before PyTorch 1.6, or with `_use_new_zipfile_serialization=False`:
 * five pickles, and then for each storage the count of its numbers (8 bytes) and the numbers, little-endian on every
 * machine.
 *
 * @throws {NamesakeError} WEIGHTS_INVALID, WEIGHTS_UNSAFE
 */
export async function readTorchStream(source: ByteSource): Promise<StoredTensor[]> {
  const { root, storages: described, keys, end } = await descriptionsOf(source);
  const storages = new Map<string, Storage>();
  let position = end;
  for (const key of keys) {
    const storage = described.get(key);
    if (storage === undefined) throw invalid(source.name, `its storage "${shown(key)}" is not described`);
    const head = await readBytes(source, position, 8);
    const count = Number(new DataView(head.buffer).getBigInt64(0, true));
    const length = storage.count * storage.bytesPerNumber;
    if (count !== storage.count || position + 8 + length > source.size)
      throw invalid(
        source.name,
        `the storage "${shown(key)}" of ${storage.count} numbers is not complete; it was probably cut off`,
      );
    storages.set(key, { source, position: position + 8, length });
    position += 8 + length;
  }
  return tensorsOf(root, storages, source.name);
}
