import { type ByteSource, readBytes } from "./byte-source.js";
import { invalid, shown } from "./invalid.js";
import { type PickleValue, unpickle } from "./pickle.js";
import { CutOff } from "./pickle-cursor.js";
import type { Storage, StoredTensor } from "./stored-tensor.js";
import { storageOf, type TorchStorage, torchGlobals } from "./torch-objects.js";
import { tensorsOf } from "./torch-tensors.js";
import { entryStart, readZip } from "./zip.js";

/** The description of a model with thousands of tensors has less than a megabyte. */
const LARGEST_PICKLE = 1 << 28;

export function isTorchZip(start: Uint8Array): boolean {
  return start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4; // "PK", first entry
}

/**
 * The tensors of a file that `torch.save` wrote since PyTorch 1.6: a zip with a folder of any name, in it `data.pkl`,
 * which describes the tensors, and `data/KEY`, the numbers of each storage
 * (https://pytorch.org/docs/stable/notes/serialization.html).
 *
 * @throws {NamesakeError} WEIGHTS_INVALID, WEIGHTS_UNSAFE
 */
export async function readTorchZip(source: ByteSource): Promise<StoredTensor[]> {
  const entries = await readZip(source);
  const pickles = [...entries.keys()].filter((name) => /^[^/]*\/data\.pkl$/.test(name));
  const folder = pickles[0]?.slice(0, -"data.pkl".length);
  if (folder === undefined || pickles.length > 1)
    throw invalid(source.name, "it is a zip, but not one that torch.save wrote");
  if (entries.has(`${folder}constants.pkl`))
    throw invalid(source.name, "it is a TorchScript program; save the model's state_dict() instead");

  const entry = async (name: string): Promise<Storage> => {
    const found = entries.get(folder + name);
    if (found === undefined) throw invalid(source.name, `it has no "${shown(folder + name)}"`);
    return { source, position: await entryStart(source, found), length: found.size };
  };
  const text = async (name: string): Promise<string> => {
    const { position, length } = await entry(name);
    return new TextDecoder().decode(await readBytes(source, position, Math.min(length, 64)));
  };
  if (entries.has(`${folder}byteorder`) && (await text("byteorder")) !== "little")
    throw invalid(source.name, "its numbers are big-endian");

  const { position, length } = await entry("data.pkl");
  if (length > LARGEST_PICKLE) throw invalid(source.name, `its data.pkl has ${length} bytes`);
  const used: TorchStorage[] = [];
  const root = unpickled(await readBytes(source, position, length), source.name, (id) => {
    const storage = storageOf(id, source.name);
    used.push(storage);
    return storage;
  });

  const storages = new Map<string, Storage>();
  for (const { key, count, bytesPerNumber } of used) {
    const storage = storages.get(key) ?? (await entry(`data/${key}`));
    if (storage.length !== count * bytesPerNumber)
      throw invalid(
        source.name,
        `the storage "${shown(key)}" has ${storage.length} bytes instead of ${count * bytesPerNumber}`,
      );
    storages.set(key, storage);
  }
  return tensorsOf(root, storages, source.name);
}

function unpickled(
  bytes: Uint8Array,
  name: string,
  persistent: (id: PickleValue) => PickleValue,
): PickleValue {
  try {
    return unpickle(bytes, { name, globals: torchGlobals(name), persistent }).value;
  } catch (error) {
    if (error instanceof CutOff) throw invalid(name, "its data.pkl ends too early", error);
    throw error;
  }
}
