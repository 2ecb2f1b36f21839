import { DTYPE_BYTES, type DType, isDType } from "./dtypes.js";
import { invalid, shown } from "./invalid.js";
import { PickleGlobal, PickleObject, type PickleValue } from "./pickle.js";

/**
 * What pickles of PyTorch are made of: storages, which are numbers outside of the pickle, and tensors, which are views
 * of them. The names are a part of those that PyTorch itself permits with `weights_only=True`
 * (https://github.com/pytorch/pytorch/blob/main/torch/_weights_only_unpickler.py), without sparse and quantised tensors,
 * and beside them those of dictionaries with defaults and of NumPy's numbers, which trainings keep what they measured as.
 */
export class TorchStorage extends PickleObject {
  readonly kind = "storage";
  constructor(
    readonly key: string,
    readonly dtype: DType | undefined,
    /** Numbers of `dtype`, or bytes. */
    readonly count: number,
    /** The numbers that tensors see: all but in old files, where a storage can be a part of another. */
    readonly part = { offset: 0, length: count },
  ) {
    super();
  }

  get bytesPerNumber(): number {
    return this.dtype === undefined ? 1 : DTYPE_BYTES[this.dtype];
  }
}

/** A tensor as a pickle describes it; nothing of it is checked yet. */
export class TorchTensor extends PickleObject {
  readonly kind = "tensor";
  constructor(
    readonly storage: TorchStorage,
    readonly dtype: DType,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {
    super();
  }
}

/** Classes of storages by the name that stands before "Storage". */
const STORAGE_TYPES: Record<string, DType | undefined> = {
  Double: "float64",
  Float: "float32",
  Half: "float16",
  BFloat16: "bfloat16",
  Long: "int64",
  Int: "int32",
  Short: "int16",
  Char: "int8",
  Byte: "uint8",
  Bool: "bool",
  Untyped: undefined,
};

/** The names that pickles of the file `name` may have. */
export function torchGlobals(name: string): ReadonlyMap<string, PickleGlobal> {
  const globals = new Map<string, PickleGlobal>();
  const add = (full: string, call?: PickleGlobal["call"]): void => {
    globals.set(full, new PickleGlobal(full, call));
  };
  const wrong = (what: string) => invalid(name, `its pickle makes ${what} of something else`);
  const first = (args: PickleValue[]): PickleValue => args[0] ?? null;

  for (const type of Object.keys(STORAGE_TYPES)) add(`torch.${type}Storage`);
  for (const type of ["UntypedStorage", "_UntypedStorage"]) add(`torch.storage.${type}`);
  for (const dtype of Object.keys(DTYPE_BYTES)) add(`torch.${dtype}`);
  for (const type of ["torch.Tensor", "torch._tensor.Tensor"]) add(type);

  const tensor = (args: PickleValue[], dtype: DType | undefined): TorchTensor => {
    const [storage, offset, shape, strides] = args;
    const type = storage instanceof TorchStorage ? (dtype ?? storage.dtype) : undefined;
    if (!(storage instanceof TorchStorage) || type === undefined) throw wrong("a tensor");
    if (typeof offset !== "number" || !isNumbers(shape) || !isNumbers(strides)) throw wrong("a tensor");
    return new TorchTensor(storage, type, offset, shape, strides);
  };
  add("torch._utils._rebuild_tensor", (args) => tensor(args, undefined));
  add("torch._utils._rebuild_tensor_v2", (args) => tensor(args, undefined));
  add("torch._utils._rebuild_tensor_v3", (args) => tensor(args, dtypeOf(args[6])));
  add("torch._utils._rebuild_parameter", first);
  add("torch._utils._rebuild_parameter_with_state", first);
  add("torch.nn.parameter.Parameter", first);
  const fromType = "torch._tensor._rebuild_from_type_v2";
  add(fromType, ([callee, , args]) => {
    if (!(callee instanceof PickleGlobal) || callee.call === undefined || !Array.isArray(args))
      throw wrong("a tensor");
    if (callee.name === fromType) throw wrong("a tensor"); // or it would go down without end
    return callee.call(args);
  });

  add("torch.Size", first);
  add("torch.device", ([kind]) => kind ?? null);
  add("collections.Counter", (args) => first(args) ?? new Map());
  add("collections.OrderedDict", ([pairs]) => {
    const map = new Map<PickleValue, PickleValue>();
    for (const pair of Array.isArray(pairs) ? pairs : []) {
      if (!Array.isArray(pair) || pair.length !== 2) throw wrong("a dictionary");
      map.set(pair[0] as PickleValue, pair[1] as PickleValue);
    }
    return map;
  });
  add("collections.defaultdict", () => new Map()); // of what makes the defaults, which is only named
  for (const module of ["builtins", "__builtin__"]) {
    // Python 3 and 2
    add(`${module}.set`, ([items]) => new Set(Array.isArray(items) ? items : []));
    for (const type of ["list", "dict", "int", "float"]) add(`${module}.${type}`);
  }
  // Nobody needs these numbers here.
  add("numpy.dtype", () => new Map());
  for (const module of ["numpy.core", "numpy._core"]) add(`${module}.multiarray.scalar`, () => null);
  add("_codecs.encode", first); // bytes, as protocol 2 writes them
  return globals;
}

function isNumbers(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

function dtypeOf(value: PickleValue | undefined): DType | undefined {
  const name = value instanceof PickleGlobal ? value.name.replace(/^torch\./, "") : "";
  return isDType(name) ? name : undefined;
}

/** The type that the class of a storage says; throws where the value is no such class. */
function storageType(value: PickleValue | undefined, name: string): DType | undefined {
  const type = value instanceof PickleGlobal ? /(\w+)Storage$/.exec(value.name)?.[1] : undefined;
  const key = type?.replace(/^_/, "");
  if (key === undefined || !Object.hasOwn(STORAGE_TYPES, key))
    throw invalid(name, "its pickle has a storage of no known type");
  return STORAGE_TYPES[key];
}

/** A storage as PyTorch's `persistent_id` writes it: ("storage", class, key, device, count, and in streams a part of it). */
export function storageOf(id: PickleValue, name: string): TorchStorage {
  const [tag, type, key, , count, part] = Array.isArray(id) ? id : [];
  if (tag !== "storage" || !(type instanceof PickleGlobal) || typeof key !== "string" || !isCount(count))
    throw invalid(name, "its pickle has a storage that is not described as PyTorch does");
  const dtype = storageType(type, name);
  if (!Array.isArray(part)) return new TorchStorage(key, dtype, count);
  const [, offset, length] = part;
  if (!isCount(offset) || !isCount(length) || offset + length > count)
    throw invalid(name, `a part of the storage "${shown(key)}" lies outside of it`);
  return new TorchStorage(key, dtype, count, { offset, length });
}

function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
