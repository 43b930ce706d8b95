"use client";

import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "./button";

const manager = Toast.createToastManager();

type Notice = {
  title: string;
  description?: string;
  /** One thing to do about it, as Undo. */
  action?: { label: string; onClick: () => void };
};

/** Says how something ended. Failures stay until dismissed; the rest goes by itself. */
export const toast = {
  success: (notice: Notice) => show("success", notice),
  failure: (notice: Notice) => show("failure", notice),
  info: (notice: Notice) => show("info", notice),
  close: (id: string) => manager.close(id),
};

function show(type: "success" | "failure" | "info", { title, description, action }: Notice): string {
  return manager.add({
    type,
    title,
    description,
    timeout: type === "failure" ? 0 : 5000,
    priority: type === "failure" ? "high" : "low",
    actionProps: action && { children: action.label, onClick: action.onClick },
  });
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-60 flex w-[min(22rem,calc(100vw-2rem))] flex-col-reverse gap-2 outline-none">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      className="rounded-lg border bg-raised shadow-popup transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
        {item.type === "success" && (
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
        )}
        {item.type === "failure" && (
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
        )}
        <div className="min-w-0 flex-1">
          <Toast.Title className="break-words font-medium" />
          <Toast.Description className="break-words text-muted" />
        </div>
        {item.actionProps && <Toast.Action className={buttonClass({ size: "sm" })} />}
        <Toast.Close
          aria-label="Dismiss"
          className={buttonClass({ variant: "ghost", size: "icon" }, "size-6")}
        >
          <X aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
