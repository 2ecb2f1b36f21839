import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** `npm run readme`: writes the marked blocks of README.md and docs/evaluation.md anew, from the files and the commands they name. */
const root = fileURLToPath(new URL("..", import.meta.url));

for (const name of ["README.md", "docs/evaluation.md"]) {
  const path = join(root, name);
  const filled = readFileSync(path, "utf8").replace(
    /(<!-- (file|output): (.+?) -->\n```\w*\n)[\s\S]*?```/g,
    (_, head: string, kind: string, source: string) => {
      if (kind === "file") return `${head}${readFileSync(join(root, source), "utf8")}\`\`\``;
      const words = [...source.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
      const output = execFileSync(process.execPath, [join(root, "dist/cli/main.js"), ...words], {
        encoding: "utf8",
      });
      return `${head}${output}\`\`\``;
    },
  );
  writeFileSync(path, filled);
}
