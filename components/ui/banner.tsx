import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const TONES = {
  info: { icon: Info, box: "bg-hover", mark: "text-accent" },
  warning: { icon: TriangleAlert, box: "bg-warning-soft", mark: "text-warning" },
  danger: { icon: CircleAlert, box: "bg-danger-soft", mark: "text-danger" },
};

/** A lasting remark across its place: what is so, and what to do. Children are its text; `action` stands at the right. */
export function Banner(props: {
  tone?: keyof typeof TONES;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  const { icon: Icon, box, mark } = TONES[props.tone ?? "info"];
  return (
    <div
      role={props.tone === "danger" ? "alert" : "status"}
      className={cn("flex items-start gap-2.5 rounded-md border px-3 py-2", box, props.className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", mark)} />
      <div className="min-w-0 flex-1 break-words">
        {props.title && <p className="font-medium">{props.title}</p>}
        {props.children && <div className="text-muted">{props.children}</div>}
      </div>
      {props.action}
    </div>
  );
}
