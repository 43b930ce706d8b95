import type { BucketRef } from "@/lib/client/api";

/**
 * Into which buckets this page sends forms. A form that fails without an answer, or is refused, before any worked tells
 * that this browser, a proxy or the store is not made for them: the bucket's files go by PUT from then on.
 */
export function createForms() {
  const known = new Map<string, "work" | "fail">();
  const nameOf = ({ connection, bucket }: BucketRef) => JSON.stringify([connection, bucket]);
  return {
    wanted: (ref: BucketRef): boolean => known.get(nameOf(ref)) !== "fail",
    worked: (ref: BucketRef): void => void known.set(nameOf(ref), "work"),
    /** Answers whether the form is to blame, so that a PUT is worth a try. */
    failed(ref: BucketRef, refused: boolean): boolean {
      if (known.get(nameOf(ref)) === "work" && !refused) return false;
      known.set(nameOf(ref), "fail");
      return true;
    },
  };
}

export type Forms = ReturnType<typeof createForms>;
