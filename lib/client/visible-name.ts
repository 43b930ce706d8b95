/** A stretch of a name as it can be shown: as it stands, or a character that would hide or mislead, by its code point. */
export type NamePart = { text: string; hidden: boolean };

/**
 * Characters that show nothing, or that make their neighbours lie: controls, bidirectional marks and overrides,
 * zero-width and other format characters, line separators, lone surrogates, and spaces that look like a plain one.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}|[\u115f\u1160\u2800\u3164\uffa0]/u;
/** Joins the parts of one emoji; there it is what it should be. */
const JOINER = "\u200d";

/** Splits a name into what may be shown as it stands and what must be named instead. */
export function nameParts(name: string): NamePart[] {
  const parts: NamePart[] = [];
  let plain = "";
  let before = "";
  let at = 0;
  for (const character of name) {
    const joins = character === JOINER && /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u.test(before);
    if (isEdgeSpace(name, at) || (HIDDEN.test(character) && !joins)) {
      if (plain) parts.push({ text: plain, hidden: false });
      parts.push({ text: codePoint(character), hidden: true });
      plain = "";
    } else plain += character;
    before = character;
    at += character.length;
  }
  if (plain) parts.push({ text: plain, hidden: false });
  return parts;
}

/** A plain space that begins or ends a name, or ends a folder's, cannot be seen either. */
function isEdgeSpace(name: string, at: number): boolean {
  return name[at] === " " && (/^ *$/.test(name.slice(0, at)) || /^ +\/?$/.test(name.slice(at)));
}

/** The same as one string, for names and messages: `a\nb` → `a[U+000A]b`. */
export function visibleName(name: string): string {
  return nameParts(name)
    .map(({ text, hidden }) => (hidden ? `[${text}]` : text))
    .join("");
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
