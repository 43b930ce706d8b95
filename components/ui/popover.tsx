"use client";

import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";

/** A few controls beside the button that opens them; a dialog for what needs more. */
export function Popover(props: {
  /** Names it, and stands above its content. */
  title: string;
  trigger: ReactElement<Record<string, unknown>>;
  side?: "top" | "bottom";
  children: ReactNode;
}) {
  return (
    <BasePopover.Root>
      <BasePopover.Trigger render={props.trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner
          side={props.side ?? "bottom"}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <BasePopover.Popup className="max-h-(--available-height) w-[min(21rem,calc(100vw-1rem))] overflow-y-auto rounded-lg border bg-raised p-3 text-base text-text shadow-popup outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            <BasePopover.Title className="mb-2 font-semibold">{props.title}</BasePopover.Title>
            {props.children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
