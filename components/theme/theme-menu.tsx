"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu";

export function ThemeMenu() {
  const { theme, setTheme } = useTheme();
  return (
    <Menu>
      <MenuTrigger
        render={
          <IconButton label="Theme">
            {/* Which icon is right is known only to the style sheet until the page has come alive. */}
            <Sun aria-hidden className="dark:hidden" />
            <Moon aria-hidden className="hidden dark:block" />
          </IconButton>
        }
      />
      <MenuContent align="end">
        <MenuRadioGroup value={theme} onValueChange={(value) => setTheme(String(value))}>
          <MenuRadioItem value="light">
            <Sun aria-hidden /> Light
          </MenuRadioItem>
          <MenuRadioItem value="dark">
            <Moon aria-hidden /> Dark
          </MenuRadioItem>
          <MenuRadioItem value="system">
            <Monitor aria-hidden /> System
          </MenuRadioItem>
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
