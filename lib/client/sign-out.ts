import { auth, pages } from "@/lib/routes";
import { post } from "./sign-in";

/** Ends the session everywhere, wipes what this browser keeps of the actor, and goes to the sign-in page. */
export async function signOut(): Promise<void> {
  await post(auth.signOut(), {});
  await wipeBrowser();
  // A full load, so that nothing of the actor stays in memory either.
  location.replace(pages.signIn());
}

/** What belongs to the machine and tells nothing of the actor. */
const KEPT = new Set(["cooper-theme"]);

async function wipeBrowser(): Promise<void> {
  for (const storage of [localStorage, sessionStorage])
    for (const key of Object.keys(storage)) if (!KEPT.has(key)) storage.removeItem(key);
  const databases = (await indexedDB.databases?.()) ?? [];
  await Promise.all(databases.map(({ name }) => (name === undefined ? undefined : deleteDatabase(name))));
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const deletion = indexedDB.deleteDatabase(name);
    deletion.onsuccess = () => resolve();
    deletion.onerror = () => reject(deletion.error);
    // Another tab holds it open; it is deleted as soon as that tab lets go.
    deletion.onblocked = () => resolve();
  });
}
