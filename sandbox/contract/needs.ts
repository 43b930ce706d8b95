/** What Cooper needs of a store, for people who ask whether theirs will do; the cases that show it are found by name. */
export const NEEDS: readonly { need: string; shownBy: RegExp }[] = [
  { need: "List the buckets", shownBy: /^a bucket is created, found, listed and deleted$/ },
  { need: "Find a bucket's region", shownBy: /^HEAD of a bucket and the list of buckets tell its region$/ },
  {
    need: "Browse: pages, folders, any number of keys",
    shownBy: /^(a listing is in|a delimiter rolls keys|pages of any size|encoding-type=url)/,
  },
  { need: "Any key: `a//b`, `../x`, emoji", shownBy: /^a key with .* byte for byte$/ },
  {
    need: "Upload in one piece, from the browser",
    shownBy: /^(an SDK's signed URL works|a signed PUT takes exactly|a signed content type)/,
  },
  {
    need: "Upload in parts, resume",
    shownBy: /^(parts become one object|ListParts pages|a part sent again)/,
  },
  {
    need: "A taken name is never overwritten: one piece",
    shownBy: /^((versioning: )?If-None-Match: \* writes|of 50 racing writers|a signed If-None-Match)/,
  },
  { need: "A taken name is never overwritten: parts", shownBy: /^completing with If-None-Match: \* spares/ },
  { need: "Replace exactly the version seen", shownBy: /^If-Match writes over exactly that version$/ },
  { need: "The store verifies every byte", shownBy: /^a (right|wrong) \S+ (is taken|leaves no object)$/ },
  { need: "Download, and links for others", shownBy: /^a signed URL (reads|with another|is refused once)/ },
  { need: "Cooper lets the browser in (CORS)", shownBy: /^a bucket's rules are kept as given/ },
  { need: "Delete a thousand at once", shownBy: /^a batch deletes its keys/ },
];
