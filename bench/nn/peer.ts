import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";

/** PyTorch in a process of its own, which waits while we work. */
export class Peer {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #ended: Promise<never>;

  private constructor(readonly version: string) {
    const script = fileURLToPath(new URL("../../bench/nn/peer.py", import.meta.url));
    // Threads that spin while they wait would slow down both sides.
    const env: NodeJS.ProcessEnv = { ...process.env, OMP_WAIT_POLICY: "passive" };
    // The processor's own kernels, whatever this machine was told to be content with.
    delete env["OPENBLAS_CORETYPE"];
    this.#child = spawn(PYTHON, [script], { env, stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#ended = new Promise((_, reject) => {
      this.#child.once("exit", (code) => reject(new Error(`PyTorch ended with code ${code}`)));
    });
    // It ends without harm when nobody waits for an answer.
    this.#ended.catch(() => {});
  }

  /** undefined where PyTorch is not installed (Debian: apt install python3-torch). */
  static start(): Peer | undefined {
    const found = spawnSync(PYTHON, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" });
    return found.status === 0 ? new Peer(found.stdout.trim()) : undefined;
  }

  async ask(
    command: { do: "open"; model: string } | { do: "train" | "use"; repeats: number } | { do: "product" },
  ): Promise<{ ms: number }> {
    const answer = new Promise<string>((resolve) => this.#lines.once("line", resolve));
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
    return JSON.parse(await Promise.race([answer, this.#ended])) as { ms: number };
  }

  stop(): void {
    this.#child.stdin?.end();
  }
}

const PYTHON = "/usr/bin/python3";
