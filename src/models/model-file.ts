import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../atomic-file.js";
import { encodeMetadata } from "../nn/onnx.js";

/** The last entry of a model's metadata: a digest of the model's id and of all bytes before the entry. */
function seal(model: Uint8Array, id: string): Uint8Array {
  return encodeMetadata("namesake.sha256", createHash("sha256").update(id).update(model).digest("hex"));
}

/** Whether `file` is the model `id`, whole and unchanged. */
function isIntact(file: Uint8Array, id: string): boolean {
  const length = seal(new Uint8Array(), id).length;
  if (file.length <= length) return false;
  const expected = seal(file.subarray(0, -length), id);
  return Buffer.compare(file.subarray(-length), expected) === 0;
}

/**
 * The model `id` out of `folder`, or newly built and then put there. A file that is damaged or of another version is
 * replaced; one that cannot be written is done without, since building again is all that is lost.
 *
 * @param folder absent = build it, keep nothing
 * @param id names the file and says what is in it; letters, digits, dots and hyphens
 */
export async function cachedModel(
  folder: string | undefined,
  id: string,
  build: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  if (folder === undefined) return build();
  const path = join(folder, `${id}.onnx`);
  const kept = await readFile(path).catch(() => undefined);
  if (kept !== undefined && isIntact(kept, id)) return kept;

  const model = await build();
  const sealed = Buffer.concat([model, seal(model, id)]);
  await writeAtomically(path, [sealed]).catch(() => undefined);
  return sealed;
}
