import { type ReactNode, useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";

/** A yes or no with a line about what it does. */
export function SettingChoice(props: {
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  label: string;
  hint: ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-2 pointer-coarse:py-1">
      <Checkbox
        id={id}
        checked={props.checked}
        disabled={props.disabled}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
        className="mt-[3px] shrink-0"
      />
      <div className="min-w-0">
        <label htmlFor={id}>{props.label}</label>
        <p id={`${id}-hint`} className="text-muted text-sm">
          {props.hint}
        </p>
      </div>
    </div>
  );
}
