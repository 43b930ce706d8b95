import type { Upload } from "@/lib/schemas/uploads";
import type { Target } from "./transfer";

/** What a multipart upload needs to go on after a reload, a crash or on a new day; S3's own list of parts is the truth of the rest. */
export type Plan = Pick<
  Upload,
  "ticket" | "ticketExpiresAt" | "kind" | "partSize" | "partCount" | "checksum"
> & {
  /** The sealed ticket's own upload: one plan each. */
  id: string;
  target: Target;
  key: string;
  /** The file as it was: a file of another size or time is not the same. A time that nobody kept is null. */
  file: { path: string; name: string; size: number; lastModified: number | null };
  /** Begun by another tool, or by somebody else: nothing but its parts tells which file it is of. */
  foreign?: boolean;
  /** Opens the file again without asking for it, where the browser gives such handles. */
  handle: FileSystemFileHandle | null;
  /** Milliseconds since the epoch. */
  saved: number;
};

/** Where plans are kept between two visits. Nothing that fails here may stop an upload. */
export type Plans = {
  save(plan: Plan): Promise<void>;
  forget(id: string): Promise<void>;
  all(): Promise<Plan[]>;
};
