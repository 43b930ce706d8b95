"use client";

import { ScrollText } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { AllAction, DockKind } from "./dock-kind";
import { LogDialog } from "./log-dialog";
import { TransferSettings } from "./transfer-settings";
import { useTransfers } from "./use-transfers";

const WORDS: [AllAction, string][] = [
  ["retry", "Retry failed"],
  ["pause", "Pause all"],
  ["resume", "Resume all"],
  ["clear", "Clear finished"],
  ["cancel", "Cancel all"],
];

/** What can be done with all transfers. */
export function DockActions({ kinds }: { kinds: readonly DockKind[] }) {
  const transfers = useTransfers();
  const [log, setLog] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      {WORDS.map(([action, word]) => {
        const able = kinds.filter(({ can }) => can[action]);
        return (
          able.length > 0 && (
            <Button
              key={action}
              variant={action === "retry" ? "secondary" : "ghost"}
              onClick={() => {
                for (const { act } of able) act(action);
              }}
            >
              {word}
            </Button>
          )
        );
      })}
      <IconButton
        label="Log of transfers"
        onClick={() => {
          setLog(transfers.log());
          setOpen(true);
        }}
      >
        <ScrollText aria-hidden />
      </IconButton>
      <TransferSettings side="top" />
      {log !== null && <LogDialog text={log} open={open} onOpenChange={setOpen} />}
    </>
  );
}
