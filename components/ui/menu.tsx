"use client";

import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";

export const Menu = BaseMenu.Root;
export const MenuTrigger = BaseMenu.Trigger;
export const MenuRadioGroup = BaseMenu.RadioGroup;

export const menuPopupClass =
  "min-w-44 max-w-80 rounded-lg border bg-raised p-1 text-base text-text shadow-popup outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0";

const itemClass =
  "flex h-7 select-none items-center gap-2 rounded-sm px-2 outline-none data-disabled:text-faint data-disabled:opacity-60 data-highlighted:bg-hover pointer-coarse:h-10 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

export function MenuContent({
  align = "start",
  side = "bottom",
  className,
  children,
}: {
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  className?: string;
  children: ReactNode;
}) {
  return (
    <BaseMenu.Portal>
      <BaseMenu.Positioner align={align} side={side} sideOffset={4} className="z-50 outline-none">
        <BaseMenu.Popup className={cn(menuPopupClass, className)}>{children}</BaseMenu.Popup>
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  );
}

type ItemProps = Omit<ComponentProps<typeof BaseMenu.Item>, "className"> & {
  shortcut?: string;
  /** For what cannot be taken back. */
  danger?: boolean;
};

export function MenuItem({ shortcut, danger, children, ...props }: ItemProps) {
  return (
    <BaseMenu.Item className={cn(itemClass, danger && "text-danger [&_svg]:text-danger")} {...props}>
      {children}
      {shortcut && (
        <span className="ml-auto pl-4 pointer-coarse:hidden">
          <Kbd>{shortcut}</Kbd>
        </span>
      )}
    </BaseMenu.Item>
  );
}

export function MenuRadioItem({ children, ...props }: ComponentProps<typeof BaseMenu.RadioItem>) {
  return (
    <BaseMenu.RadioItem className={itemClass} closeOnClick {...props}>
      {children}
      <BaseMenu.RadioItemIndicator className="ml-auto">
        <Check aria-hidden />
      </BaseMenu.RadioItemIndicator>
    </BaseMenu.RadioItem>
  );
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}

/** A line of plain text above items, as for who is signed in. */
export function MenuNote({ children }: { children: ReactNode }) {
  return <div className="truncate px-2 py-1 text-muted text-sm">{children}</div>;
}
