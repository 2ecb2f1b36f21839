import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

/**
 * The task of `kind-task` as a module that other threads and processes can load: they have the compiled package only, of
 * which tests are no part.
 *
 * @returns its URL
 */
export function compiledKindTask(folder: string): string {
  const source = readFileSync(new URL("./kind-task.contract.ts", import.meta.url), "utf8");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const here = new URL("../../../dist/nn/training/", import.meta.url);
  const path = join(folder, "kind-task.mjs");
  writeFileSync(
    path,
    outputText.replace(/from "(\.[^"]+)"/g, (_, target: string) => `from "${new URL(target, here)}"`),
  );
  return pathToFileURL(path).href;
}

/** A script that trains the task in `folder` with the options, and goes on where it had come to. */
export function trainingScript(folder: string, options: object): string {
  const path = join(folder, "train.mjs");
  const train = new URL("../../../dist/nn/training/train.js", import.meta.url);
  writeFileSync(
    path,
    `import { train } from "${train}";
import { kindTask } from "${compiledKindTask(folder)}";
await train(kindTask(400, 0.2), { ...${JSON.stringify(options)}, resume: true }, { onEvent: (event) => event.kind === "step" && console.log(event.step) });
`,
  );
  return fileURLToPath(pathToFileURL(path));
}
