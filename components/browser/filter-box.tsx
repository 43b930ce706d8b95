"use client";

import { Search, X } from "lucide-react";
import type { RefObject } from "react";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";

/** Narrows the loaded rows. It says itself, in its name and in the footer, that it sees no others. */
export function FilterBox(props: {
  value: string;
  onChange: (value: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  onLeave: () => void;
}) {
  return (
    <div className="relative max-sm:flex-1">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-faint"
      />
      <Input
        ref={props.inputRef}
        type="text"
        role="searchbox"
        aria-label="Filter loaded rows"
        placeholder="Filter"
        autoComplete="off"
        spellCheck={false}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && props.value !== "") props.onChange("");
          else if (event.key !== "Escape" && event.key !== "ArrowDown" && event.key !== "Enter") return;
          else props.onLeave();
          event.preventDefault();
        }}
        className="peer h-7 w-40 pr-7 pl-7 max-sm:w-full lg:w-52"
      />
      {props.value === "" ? (
        <span className="pointer-events-none absolute top-1/2 right-1.5 flex -translate-y-1/2 peer-focus:hidden pointer-coarse:hidden">
          <Kbd>/</Kbd>
        </span>
      ) : (
        <button
          type="button"
          aria-label="Clear the filter"
          onClick={() => {
            props.onChange("");
            props.inputRef.current?.focus();
          }}
          className="absolute top-1/2 right-1 flex size-5 -translate-y-1/2 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
}
