import { readFileSync } from "node:fs";
import { type DType, landing, toFloat32 } from "../../nn/weights/dtypes.js";

const TYPES: Record<string, DType> = { "<f4": "float32", "<f2": "float16", "|i1": "int8" };

/** Reads a `.npy` file of format version 1.0 or 2.0 as the specification describes it, without a look at how we write. */
export function readNpy(path: string): { type: DType; shape: number[]; numbers: Float32Array } {
  const file = readFileSync(path);
  if (file.toString("latin1", 0, 6) !== "\x93NUMPY") throw new Error("no magic string");
  const [major, minor] = [file[6], file[7]];
  if ((major !== 1 && major !== 2) || minor !== 0) throw new Error(`version ${major}.${minor}`);
  const from = major === 1 ? 10 : 12;
  const end = from + (major === 1 ? file.readUInt16LE(8) : file.readUInt32LE(8));
  if (end % 64 !== 0) throw new Error(`the numbers begin at ${end}, which is not aligned`);
  const header = file.toString("latin1", from, end);
  const parts = /^\{'descr': '([^']+)', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n$/.exec(header);
  if (parts === null) throw new Error(`header ${header}`);
  const type = TYPES[parts[1] as string];
  if (type === undefined) throw new Error(`type ${parts[1]}`);
  const shape = (parts[2] as string).split(",").flatMap((part) => (part.trim() === "" ? [] : Number(part)));
  const { bytes, numbers } = landing(
    type,
    shape.reduce((product, length) => product * length, 1),
  );
  if (file.length - end !== bytes.length)
    throw new Error(`${file.length - end} bytes of numbers, expected ${bytes.length}`);
  bytes.set(file.subarray(end));
  return { type, shape, numbers: toFloat32(numbers()) };
}
