"use client";

import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd";

export const TooltipProvider = BaseTooltip.Provider;

/** A hint for a control that already has a name: it adds nothing that is not said elsewhere. */
export function Tooltip(props: {
  content: ReactNode;
  shortcut?: string;
  side?: "top" | "bottom";
  children: ReactElement<Record<string, unknown>>;
}) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={props.children} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner side={props.side ?? "bottom"} sideOffset={6} className="z-60">
          <BaseTooltip.Popup
            role="tooltip"
            className="flex max-w-72 items-center gap-2 rounded-md border bg-raised px-2 py-1 text-sm text-text shadow-popup transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            {props.content}
            {props.shortcut && <Kbd>{props.shortcut}</Kbd>}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
