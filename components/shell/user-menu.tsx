"use client";

import { CircleUser, LogOut } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuNote, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { describeFailure } from "@/lib/client/failure";
import { signOut } from "@/lib/client/sign-out";

export function UserMenu({ name }: { name: string }) {
  const leave = () => {
    signOut().catch((error: unknown) => {
      toast.failure({ title: "You are still signed in", description: describeFailure(error).message });
    });
  };
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button variant="ghost" aria-label={`Account of ${name}`}>
            <CircleUser aria-hidden />
            <span className="max-w-40 truncate max-sm:hidden">{name}</span>
          </Button>
        }
      />
      <MenuContent align="end">
        <MenuNote>Signed in as {name}</MenuNote>
        <MenuSeparator />
        <MenuItem onClick={leave}>
          <LogOut aria-hidden /> Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
