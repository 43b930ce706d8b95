"use client";

import { Menu as MenuIcon, PanelLeft } from "lucide-react";
import Link from "next/link";
import { ThemeMenu } from "@/components/theme/theme-menu";
import { IconButton } from "@/components/ui/icon-button";
import { Mark } from "@/components/ui/mark";
import { pages } from "@/lib/routes";
import { UserMenu } from "./user-menu";

export function Header(props: {
  user: string;
  folded: boolean;
  onFold: () => void;
  onOpenDrawer: () => void;
}) {
  return (
    <header className="flex h-11 shrink-0 items-center gap-1 border-b bg-ground px-2 pointer-coarse:h-12">
      <IconButton label="Show buckets" className="md:hidden" onClick={props.onOpenDrawer}>
        <MenuIcon aria-hidden />
      </IconButton>
      <IconButton
        label={props.folded ? "Show sidebar" : "Hide sidebar"}
        className="max-md:hidden"
        aria-expanded={!props.folded}
        onClick={props.onFold}
      >
        <PanelLeft aria-hidden />
      </IconButton>
      <Link
        href={pages.home()}
        className="flex items-center gap-1.5 rounded-md px-1.5 py-1 font-semibold text-base"
      >
        <Mark className="size-5 text-accent" />
        Cooper
      </Link>
      <div className="ml-auto flex items-center gap-1">
        <ThemeMenu />
        <UserMenu name={props.user} />
      </div>
    </header>
  );
}
