import { SearchX } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { pages } from "@/lib/routes";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="flex h-full flex-col">
      <EmptyState
        heading="h1"
        icon={SearchX}
        title="Nothing here"
        action={
          <a className={buttonClass()} href={pages.home()}>
            Go to the start
          </a>
        }
      >
        There is no page at this address.
      </EmptyState>
    </main>
  );
}
