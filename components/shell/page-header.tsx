import type { ReactNode } from "react";

export function PageHeader(props: { title: string; note?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-semibold text-lg">{props.title}</h1>
        {props.note && <p className="truncate text-muted text-sm">{props.note}</p>}
      </div>
      {props.children}
    </header>
  );
}
