"use client";

import { type ChangeEvent, type MouseEvent, type ReactNode, useRef } from "react";
import { type ButtonLook, buttonClass } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import {
  canPickHandles,
  type Picked,
  pickFiles,
  withoutHandles,
} from "@/lib/client/transfers/resume/file-access";

/** React knows no property for this attribute. */
const FOLDER = { webkitdirectory: "" };

/**
 * Chooses files, with a way back to them where the browser gives one. The input is the control: focus, name and keyboard
 * are the browser's own; the label around it only looks like a button.
 */
export function FileChooser(
  props: ButtonLook & {
    /** What it does: its name for assistive technology. */
    label: string;
    multiple?: boolean;
    /** Chooses a folder and all that is in it, which comes without handles. */
    folder?: boolean;
    disabled?: boolean;
    className?: string;
    onPicked: (picked: Picked[]) => void;
    children: ReactNode;
  },
) {
  const { multiple = false, onPicked } = props;
  const plain = useRef(false);

  function take(picked: Picked[]): void {
    if (picked.length > 0) onPicked(picked);
  }
  function change({ currentTarget }: ChangeEvent<HTMLInputElement>): void {
    const picked = withoutHandles(currentTarget.files ?? []);
    currentTarget.value = "";
    take(picked);
  }
  function click(event: MouseEvent<HTMLInputElement>): void {
    if (plain.current || props.folder || !canPickHandles()) {
      plain.current = false;
      return;
    }
    event.preventDefault();
    const input = event.currentTarget;
    void pickFiles(multiple).then((picked) => {
      if (picked) return take(picked);
      // What the browser's own picker refuses, the input may still take.
      plain.current = true;
      input.click();
    });
  }

  return (
    <label
      className={cn(
        buttonClass({
          ...(props.variant && { variant: props.variant }),
          ...(props.size && { size: props.size }),
        }),
        "relative has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-1",
        props.disabled && "pointer-events-none opacity-50",
        props.className,
      )}
    >
      <input
        type="file"
        multiple={multiple}
        disabled={props.disabled}
        aria-label={props.label}
        className="sr-only"
        onClick={click}
        onChange={change}
        {...(props.folder && FOLDER)}
      />
      {props.children}
    </label>
  );
}
