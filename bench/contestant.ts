/** What is to be uploaded: files on this disk, and how large they are together. */
export type Load = { name: string; folder: string; files: string[]; bytes: number };

/** Where to: each race has a prefix of its own, so that nothing is there already. */
export type Goal = { bucket: string; prefix: string };

/** Somebody who uploads. Seconds are counted from the moment at which the files are known until all is stored. */
export type Contestant = {
  name: string;
  version: string;
  upload(load: Load, goal: Goal): Promise<number>;
  close(): Promise<void>;
};
