import { type FormReader, oneFile } from "./form-reader";

/** The fields that stood before the file: names without regard to case, values as they are. */
export type Fields = ReadonlyMap<string, { name: string; value: string }>;

/** What the policy and its signature are made of stays as it is; all else may hold the file's name. */
const FIXED = ["policy", "x-amz-signature"];

/** Only what follows the last slash or backslash; without a name the variable stays. */
function expand(value: string, filename: string | null): string {
  if (filename === null) return value;
  return value.replaceAll("${filename}", () => filename.replace(/^.*[/\\]/s, ""));
}

/** Reads up to the file, whose content is next then. */
export async function readFields(reader: FormReader): Promise<Fields> {
  const fields = new Map<string, { name: string; value: string }>();
  for (let head = await reader.next(); head !== null; head = await reader.next()) {
    const id = head.name.toLowerCase();
    if (id === "file") {
      for (const [other, field] of fields)
        if (!FIXED.includes(other)) field.value = expand(field.value, head.filename);
      return fields;
    }
    const value = await reader.text();
    const earlier = fields.get(id);
    // "If you have multiple fields with the same name, the values must be separated by commas."
    if (earlier) earlier.value += `,${value}`;
    else fields.set(id, { name: head.name, value });
  }
  throw oneFile(0);
}
