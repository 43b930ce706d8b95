import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { inRoot } from "../../scripts/paths.mjs";

/** The variables that compose.yaml gives Cooper. */
export function composeEnvironment(): Record<string, string> {
  const file = parse(readFileSync(inRoot("compose.yaml"), "utf8")) as {
    services: { cooper: { environment: Record<string, string> } };
  };
  return file.services.cooper.environment;
}
