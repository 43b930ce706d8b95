"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Lifetime } from "@/lib/client/lifetime";

type Props = { value: Lifetime; onChange: (value: Lifetime) => void; problem: string | null };

export function LifetimeFields({ value, onChange, problem }: Props) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Works for">
        {(wiring) => (
          <Select
            {...wiring}
            value={value.choice}
            onChange={(event) => onChange({ ...value, choice: event.target.value as Lifetime["choice"] })}
          >
            <option value="hour">1 hour</option>
            <option value="day">1 day</option>
            <option value="week">7 days</option>
            <option value="custom">Other…</option>
          </Select>
        )}
      </Field>
      {value.choice === "custom" && (
        <div className="col-span-2 grid grid-cols-2 gap-3">
          <Field label="Number" error={problem} hint="7 days at most.">
            {(wiring) => (
              <Input
                {...wiring}
                inputMode="numeric"
                value={value.amount}
                autoComplete="off"
                onChange={(event) => onChange({ ...value, amount: event.target.value })}
              />
            )}
          </Field>
          <Field label="Unit">
            {(wiring) => (
              <Select
                {...wiring}
                value={value.unit}
                onChange={(event) => onChange({ ...value, unit: event.target.value as Lifetime["unit"] })}
              >
                <option value="minutes">minutes</option>
                <option value="hours">hours</option>
                <option value="days">days</option>
              </Select>
            )}
          </Field>
        </div>
      )}
    </div>
  );
}
