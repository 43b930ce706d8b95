import type { ClientName } from "./client";

type Reasons = Partial<Record<ClientName, string>>;

export type HostileKey = {
  key: string;
  /** Why a client cannot put this key and get it again. */
  unsayable?: Reasons;
  /** Why a client cannot list this key, or anything beside it. */
  unlistable?: Reasons;
};

const CLEANED = "it cleans paths: no empty segments";
const DOTS = "it writes look-alikes instead of segments of dots";

/** Keys that a path, an address, a shell or an XML document could spoil on the way. */
export const HOSTILE_KEYS: HostileKey[] = [
  { key: " outer blanks + plus " },
  { key: "100%25 & #1=b;c,d@e:f$g!h(i)~{k}^l.txt" },
  { key: "what? *.[txt]", unsayable: { s3cmd: "it gets what fits a pattern" } },
  { key: "'single' \"double\" `back` <angle> \\slash|" },
  { key: "a//b", unsayable: { rclone: CLEANED } },
  { key: "/leading", unsayable: { rclone: CLEANED } },
  {
    key: "trailing/",
    unsayable: {
      aws: "a key that ends in / is a folder, to which it adds the file's name",
      rclone: "a key that ends in / is a folder",
      s3cmd: "a key that ends in / is a folder, to which it adds the file's name",
    },
    unlistable: { rclone: "it takes it for a folder" },
  },
  { key: "../x", unsayable: { rclone: DOTS } },
  { key: "a/./b/../c", unsayable: { rclone: DOTS } },
  { key: ".", unsayable: { rclone: DOTS } },
  { key: "caf\u00e9 composed" },
  { key: "cafe\u0301 decomposed" },
  { key: "日本語/🪣 ümläut.txt" },
  {
    key: "tab\t, new\nline and return\r",
    unsayable: { s3cmd: "it reads a key up to the first line break" },
    unlistable: { s3cmd: "its list is lines of text" },
  },
  {
    key: "control\u0001character",
    unlistable: { s3cmd: "it asks for keys as they are, and no XML document can hold this one" },
  },
  // 1,024 bytes, the most that there can be.
  { key: `${"long/".repeat(40)}${"k".repeat(824)}` },
];
