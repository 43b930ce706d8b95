"use client";

import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useRef } from "react";
import { buttonClass } from "./button";
import { cn } from "./cn";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Names the dialog by what it does: "Delete 3 objects", "Share report.pdf". */
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  className?: string;
  /** False while work runs that closing would lose from sight: no Escape, no click beside, no cross. */
  dismissible?: boolean;
  /** Where the focus goes at first; by default, to the first control. `dialog` for one that is only read. */
  initialFocus?: RefObject<HTMLElement | null> | "dialog";
  /** Where the focus goes afterwards; by default, back to where it was. */
  finalFocus?: RefObject<HTMLElement | null>;
  /** Runs when the dialog is gone from the page, so that its content may change unseen. */
  onClosed?: () => void;
};

/** What whoever opens a dialog has to say about its end. */
export type DialogEnd = Pick<Props, "finalFocus" | "onClosed">;

export function Dialog({ open, onOpenChange, dismissible = true, finalFocus, onClosed, ...props }: Props) {
  const popup = useRef<HTMLDivElement>(null);
  const { initialFocus } = props;
  return (
    <BaseDialog.Root
      open={open}
      onOpenChange={(next) => {
        if (next || dismissible) onOpenChange(next);
      }}
      onOpenChangeComplete={(isOpen) => {
        if (!isOpen) onClosed?.();
      }}
      disablePointerDismissal={!dismissible}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          ref={popup}
          initialFocus={initialFocus === "dialog" ? popup : (initialFocus ?? true)}
          finalFocus={() => finalFocus?.current ?? true}
          className={cn(
            "fixed top-[12vh] left-1/2 z-50 flex max-h-[80vh] w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 flex-col overflow-hidden rounded-lg border bg-raised shadow-popup outline-none",
            "transition-[opacity,translate] data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0",
            props.className,
          )}
        >
          <header className="px-4 pt-3.5">
            <BaseDialog.Title className="break-words pr-8 font-semibold text-lg">
              {props.title}
            </BaseDialog.Title>
            {props.description && (
              <BaseDialog.Description className="mt-0.5 text-muted">
                {props.description}
              </BaseDialog.Description>
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-3 pb-4">{props.children}</div>
          {props.footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t bg-ground px-4 py-3">
              {props.footer}
            </footer>
          )}
          {/* Last, so that the focus goes to what the dialog is about; without a tooltip, which Escape would close first. */}
          {dismissible && (
            <BaseDialog.Close
              aria-label="Close"
              className={buttonClass({ variant: "ghost", size: "icon" }, "absolute top-3 right-2.5")}
            >
              <X aria-hidden />
            </BaseDialog.Close>
          )}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
