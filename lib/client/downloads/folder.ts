import type { Item } from "./catalogue";
import { createColumn, uint8 } from "./columns";
import type { Host, Outcome } from "./deps";
import type { ExistingChoice, FailedObject } from "./download";
import { createFolderTree, find, freePlace, takePlace } from "./folder-tree";
import { onDisk } from "./output";
import { failedText, renamedLine } from "./report";
import type { Tally } from "./tally";
import { ObjectFailure } from "./trouble";
import { type ObjectParts, writeObject } from "./write-object";
import type { Plan } from "./zip-plan";

/** Files that are worked on at the same time; how many requests that may be is `pace`'s to say. */
const LANES = 12;

export type FolderParts = ObjectParts & { host: Host; tally: Tally; plan: Plan };

type Report = "failed" | "renamed";

/** Writes a list below a directory. What was written once stays written: another run goes on with the rest. */
export function createFolderWriter() {
  const whole = createColumn(uint8);
  /** The reports of earlier runs, by the names that they got. */
  const written = new Map<Report, string>();
  let choice: Promise<ExistingChoice> | null = null;

  async function write(parts: FolderParts, root: FileSystemDirectoryHandle): Promise<Outcome> {
    const { catalogue, run, tally, gate } = parts;
    const { signal } = run;
    const tree = createFolderTree(root);
    const failures: FailedObject[] = [];
    let next = 0;

    async function lane(): Promise<void> {
      while (next < catalogue.count()) {
        const index = next++;
        await gate.pass(signal);
        const item = catalogue.item(index);
        if (whole.get(index) === 1) {
          tally.kept(item.size);
          continue;
        }
        let came = 0;
        const onBytes = (bytes: number) => {
          came += bytes;
          tally.bytes(bytes);
        };
        try {
          await one(parts, tree, index, item, onBytes);
          whole.set(index, 1);
        } catch (error) {
          if (!(error instanceof ObjectFailure)) throw error;
          failures.push({ key: item.key, reason: error.message });
          tally.failed(item.key, error.message, item.size - came);
        }
      }
    }

    const lanes = Array.from({ length: LANES }, lane);
    try {
      await Promise.all(lanes);
    } catch (error) {
      run.end(error);
      // Each cleans up behind itself before another run may begin.
      await Promise.allSettled(lanes);
      throw error;
    }
    tally.finishing();
    if (failures.length > 0) await report(parts, root, "failed", [failedText(failures)]);
    else await withdraw(root, "failed");
    if (catalogue.renamed() > 0) await report(parts, root, "renamed", renames(parts));
    return { verified: null, blob: null };
  }

  async function one(
    { host, tally, ...parts }: FolderParts,
    tree: ReturnType<typeof createFolderTree>,
    index: number,
    item: Item,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const slash = item.name.lastIndexOf("/") + 1;
    const directory = await tree.get(item.name.slice(0, slash));
    if (item.folder) return tally.object();
    const place = await onDisk(() =>
      takePlace(directory, item, parts.catalogue.another, (name) => {
        choice ??= host.existing(name).catch((error: unknown) => {
          // It was never answered: another run asks again.
          choice = null;
          throw error;
        });
        return choice;
      }),
    );
    if (!place) return tally.skipped(item.size);
    try {
      await writeObject(parts, index, place.handle, { bytes: onBytes, written: () => undefined });
      tally.object();
    } catch (error) {
      // A file that was made for it is empty still: it must not look like the object.
      if (place.fresh) await directory.removeEntry(place.handle.name).catch(() => undefined);
      throw error;
    }
  }

  /** Written anew by each run, and never over what is not this download's own report. */
  async function report(
    { catalogue, plan }: FolderParts,
    root: FileSystemDirectoryHandle,
    kind: Report,
    lines: Iterable<string>,
  ): Promise<void> {
    const file = await onDisk(async () => {
      const name = written.get(kind) ?? new TextDecoder().decode(plan[kind]?.name);
      const isFree = written.has(kind) || (await find(root, name)) === null;
      const handle = isFree
        ? await root.getFileHandle(name, { create: true })
        : (await freePlace(root, name, catalogue.another)).handle;
      written.set(kind, handle.name);
      return handle.createWritable();
    });
    for (const line of lines) await onDisk(() => file.write(line));
    await onDisk(() => file.close());
  }

  /** What an earlier run said is true no more. */
  async function withdraw(root: FileSystemDirectoryHandle, kind: Report): Promise<void> {
    const name = written.get(kind);
    if (name === undefined) return;
    written.delete(kind);
    await root.removeEntry(name).catch(() => undefined);
  }

  return { write };
}

function* renames({ catalogue }: FolderParts): Generator<string> {
  for (let index = 0; index < catalogue.count(); index++)
    if (catalogue.isRenamed(index)) yield renamedLine(catalogue.item(index));
}
