/** What TypeScript's DOM does not know yet of file handles; Chromium has it. */
type Guarded = FileSystemFileHandle & {
  queryPermission?(descriptor: { mode: "read" }): Promise<PermissionState>;
  requestPermission?(descriptor: { mode: "read" }): Promise<PermissionState>;
};
type PickerWindow = Window & {
  showOpenFilePicker?(options: { multiple: boolean }): Promise<FileSystemFileHandle[]>;
};

/** A file with the way back to it, where the browser gives one. */
export type Picked = { file: File; handle: FileSystemFileHandle | null };

const READ = { mode: "read" } as const;

/** Whether the file can be read: at once, after the browser has asked the user, or only by being chosen again. */
export async function accessOf(handle: FileSystemFileHandle | null): Promise<"granted" | "ask" | "choose"> {
  if (!handle) return "choose";
  try {
    const state = (await (handle as Guarded).queryPermission?.(READ)) ?? "granted";
    return state === "granted" ? "granted" : "ask";
  } catch {
    return "choose";
  }
}

/** Asks for all of them within one gesture: browsers join such questions into one. Answers who may be read. */
export async function askForAll(
  handles: readonly FileSystemFileHandle[],
): Promise<Set<FileSystemFileHandle>> {
  const states = await Promise.all(
    handles.map((handle) =>
      Promise.resolve((handle as Guarded).requestPermission?.(READ) ?? "granted").catch(() => "denied"),
    ),
  );
  return new Set(handles.filter((_, index) => states[index] === "granted"));
}

/** Whether this browser's picker hands out handles (Chromium, on https or loopback). */
export const canPickHandles = (): boolean => "showOpenFilePicker" in window;

/** Lets the user choose files. Answers none if they chose none, and null if the browser would not open its picker. */
export async function pickFiles(multiple: boolean): Promise<Picked[] | null> {
  try {
    const handles = (await (window as PickerWindow).showOpenFilePicker?.({ multiple })) ?? [];
    return await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle })));
  } catch (error) {
    return error instanceof DOMException && error.name === "AbortError" ? [] : null;
  }
}

/** What a plain file input chose. */
export const withoutHandles = (files: Iterable<File>): Picked[] =>
  Array.from(files, (file) => ({ file, handle: null }));
