import { StsError } from "./errors";

function constraint(name: string, what: string): StsError {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  return new StsError(
    "ValidationError",
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${what}`,
  );
}

/** The parameters of a call in AWS's query protocol. */
export class Form {
  readonly #fields: URLSearchParams;

  constructor(text: string) {
    this.#fields = new URLSearchParams(text);
  }

  text(name: string): string | undefined {
    return this.#fields.get(name) ?? undefined;
  }

  require(name: string, shape: RegExp): string {
    const value = this.text(name);
    if (value === undefined) throw constraint(name, "Member must not be null");
    if (!shape.test(value))
      throw constraint(name, `Member must satisfy regular expression pattern: ${shape.source}`);
    return value;
  }

  seconds(name: string, otherwise: number, least: number, most: number): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least)) throw constraint(name, `Member must have value greater than or equal to ${least}`);
    if (value > most) throw constraint(name, `Member must have value less than or equal to ${most}`);
    return value;
  }

  /** A parameter that is not looked at could be one that was meant to take rights away. */
  requireOnly(names: readonly string[]): void {
    const known = ["Action", "Version", ...names];
    for (const name of this.#fields.keys()) {
      if (!known.includes(name))
        throw new StsError("NotImplemented", `This server does not implement the parameter ${name}.`);
      if (this.#fields.getAll(name).length > 1)
        throw new StsError("ValidationError", `The parameter ${name} is given twice.`);
    }
  }
}
