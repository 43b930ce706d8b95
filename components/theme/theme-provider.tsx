"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { ThemeProvider as NextThemesProvider } from "next-themes";
import type { ReactNode } from "react";

/** Light, dark or as the system has it, set before the first paint by a script that carries the page's nonce. */
export function ThemeProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <NextThemesProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      storageKey="cooper-theme"
      {...(nonce && { nonce })}
    >
      <CSPProvider nonce={nonce}>{children}</CSPProvider>
    </NextThemesProvider>
  );
}
