"use client";

import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { isBucketName } from "@/lib/keys";
import { pages } from "@/lib/routes";

/** For credentials that may use buckets but not list them. */
export function OpenBucket({ connection }: { connection: string }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState(false);

  const open = (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (isBucketName(wanted)) router.push(pages.bucket(connection, wanted));
    else setWrong(true);
  };

  return (
    <form onSubmit={open} className="flex items-start gap-2 border-b bg-ground px-4 py-3" noValidate>
      <div className="max-w-sm flex-1">
        <Field
          label="Open a bucket by name"
          hint="This list is not complete: the credentials may not list every bucket."
          error={wrong ? "A bucket name has 3 to 63 of a-z, 0-9, “.” and “-”." : null}
        >
          {(wiring) => (
            <Input
              {...wiring}
              value={name}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => {
                setName(event.target.value);
                setWrong(false);
              }}
            />
          )}
        </Field>
      </div>
      <Button type="submit" size="md" className="mt-6">
        Open
      </Button>
    </form>
  );
}
