"use client";

import type { ComponentProps } from "react";
import { Button } from "./button";
import { Tooltip } from "./tooltip";

type Props = Omit<ComponentProps<typeof Button>, "size" | "aria-label"> & {
  /** What it does: its name for assistive technology and its tooltip. */
  label: string;
  shortcut?: string;
};

export function IconButton({ label, shortcut, variant = "ghost", ...props }: Props) {
  return (
    <Tooltip content={label} {...(shortcut && { shortcut })}>
      <Button variant={variant} size="icon" aria-label={label} {...props} />
    </Tooltip>
  );
}
