"use client";

import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { Sidebar } from "./sidebar";

/** The sidebar where there is no room for one. */
export function SidebarDrawer(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const close = () => props.onOpenChange(false);
  return (
    <Dialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-50 flex w-[min(18rem,85vw)] flex-col border-r bg-ground outline-none transition-transform data-ending-style:-translate-x-full data-starting-style:-translate-x-full">
          <div className="flex h-12 shrink-0 items-center justify-between border-b pr-2 pl-4">
            <Dialog.Title className="font-semibold">Connections and buckets</Dialog.Title>
            <Dialog.Close aria-label="Close" className={buttonClass({ variant: "ghost", size: "icon" })}>
              <X aria-hidden />
            </Dialog.Close>
          </div>
          <Sidebar onNavigate={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
