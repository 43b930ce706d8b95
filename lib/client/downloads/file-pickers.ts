/** What browsers with the File System Access API add to the page; TypeScript's own library lacks it. */
declare global {
  interface Window {
    showSaveFilePicker?(options: {
      suggestedName?: string;
      types?: { description: string; accept: Record<`${string}/${string}`, readonly `.${string}`[]> }[];
    }): Promise<FileSystemFileHandle>;
    showDirectoryPicker?(options: { id?: string; mode: "readwrite" }): Promise<FileSystemDirectoryHandle>;
  }
}

/** Asks for a folder on the disk; null when the user closed the picker, undefined where the browser has none. */
export async function chooseDirectory(): Promise<FileSystemDirectoryHandle | null | undefined> {
  return (
    window.showDirectoryPicker && orNull(window.showDirectoryPicker({ id: "cooper", mode: "readwrite" }))
  );
}

/** Asks for a file to write; answers as `chooseDirectory` does. */
export async function chooseFile(
  suggestedName: string,
  zip = false,
): Promise<FileSystemFileHandle | null | undefined> {
  if (!window.showSaveFilePicker) return undefined;
  const types = [{ description: "Zip archive", accept: { "application/zip": [".zip"] as const } }];
  return orNull(window.showSaveFilePicker(zip ? { suggestedName, types } : { suggestedName }));
}

async function orNull<T>(picked: Promise<T>): Promise<T | null> {
  try {
    return await picked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
}
