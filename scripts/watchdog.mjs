// Ends the process groups it was told of when whoever told it is gone, however that happened: a killed process closes its pipe.
// Lines on stdin: "+<group>" to look after one, "-<group>" to forget it.
import { createInterface } from "node:readline";

const groups = new Set();

function signal(name) {
  for (const group of groups) {
    try {
      process.kill(-group, name);
    } catch {
      groups.delete(group);
    }
  }
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(name, () => undefined);
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const group = Number(line.slice(1));
  if (!Number.isInteger(group) || group <= 1) return;
  if (line.startsWith("+")) groups.add(group);
  else groups.delete(group);
});
lines.on("close", () => {
  signal("SIGTERM");
  if (groups.size === 0) process.exit(0);
  setTimeout(() => {
    signal("SIGKILL");
    process.exit(0);
  }, 3000);
});
