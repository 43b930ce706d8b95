import type { Handler } from "./call";

export type Operation = {
  name: string;
  run: Handler;
  /** Changes something: refused to a user who may only read. */
  writes?: boolean;
  /** Reads the body itself; for all others it is read and checked beforehand. */
  takesBody?: boolean;
  /** Its checksum headers speak of the whole object, not of the body. */
  checksumOfObject?: boolean;
};
