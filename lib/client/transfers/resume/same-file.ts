import { formatBytes, formatTime } from "@/lib/client/format";
import { visibleName } from "@/lib/client/visible-name";

/** What is known of the file that an upload was begun with; null is not known. */
export type KnownFile = { name: string | null; size: number | null; lastModified: number | null };

type Chosen = Pick<File, "name" | "size" | "lastModified">;

const INSTEAD = "Nothing was sent of it. To upload it as it is now, throw this upload away and begin anew.";

/** Why a file cannot go on with an upload that was begun with another, in words; null where it can. */
export function differenceOf(known: KnownFile, file: Chosen): string | null {
  const name = visibleName(file.name);
  if (known.name !== null && known.name !== file.name)
    return `This is ${name}. The upload was begun with ${visibleName(known.name)}: choose that file.`;
  if (known.size !== null && known.size !== file.size)
    return `${name} is not the file that was begun with, or has changed since: it had ${size(known.size, file.size)}, this one has ${size(file.size, known.size)}. ${INSTEAD}`;
  if (known.lastModified !== null && !sameTime(known.lastModified, file.lastModified))
    return `${name} was changed since: it was of ${moment(known.lastModified)}, this one is of ${moment(file.lastModified)}. ${INSTEAD}`;
  return null;
}

/** What Cooper and S3 keep of a file's time has whole seconds at times. */
function sameTime(known: number, actual: number): boolean {
  return known === actual || (known % 1000 === 0 && known === Math.floor(actual / 1000) * 1000);
}

/** Two sizes that look the same when rounded are told in bytes. */
function size(bytes: number, other: number): string {
  return formatBytes(bytes) === formatBytes(other) ? `${bytes} bytes` : formatBytes(bytes);
}

/** To the second: a file is often written again within the same minute. */
function moment(ms: number): string {
  const at = new Date(ms);
  return `${formatTime(at.toISOString())}:${String(at.getSeconds()).padStart(2, "0")}`;
}
