import { writeFileSync } from "node:fs";
import os from "node:os";
import { median, type Result, worst } from "./race";

/** One race as a table; ratios are of medians, so 2.00 means that Cooper takes half the time. */
export function table(title: string, results: readonly Result[]): string {
  const own = median(results[0]?.seconds ?? []);
  const rows = results.map(({ contestant: { name, version }, seconds }) => {
    const ratio = (median(seconds) / own).toFixed(2);
    return `| ${name} | ${version} | ${median(seconds).toFixed(2)} | ${worst(seconds).toFixed(2)} | ${ratio} |`;
  });
  return [
    `## ${title}`,
    "",
    "| who | version | median s | worst s | median / Cooper's |",
    "| --- | --- | ---: | ---: | ---: |",
    ...rows,
    "",
  ].join("\n");
}

export function writeReport(file: string, sections: readonly string[], rounds: number): void {
  const [cpu] = os.cpus();
  const head = [
    "# Side by side",
    "",
    `${os.cpus().length} cores (${cpu?.model.trim() ?? "unknown"}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${os.type()} ${os.release()}; ${rounds} rounds, in turns.`,
    "",
  ];
  writeFileSync(file, [...head, ...sections].join("\n"));
}
