import { invalid, shown } from "./invalid.js";
import type { PickleValue } from "./pickle.js";
import { checkTensor, type Storage, type StoredTensor } from "./stored-tensor.js";
import { TorchTensor } from "./torch-objects.js";

/** Name of a tensor that is all there is in a file. */
export const ONLY_TENSOR = "tensor";

/** A checkpoint is a few dictionaries deep. */
const DEEPEST = 64;
/** More than this comes of lists that contain each other over and over. */
const MOST_VALUES = 2_000_000;
const MOST_TENSORS = 100_000;

/**
 * The tensors of a checkpoint, in its order. Their names are the keys on the way to them, joined by dots: of
 * `{"model": {"norm.bias": tensor}}` it is "model.norm.bias", of a list "0", "1" and so on.
 *
 * @param storages where each storage is, by its key
 */
export function tensorsOf(
  root: PickleValue,
  storages: ReadonlyMap<string, Storage>,
  name: string,
): StoredTensor[] {
  const found: StoredTensor[] = [];
  const path: string[] = [];
  let values = 0;
  const visit = (value: PickleValue): void => {
    if (++values > MOST_VALUES || found.length > MOST_TENSORS || path.length > DEEPEST)
      throw invalid(name, "its lists and dictionaries are nested too deep");
    if (value instanceof TorchTensor) found.push(stored(value, path.join(".") || ONLY_TENSOR));
    else if (value instanceof Map) {
      let i = 0;
      for (const [key, item] of value) visitAt(keyName(key, i++), item);
    } else if (Array.isArray(value)) for (const [i, item] of value.entries()) visitAt(String(i), item);
  };
  const visitAt = (key: string, value: PickleValue): void => {
    path.push(key);
    visit(value);
    path.pop();
  };
  const stored = (tensor: TorchTensor, full: string): StoredTensor => {
    const { storage, dtype, offset, shape, strides } = tensor;
    const whole = storages.get(storage.key);
    if (whole === undefined) throw invalid(name, `it has no storage "${shown(storage.key)}"`);
    const { source, position } = whole;
    const start = storage.part.offset * storage.bytesPerNumber;
    const length = storage.part.length * storage.bytesPerNumber;
    return checkTensor({
      name: full,
      dtype,
      shape,
      strides,
      offset,
      storage: { source, position: position + start, length },
    });
  };
  visit(root);
  return found;
}

/** The part of a name that a key is; keys that are neither text nor numbers are counted. */
function keyName(key: PickleValue, position: number): string {
  return typeof key === "string" || typeof key === "number" ? String(key) : String(position);
}
