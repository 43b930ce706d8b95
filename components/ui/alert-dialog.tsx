"use client";

import { AlertDialog as BaseAlertDialog } from "@base-ui/react/alert-dialog";
import type { ReactNode, RefObject } from "react";

/** A question that must be answered before anything else: no click beside it closes it, Escape answers as `onOpenChange(false)`. */
export function AlertDialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  footer: ReactNode;
  /** What has the focus at first: an answer that does no harm. */
  initialFocus?: RefObject<HTMLElement | null>;
}) {
  return (
    <BaseAlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <BaseAlertDialog.Portal>
        <BaseAlertDialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseAlertDialog.Popup
          initialFocus={props.initialFocus ?? true}
          className="fixed top-[16vh] left-1/2 z-50 flex max-h-[80vh] w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 flex-col overflow-hidden rounded-lg border bg-raised shadow-popup outline-none transition-[opacity,translate] data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0"
        >
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-3.5 pb-4">
            <BaseAlertDialog.Title className="break-words font-semibold text-lg">
              {props.title}
            </BaseAlertDialog.Title>
            {props.description && (
              <BaseAlertDialog.Description className="mt-1 text-muted">
                {props.description}
              </BaseAlertDialog.Description>
            )}
            {props.children && <div className="pt-3">{props.children}</div>}
          </div>
          <footer className="flex flex-wrap items-center justify-end gap-2 border-t bg-ground px-4 py-3">
            {props.footer}
          </footer>
        </BaseAlertDialog.Popup>
      </BaseAlertDialog.Portal>
    </BaseAlertDialog.Root>
  );
}
