import { type ReactNode, useId } from "react";

type Wiring = { id: string; "aria-describedby"?: string; "aria-invalid"?: boolean };

/** A label above a control, and beneath it either what is wrong or a hint. */
export function Field(props: {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  children: (wiring: Wiring) => ReactNode;
}) {
  const id = useId();
  const note = props.error || props.hint;
  const wiring: Wiring = {
    id,
    ...(note && { "aria-describedby": `${id}-note` }),
    ...(props.error && { "aria-invalid": true }),
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {props.label}
      </label>
      {props.children(wiring)}
      {note && (
        <p id={`${id}-note`} className={props.error ? "text-danger" : "text-muted"} aria-live="polite">
          {note}
        </p>
      )}
    </div>
  );
}
