"use client";

import { type ReactNode, useState } from "react";
import { useStoredFlag } from "@/lib/client/stored-flag";
import { Header } from "./header";
import { InsecureBanner } from "./insecure-banner";
import { KeyHelp } from "./key-help";
import { Sidebar } from "./sidebar";
import { SidebarDrawer } from "./sidebar-drawer";

/** The frame around every page: header, sidebar, the page itself, and the dock beneath. */
export function Shell(props: { user: string; dock?: ReactNode; children: ReactNode }) {
  const [folded, setFolded] = useStoredFlag("cooper-sidebar-folded");
  const [drawerOpen, setDrawerOpen] = useState(false);
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-60 rounded-md bg-accent px-3 py-1.5 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <Header
        user={props.user}
        folded={folded}
        onFold={() => setFolded(!folded)}
        onOpenDrawer={() => setDrawerOpen(true)}
      />
      <InsecureBanner />
      <div className="flex min-h-0 flex-1">
        {!folded && (
          <div className="w-60 shrink-0 border-r max-md:hidden">
            <Sidebar />
          </div>
        )}
        <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col bg-surface outline-none">
          <KeyHelp>{props.children}</KeyHelp>
        </main>
      </div>
      {props.dock}
      <SidebarDrawer open={drawerOpen} onOpenChange={setDrawerOpen} />
    </div>
  );
}
