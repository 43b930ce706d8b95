import { nameParts } from "@/lib/client/visible-name";

/** A name in which nothing hides: each invisible or misleading character stands as its code point. */
export function EntryName({ name }: { name: string }) {
  return (
    <bdi className="whitespace-pre">
      {nameParts(name).map((part, at) =>
        part.hidden ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name have no other identity than their place.
          <span key={at} className="mx-px rounded-sm bg-press px-1 font-mono text-muted text-xs">
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </bdi>
  );
}
